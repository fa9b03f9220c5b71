import type Database from 'better-sqlite3';
import type { StoredRuling } from '../../domain/limit.ts';

/** The last ruling value of each limit in one database; the caller makes the transaction. */
export interface RulingsTable {
  all(): readonly StoredRuling[];
  put(ruling: StoredRuling): void;
  /** Removes the rulings of limits that are no longer in the site. */
  removeExcept(limitIds: readonly string[]): void;
}

interface Row {
  readonly limit_id: string;
  readonly circuit: string;
  readonly unit: StoredRuling['unit'];
  readonly value: number;
  readonly text: string;
  readonly at_ms: number;
}

/** The table of rulings. A negative or unreadable value is refused by the table itself. */
export function rulingsTable(db: Database.Database): RulingsTable {
  const all = db.prepare<[], Row>('SELECT limit_id, circuit, unit, value, text, at_ms FROM rulings ORDER BY rowid');
  const put = db.prepare<[string, string, string, number, string, number]>(
    `INSERT INTO rulings (limit_id, circuit, unit, value, text, at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (limit_id) DO UPDATE SET circuit = excluded.circuit, unit = excluded.unit, value = excluded.value,
       text = excluded.text, at_ms = excluded.at_ms`,
  );
  const removeExcept = db.prepare<[string]>(
    'DELETE FROM rulings WHERE limit_id NOT IN (SELECT value FROM json_each(?))',
  );
  return {
    all: () =>
      all.all().map((row) => ({
        limitId: row.limit_id,
        circuit: row.circuit,
        unit: row.unit,
        value: row.value,
        text: row.text,
        atMs: row.at_ms,
      })),
    put: (r) => void put.run(r.limitId, r.circuit, r.unit, r.value, r.text, Math.trunc(r.atMs)),
    removeExcept: (limitIds) => void removeExcept.run(JSON.stringify(limitIds)),
  };
}
