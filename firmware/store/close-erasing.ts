import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { eraseOpen } from './erase.ts';

/**
 * Closes a database. Where this was its last connection SQLite works the write-ahead log in and removes it; its content would
 * lie on in freed blocks, deleted rows among it, so it is overwritten (S31, S32). SQLite takes its locks on other files, so
 * that a second handle on the log does no harm.
 */
export function closeErasing(db: Database.Database): void {
  const log = `${db.name}-wal`;
  const handle = opened(log);
  db.close();
  if (handle === undefined) return;
  try {
    // Still there: somebody else has the database open and reads from it.
    if (statSync(log, { throwIfNoEntry: false })?.ino !== fstatSync(handle).ino) eraseOpen(handle);
  } finally {
    closeSync(handle);
  }
}

function opened(file: string): number | undefined {
  try {
    return openSync(file, 'r+');
  } catch {
    // No log, or no right to it: then there is nothing that we could overwrite.
    return undefined;
  }
}
