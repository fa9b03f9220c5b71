import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { openToWrite } from '../connection.ts';
import { setAside } from '../set-aside.ts';
import { isDamage } from '../store-error.ts';
import { ProofReading } from './proof-tables.ts';
import { createProofTables, hasProofTables } from './schema.ts';

/** Opens the file, made new when it is not there or not a database any more: that one is set aside, never deleted. */
export function openWhole(file: string, nowMs: number): { readonly db: Database.Database; readonly aside?: string } {
  try {
    return { db: openTables(file) };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (!isDamage(cause) || !existsSync(file)) throw error;
    const aside = setAside(file, nowMs);
    return { db: openTables(file), aside };
  }
}

function openTables(file: string): Database.Database {
  const db = openToWrite(file, { exclusive: false });
  try {
    if (!hasProofTables(db)) createProofTables(db, randomBytes(16).toString('hex'));
    // Reads the head and the end of each chain: a file that is damaged there cannot go on.
    new ProofReading(db).ends();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
