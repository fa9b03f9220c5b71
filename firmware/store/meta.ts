import { reading } from './reading.ts';
import type { MetaTable } from './tables/meta.ts';
import type { Writer } from './writer.ts';

/** The small things behind a writer; setting what is set already writes nothing. */
export function metaStore(writer: Writer): MetaTable {
  const get = (key: string) => reading(() => writer.tables.meta.get(key));
  return {
    get,
    set(key, value) {
      if (get(key) !== value) writer.change('meta', (tables) => tables.meta.set(key, value));
    },
    remove(key) {
      if (get(key) !== undefined) writer.change('meta', (tables) => tables.meta.remove(key));
    },
  };
}
