import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { openToWrite } from './connection.ts';
import { setAside } from './set-aside.ts';
import { isDamage } from './store-error.ts';

/** Makes a file what its owner needs and reads what he goes on from: a file that is damaged there cannot go on. */
export type Prepare = (db: Database.Database) => void;

/** Opens a file beside other connections to it, and prepares it; closed again where that fails. Throws what either throws. */
export function openPrepared(file: string, prepare: Prepare): Database.Database {
  const db = openToWrite(file, { exclusive: false });
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** As SQLite says it, or with that as its cause. */
export const isDamaged = (error: unknown): boolean =>
  isDamage(error) || (error instanceof Error && isDamage(error.cause));

/** Opens the file, made new when it is not there or not a database any more: that one is set aside, never deleted. */
export function openWhole(
  file: string,
  nowMs: number,
  prepare: Prepare,
): { readonly db: Database.Database; readonly aside?: string } {
  try {
    return { db: openPrepared(file, prepare) };
  } catch (error) {
    if (!isDamaged(error) || !existsSync(file)) throw error;
    const aside = setAside(file, nowMs);
    return { db: openPrepared(file, prepare), aside };
  }
}
