import type { StoredSource } from '../domain/grid-source.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** What sources of limits need after a restart. */
export interface GridSourcesStore {
  all(): readonly StoredSource[];
  put(sources: readonly StoredSource[]): void;
  /** Removes what belongs to sources that are no longer in the site. */
  removeExcept(ids: readonly string[]): void;
}

/** The sources behind a writer; a call that changes nothing writes nothing. */
export function gridSourcesStore(writer: Writer): GridSourcesStore {
  const all = () => reading(() => writer.tables.gridSources.all());
  return {
    all,
    put(sources) {
      const kept = new Map(all().map(({ id, state }) => [id, state]));
      const due = sources.filter(({ id, state }) => kept.get(id) !== state);
      if (due.length === 0) return;
      writer.change('grid sources', (tables) => {
        for (const source of due) tables.gridSources.put(source);
      });
    },
    removeExcept(ids) {
      if (all().every(({ id }) => ids.includes(id))) return;
      writer.change('grid sources', (tables) => tables.gridSources.removeExcept(ids));
    },
  };
}
