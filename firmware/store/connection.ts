import { closeSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { applicationId, migrations } from './migrations.ts';
import { readError } from './store-error.ts';

/** How long a lock of another connection is waited for; the waiting thread does nothing else meanwhile. */
const lockWaitMs = 1000;

/** Pages in the write-ahead log before it is worked into the file: 1 MiB, small enough for a small data partition. */
const checkpointPages = 256;

/**
 * Opens a file to be written, creates it empty when it is not there (0600). `exclusive` keeps every other program out
 * until it is closed. Nothing in this process may open the file by other means meanwhile: closing that second handle
 * would drop SQLite's locks (a property of POSIX locks). Throws StoreError `inUse`, `unreadable`.
 */
export function openToWrite(file: string, options: { readonly exclusive: boolean }): Database.Database {
  let db: Database.Database | undefined;
  try {
    // SQLite gives its -wal and -shm the rights of the file itself.
    closeSync(openSync(file, 'a', 0o600));
    db = new Database(file, { timeout: lockWaitMs });
    if (options.exclusive) db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // Said aloud: this SQLite is built to fall back to NORMAL with a write-ahead log, which may lose the last commits.
    db.pragma('synchronous = FULL');
    // What is deleted is overwritten: a name or hash that was taken away must not lie on in a freed page (S31).
    db.pragma('secure_delete = ON');
    db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    return db;
  } catch (error) {
    db?.close();
    throw readError(error, basename(file));
  }
}

/** Opens a file that must be there, never to be written. Throws what SQLite throws. */
export function openToRead(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs });
}

/** Opens a file that must be there for a look that may have to write, and changes no setting. Throws what SQLite throws. */
export function openToInspect(file: string): Database.Database {
  return new Database(file, { fileMustExist: true, timeout: lockWaitMs });
}

/** How many migrations a file has seen; 0 for an empty one. */
export const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Brings a file up to date in one transaction; `fill` runs inside it, with the version that the file had (0: it was
 * empty), so that a file is either empty or whole. A newer file stays as it is: it has all of our tables, and inspection
 * has seen to that. Throws what SQLite throws, with nothing changed.
 */
export function migrate(db: Database.Database, steps = migrations, fill: (from: number) => void = () => {}): void {
  const from = versionOf(db);
  if (from >= steps.length) return;
  db.transaction(() => {
    for (const step of steps.slice(from)) db.exec(step);
    if (from === 0) db.pragma(`application_id = ${applicationId}`);
    fill(from);
    db.pragma(`user_version = ${steps.length}`);
  }).immediate();
}
