import type { StoredRuling } from '../domain/limit.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** The last ruling value of each limit. */
export interface RulingsStore {
  all(): readonly StoredRuling[];
  put(rulings: readonly StoredRuling[]): void;
  /** Removes the rulings of limits that are no longer in the site. */
  removeExcept(limitIds: readonly string[]): void;
}

/** The rulings behind a writer; a call that changes nothing writes nothing. */
export function rulingsStore(writer: Writer): RulingsStore {
  const all = () => reading(() => writer.tables.rulings.all());
  return {
    all,
    put(rulings) {
      if (rulings.length === 0) return;
      writer.change('rulings', (tables) => {
        for (const ruling of rulings) tables.rulings.put(ruling);
      });
    },
    removeExcept(limitIds) {
      if (all().every((ruling) => limitIds.includes(ruling.limitId))) return;
      writer.change('rulings', (tables) => tables.rulings.removeExcept(limitIds));
    },
  };
}
