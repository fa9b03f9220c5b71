import Database from 'better-sqlite3';
import { NetwachtError } from '../domain/errors.ts';

/**
 * `notPersisted`: the disk did not take a change (full, broken); nothing of it was kept.
 * `unreadable`: a file could not be read or opened, and not because of what is in it.
 * `inUse`: another program has this data folder. `refused`: the change itself cannot be stored. `exists`: the name is taken.
 */
export type StoreErrorCode = 'notPersisted' | 'unreadable' | 'inUse' | 'refused' | 'exists';

export interface StoreErrorFacts {
  /** The file's name inside the data folder. */
  readonly file?: string;
  /** What was to be done, "variables". */
  readonly what?: string;
  /** SQLite's or the system's own code, "SQLITE_FULL", "ENOSPC". */
  readonly system?: string;
}

/** What the store could not do, and why. */
export class StoreError extends NetwachtError {
  declare readonly code: StoreErrorCode;
  readonly facts: StoreErrorFacts;

  constructor(code: StoreErrorCode, message: string, facts: StoreErrorFacts = {}, cause?: unknown) {
    super(code, message, { cause });
    this.name = 'StoreError';
    this.facts = facts;
  }
}

/** The error's own code: "SQLITE_FULL", "EACCES"; `undefined` when it has none. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** True when SQLite says that the content of the file is wrong, not that the disk or a lock is in the way. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return false;
  // A sector that cannot be read any more is lost content too: a new file gets other sectors.
  return /^SQLITE_(CORRUPT|NOTADB|IOERR_READ|IOERR_SHORT_READ|IOERR_DATA)/.test(error.code);
}

/** The typed error for a change that failed; a StoreError passes through. */
export function writeError(error: unknown, file: string, what: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const system = systemCode(error);
  if (system === undefined) return error;
  const facts = { file, what, system };
  if (/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(system))
    return new StoreError('refused', `${what}: a value that cannot be stored (${error.message})`, facts, error);
  return new StoreError('notPersisted', `${what}: not written to ${file} (${sentence(system, error)})`, facts, error);
}

/** The typed error for a file that could not be opened or read; a StoreError passes through. */
export function readError(error: unknown, file: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const system = systemCode(error);
  if (system === undefined) return error;
  const facts = { file, system };
  if (/^SQLITE_(BUSY|LOCKED)/.test(system))
    return new StoreError('inUse', `${file} is in use by another program`, facts, error);
  return new StoreError('unreadable', `${file} cannot be read (${sentence(system, error)})`, facts, error);
}

/** True when the error means that the disk has no room left. */
export const isFullDisk = (error: unknown): boolean =>
  // SQLite reports the missing room for its shared memory file as an I/O error of that file.
  /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC)$/.test(systemCode(error) ?? '');

function sentence(system: string, error: Error): string {
  return isFullDisk(error) ? `the disk is full, ${system}` : `${error.message}, ${system}`;
}
