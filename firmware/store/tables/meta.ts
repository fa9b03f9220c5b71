import type Database from 'better-sqlite3';

/** Small things the program must remember: hash of the claim code, key of the keyed hashes. */
export interface MetaTable {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** The table of small things in one database; the caller makes the transaction. */
export function metaTable(db: Database.Database): MetaTable {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const set = db.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare<[string]>('DELETE FROM meta WHERE key = ?');
  return {
    get: (key) => get.get(key)?.value,
    set: (key, value) => void set.run(key, value),
    remove: (key) => void remove.run(key),
  };
}
