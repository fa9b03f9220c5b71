import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { eraseFile } from './erase.ts';
import type { StoreLog } from './health.ts';
import { secretFolder, unfinished, writeSecretFile } from './secret-file.ts';
import { readError, writeError } from './store-error.ts';
import { syncFolder } from './sync-folder.ts';

const storedPair = z.strictObject({
  certificatePem: z.string().min(1),
  keyPem: z.string().min(1),
  source: z.enum(['made', 'uploaded', 'issued']),
});
/** A private key with its certificate (leaf first, then the chain), PEM. */
export type StoredPair = z.output<typeof storedPair>;

/** Keys in a folder of their own, 0700, one file each, 0600 (S16). Names are checked by who calls: `[a-z0-9-]{1,32}`. */
export interface KeyFiles {
  names(): readonly string[];
  /** undefined: there is none, or its file is damaged. Throws StoreError `unreadable`. */
  read(name: string): StoredPair | undefined;
  /** On disk when it returns; until then the pair before stands. Throws StoreError `notPersisted`. */
  write(name: string, pair: StoredPair): void;
  /** Overwrites and removes; false when there was none. Throws StoreError `notPersisted`. */
  remove(name: string): boolean;
}

const ending = '.json';

/**
 * The key files of a folder, which is made. Key and certificate stand in one file, so that no power cut parts them; what an
 * interrupted write left behind is erased here, and rights that were loosened are set right. What of that fails is said in
 * the log: the box has other work to do.
 */
export function keyFiles(folder: string, log?: StoreLog): KeyFiles {
  const fileOf = (name: string): string => join(folder, name + ending);
  const all = (): readonly string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => file.endsWith(ending))
          .map(nameOf)
          .sort()
      : [];
  const read = (name: string): StoredPair | undefined => {
    if (!existsSync(fileOf(name))) return undefined;
    try {
      return parsed(readFileSync(fileOf(name), 'utf8'));
    } catch (error) {
      throw readError(error, `keys/${name}`);
    }
  };
  const usable = (name: string): boolean => {
    try {
      return read(name) !== undefined;
    } catch {
      // Said at the start; whoever reads this very one hears why.
      return false;
    }
  };
  try {
    heal(folder);
  } catch (error) {
    log?.error({ err: error }, 'the folder of the keys could not be made or put in order');
  }
  for (const name of all())
    if (!usable(name)) log?.error({ key: name }, 'the file of a key is damaged and not used; bring or make it anew');

  return {
    names: () => all().filter(usable),
    read,
    write(name, pair) {
      try {
        writeSecretFile(fileOf(name), JSON.stringify(storedPair.parse(pair)));
      } catch (error) {
        throw writeError(error, `keys/${name}`, `key ${name}`);
      }
    },
    remove(name) {
      if (!existsSync(fileOf(name))) return false;
      try {
        eraseFile(fileOf(name));
        syncFolder(folder);
        return true;
      } catch (error) {
        throw writeError(error, `keys/${name}`, `key ${name}`);
      }
    },
  };
}

const nameOf = (file: string): string => file.slice(0, -ending.length);

function heal(folder: string): void {
  for (const dir of [dirname(folder), folder]) secretFolder(dir);
  for (const file of readdirSync(folder)) {
    if (file.endsWith(unfinished)) eraseFile(join(folder, file));
    else if (file.endsWith(ending)) chmodSync(join(folder, file), 0o600);
  }
}

function parsed(text: string): StoredPair | undefined {
  try {
    return storedPair.parse(JSON.parse(text));
  } catch {
    // Damaged: whoever asks hears that there is none, and the start has said so in the log.
    return undefined;
  }
}
