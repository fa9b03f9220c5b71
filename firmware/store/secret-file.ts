import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { eraseFile, eraseOpen } from './erase.ts';
import { syncFolder } from './sync-folder.ts';

/** How a file is called while it is written; what is left of one is to be erased. */
export const unfinished = '.tmp';

/** A folder that only the box's own user may look into (0700), made if it is not there. Throws what the system throws. */
export function secretFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/**
 * A file (0600) that is whole or as it was before, power cut or not: written beside, synced, renamed. Then the content before
 * is overwritten: it may be a key. Throws what the system throws.
 */
export function writeSecretFile(file: string, text: string): void {
  const beside = file + unfinished;
  if (existsSync(beside)) eraseFile(beside);
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    eraseFile(beside);
    throw error;
  }
  closeSync(handle);
  const before = existsSync(file) ? openSync(file, 'r+') : undefined;
  try {
    renameSync(beside, file);
    syncFolder(dirname(file));
    if (before !== undefined) eraseOpen(before);
  } finally {
    if (before !== undefined) closeSync(before);
  }
}
