import type Database from 'better-sqlite3';
import type { HistoryTier } from '../../domain/history.ts';

/** History has a file of its own, beside `netwacht.sqlite`: another life, another bound, and nothing waits for it. */
export const historyName = 'history.sqlite';

/** "NtWh": tells it from any other SQLite file. */
export const historyApplicationId = 0x4e745768;

const version = 1;

/** Rows in one blob of a group: ten minutes of seconds, six hours of minutes, a day of quarter hours. */
export const chunkRows: Readonly<Record<HistoryTier, number>> = { 1: 600, 60: 360, 900: 96 };

/**
 * A chunk is a stretch of time of one group; its id (stretch * 4096 + group) grows with time, so that new ones are added at
 * the end, old ones go from the beginning, and no index is needed. A piece is all groups of a few rows, until a chunk is made.
 */
const tables = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, unit TEXT NOT NULL, grp INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE chunk_1 (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE chunk_60 (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE chunk_900 (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE piece_60 (first INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE piece_900 (first INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
`;

/** Makes the tables of an empty file. Throws `SQLITE_NOTADB` and the like for what is not ours. */
export function prepareHistory(db: Database.Database): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found >= version) return;
  db.transaction(() => {
    db.exec(tables);
    db.pragma(`application_id = ${historyApplicationId}`);
    db.pragma(`user_version = ${version}`);
  }).immediate();
}
