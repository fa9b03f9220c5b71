import type Database from 'better-sqlite3';
import { followedTables } from './migrations.ts';

/** Makes the followed tables of `to` the same as those of `from`. Both are up to date; the caller makes the transaction on `to`. */
export function copyTables(from: Database.Database, to: Database.Database): void {
  for (const table of followedTables) {
    const rows = from.prepare<[], unknown[]>(`SELECT * FROM ${table} ORDER BY rowid`).raw();
    const marks = rows.columns().map(() => '?');
    const insert = to.prepare<unknown[]>(`INSERT INTO ${table} VALUES (${marks.join(', ')})`);
    to.exec(`DELETE FROM ${table}`);
    for (const row of rows.all()) insert.run(...row);
  }
}
