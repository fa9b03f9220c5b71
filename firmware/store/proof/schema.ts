import type Database from 'better-sqlite3';
import { proofStreams } from '../../grid/proof/row.ts';

/** The database of the log, beside `netwacht.sqlite`: it has another life, another bound, and is never restored. */
export const proofName = 'proof.sqlite';

/** "NtWp": tells it from any other SQLite file. */
export const proofApplicationId = 0x4e745770;

const version = 1;

/** Each chain is a table of its own; nothing is indexed but the number, and times are found by walking. */
const tables = `
  ${proofStreams
    .map(
      (stream) => `CREATE TABLE ${stream} (
        seq INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        hash BLOB NOT NULL
      ) STRICT;`,
    )
    .join('\n')}
  -- id 0: the ends as they are now, written with every change. 1, 2, …: once a day.
  CREATE TABLE heads (id INTEGER PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL, key TEXT NOT NULL) STRICT;
  -- Up to where rows were let go.
  CREATE TABLE dropped (
    one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL, signature TEXT NOT NULL, key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE keys (name TEXT NOT NULL PRIMARY KEY, spki TEXT NOT NULL) STRICT;
  CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
  -- Who is behind a pseudonym; never exported, and a row may be deleted.
  CREATE TABLE identities (
    pseudonym TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, first_ms INTEGER NOT NULL
  ) STRICT;
`;

/** Makes the tables of an empty file; `log`: the random name of the log, 32 hex digits. */
export function createProofTables(db: Database.Database, log: string): void {
  db.transaction(() => {
    db.exec(tables);
    db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run('log', log);
    db.pragma(`application_id = ${proofApplicationId}`);
    db.pragma(`user_version = ${version}`);
  }).immediate();
}

/** Whether the file has our tables; false: it is empty. Throws `SQLITE_NOTADB` and the like for what is not ours. */
export function hasProofTables(db: Database.Database): boolean {
  return Number(db.pragma('user_version', { simple: true })) > 0;
}
