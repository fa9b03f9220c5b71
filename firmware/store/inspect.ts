import { statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { migrate, openToInspect, openToRead, versionOf } from './connection.ts';
import { applicationId, migrations } from './migrations.ts';
import { isDamage, readError } from './store-error.ts';
import { type ChangeMark, changesTable } from './tables/changes.ts';
import { siteTable } from './tables/site.ts';

/** What a database file is worth, found out without changing it. */
export type Inspection =
  /** Not there, or without any table. */
  | { readonly state: 'missing' }
  | { readonly state: 'good'; readonly mark: ChangeMark }
  | { readonly state: 'bad'; readonly reason: string };

/**
 * Looks whether a database file is whole and ours. Throws StoreError `inUse`, `unreadable` for what is not the file's own
 * fault (no room, no right, a lock), so that a good file is never taken for a bad one.
 */
export function inspect(file: string, steps: readonly string[] = migrations): Inspection {
  if (sizeOf(file) === 0) {
    // SQLite would drop the write-ahead log of an empty file, and that log may hold all that is left.
    const orphan = sizeOf(`${file}-wal`) > 0;
    return orphan ? bad('it is gone or empty, but its write-ahead log is there') : { state: 'missing' };
  }
  // Read-only first, so that closing does not work the log into a bad file; only an unfinished creation has to be rolled back.
  const unfinished = sizeOf(`${file}-journal`) > 0;
  const found = using(
    file,
    () => (unfinished ? openToInspect(file) : openToRead(file)),
    (db) => look(db, steps),
  );
  if (found.state !== 'good') return found;
  // The check of a read-only connection passes over the constraints of the tables (measured, SQLite 3.54).
  return using(
    file,
    () => openToInspect(file),
    (db) => checked(db) ?? found,
  );
}

/** Bytes of a file; 0 when it is not there, and only then or when it is empty. */
function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    throw readError(error, basename(file));
  }
}

function using(file: string, open: () => Database.Database, look: (db: Database.Database) => Inspection): Inspection {
  let db: Database.Database | undefined;
  try {
    db = open();
    return look(db);
  } catch (error) {
    if (isDamage(error) || isForeign(error)) return bad(error instanceof Error ? error.message : String(error));
    throw readError(error, basename(file));
  } finally {
    db?.close();
  }
}

/** SQLite's own check of the content; `undefined` when it finds nothing. */
function checked(db: Database.Database): Inspection | undefined {
  const fault = db.pragma('quick_check(1)', { simple: true });
  return fault === 'ok' ? undefined : bad(String(fault));
}

function look(db: Database.Database, steps: readonly string[]): Inspection {
  const fault = checked(db);
  if (fault !== undefined) return fault;
  const version = versionOf(db);
  const found = schemaOf(db);
  if (version === 0 && found.length === 0) return { state: 'missing' };
  if (db.pragma('application_id', { simple: true }) !== applicationId) return bad('it is not a file of this program');
  const wrongTables = schemaFault(found, version, steps);
  if (wrongTables !== undefined) return bad(wrongTables);
  if (!siteTable(db).whole()) return bad('the site document in it does not fit its ETag');
  const mark = changesTable(db).mark();
  return mark === undefined ? bad('its count of changes is gone') : { state: 'good', mark };
}

/** What is wrong with the tables. A file of a newer program must have all of ours; what it has besides is left alone. */
function schemaFault(found: readonly string[], version: number, steps: readonly string[]): string | undefined {
  const expected = expectedSchema(steps.slice(0, version));
  const isNewer = version > steps.length;
  if (expected.every((sql) => found.includes(sql)) && (isNewer || found.length === expected.length)) return undefined;
  return isNewer
    ? `its version ${version} is newer than this program knows (${steps.length}), and its tables are others`
    : `its tables are not those of version ${version}`;
}

/** The text of every table and index. */
function schemaOf(db: Database.Database): readonly string[] {
  const rows = db.prepare<[], { sql: string }>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name');
  return rows.all().map((row) => row.sql);
}

function expectedSchema(steps: readonly string[]): readonly string[] {
  const db = new Database(':memory:');
  try {
    migrate(db, steps);
    return schemaOf(db);
  } finally {
    db.close();
  }
}

/** SQLite's plain "error": a format or a table it does not understand. */
const isForeign = (error: unknown): boolean => error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR';

const bad = (reason: string): Inspection => ({ state: 'bad', reason });
