import type Database from 'better-sqlite3';
import type { StoredSource } from '../../domain/grid-source.ts';

/** What sources of limits need after a restart, in one database; the caller makes the transaction. */
export interface GridSourcesTable {
  all(): readonly StoredSource[];
  put(source: StoredSource): void;
  removeExcept(ids: readonly string[]): void;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly at_ms: number;
}

export function gridSourcesTable(db: Database.Database): GridSourcesTable {
  const all = db.prepare<[], Row>('SELECT id, state, at_ms FROM grid_sources ORDER BY rowid');
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO grid_sources (id, state, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, at_ms = excluded.at_ms`,
  );
  const removeExcept = db.prepare<[string]>(
    'DELETE FROM grid_sources WHERE id NOT IN (SELECT value FROM json_each(?))',
  );
  return {
    all: () => all.all().map(({ id, state, at_ms }) => ({ id, state, atMs: at_ms })),
    put: ({ id, state, atMs }) => void put.run(id, state, Math.trunc(atMs)),
    removeExcept: (ids) => void removeExcept.run(JSON.stringify(ids)),
  };
}
