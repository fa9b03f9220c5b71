import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

const companions = ['', '-wal', '-shm', '-journal'];
const mark = '.set-aside-';

/**
 * Renames a database file that cannot be used, with its log files, and returns its new name inside the folder. Nothing
 * is ever deleted. The time is ISO 8601 in its basic form: colons trouble scp and other file systems.
 */
export function setAside(file: string, atMs: number): string {
  const stamp = new Date(atMs).toISOString().replace(/[-:]/g, '');
  let name = `${basename(file)}${mark}${stamp}`;
  for (let n = 2; companions.some((c) => existsSync(join(dirname(file), name + c))); n += 1)
    name = `${basename(file)}${mark}${stamp}-${n}`;
  for (const companion of companions)
    if (existsSync(file + companion)) renameSync(file + companion, join(dirname(file), name + companion));
  syncFolder(dirname(file));
  return name;
}

/** Names of the databases that were set aside in a data folder, their log files not counted. */
export const setAsideFiles = (dir: string): readonly string[] =>
  readdirSync(dir)
    .filter((name) => name.includes(mark) && !/-(wal|shm|journal)$/.test(name))
    .sort();
