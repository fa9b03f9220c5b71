import { existsSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { isDamaged, openPrepared, type Prepare } from './open-prepared.ts';
import { setAside } from './set-aside.ts';

/**
 * Opens a file that has a copy beside it. One that is missing or damaged (that one is set aside, never deleted) is made anew
 * from the copy, empty where the copy is lost too. `prepare` reads what the program goes on from. Throws what SQLite and the
 * system throw.
 */
export function openOrRestore(
  file: string,
  copyFile: string,
  nowMs: number,
  prepare: Prepare,
): { readonly db: Database.Database; readonly aside?: string } {
  const hadFile = existsSync(file);
  try {
    if (!hadFile && existsSync(copyFile)) return { db: restored(file, copyFile, prepare) };
    return { db: openPrepared(file, prepare) };
  } catch (error) {
    if (!isDamaged(error) || !existsSync(file)) throw error;
    const aside = setAside(file, nowMs);
    return { db: existsSync(copyFile) ? restored(file, copyFile, prepare) : openPrepared(file, prepare), aside };
  }
}

/** A new file with all that the copy has; empty where the copy is damaged too. */
function restored(file: string, copyFile: string, prepare: Prepare): Database.Database {
  try {
    const copy = openPrepared(copyFile, prepare);
    try {
      copy.prepare('VACUUM INTO ?').run(file);
    } finally {
      copy.close();
    }
  } catch (error) {
    if (!isDamaged(error)) throw error;
    rmSync(file, { force: true });
  }
  return openPrepared(file, prepare);
}
