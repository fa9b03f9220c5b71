import { copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { mostGroups } from '../../../firmware/store/history/dictionary.ts';

const yearDays = 365.25;

/** A file of ten years, made of the month's quarter hours over and over: its size is seen, not reckoned. */
export async function tenYears(dir: string, days: number) {
  const folder = join(dir, 'ten-years');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const file = join(folder, 'history.sqlite');
  copyFileSync(join(dir, 'history.sqlite'), file);
  const db = new Database(file);
  const count = Math.ceil((10 * yearDays) / days);
  const bytesOf = (table: string) =>
    (db.prepare(`SELECT total(length(data)) AS bytes FROM ${table}`).get() as { bytes: number }).bytes;
  const month = { seconds: bytesOf('chunk_1'), minutes: bytesOf('chunk_60'), quarters: bytesOf('chunk_900') };
  // The days of the month, put before it again and again; the last day is not whole.
  for (let k = 1; k < count; k += 1)
    db.prepare('INSERT INTO chunk_900 (id, data) SELECT id - ? , data FROM chunk_900 WHERE id > ?').run(
      k * days * mostGroups,
      (db.prepare('SELECT max(id) AS id FROM chunk_900').get() as { id: number }).id - days * mostGroups,
    );
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const { size } = statSync(file);
  rmSync(folder, { recursive: true, force: true });
  return { bytes: size, blobsOfTheMonth: month };
}
