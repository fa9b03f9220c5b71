import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { secretFolder, writeSecretFile } from './secret-file.ts';
import { writeError } from './store-error.ts';

/** Name and password that a device or a broker of the site wants. */
const stored = z.strictObject({ user: z.string(), password: z.string() });
export type StoredSecret = z.output<typeof stored>;

const folderOf = (dir: string): string => join(dir, 'keys', 'secrets');
const fileOf = (dir: string, name: string): string => join(folderOf(dir), `${name}.json`);

/**
 * On disk when it returns, 0600 in a folder of its own; until then the one before stands. Names are checked by who calls:
 * `[a-z0-9-]{1,32}`. Throws StoreError `notPersisted`.
 */
export function writeSecret(dir: string, name: string, secret: StoredSecret): void {
  try {
    for (const folder of [join(dir, 'keys'), folderOf(dir)]) secretFolder(folder);
    writeSecretFile(fileOf(dir, name), JSON.stringify(stored.parse(secret)));
  } catch (error) {
    throw writeError(error, `keys/secrets/${name}`, `secret ${name}`);
  }
}

/** undefined: there is none of this name, or its file cannot be read. Any thread may ask. */
export function readSecret(dir: string, name: string): StoredSecret | undefined {
  if (!existsSync(fileOf(dir, name))) return undefined;
  try {
    return stored.parse(JSON.parse(readFileSync(fileOf(dir, name), 'utf8')));
  } catch {
    // Whoever needs it says that the device asks for a password and there is none.
    return undefined;
  }
}
