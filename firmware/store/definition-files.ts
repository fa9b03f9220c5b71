import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { NetwachtError } from '../domain/errors.ts';
import { writeError } from './store-error.ts';
import { syncFolder } from './sync-folder.ts';

/** A site has a handful of products of its own. */
const maxFiles = 200;

/**
 * Keeps a definition of the box's own as `folder/ID.json`, whole or not at all; one of the same id is replaced. Ids are
 * checked by who calls: `[a-z0-9-]`. Throws StoreError `notPersisted`, NetwachtError `tooMany`.
 */
export function writeDefinition(folder: string, id: string, text: string): void {
  const file = join(folder, `${id}.json`);
  const beside = `${file}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    const others = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== `${id}.json`);
    if (others.length >= maxFiles)
      throw new NetwachtError('tooMany', `There are ${maxFiles} definitions of this box already; remove one first`);
    const handle = openSync(beside, 'w', 0o644);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
    syncFolder(folder);
    syncFolder(dirname(folder));
  } catch (error) {
    if (error instanceof NetwachtError) throw error;
    if (existsSync(beside)) rmSync(beside);
    throw writeError(error, `definitions/${id}.json`, `definition ${id}`);
  }
}
