import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimCodeName } from './data-folder.ts';
import { eraseFile } from './erase.ts';
import { writeSecretFile } from './secret-file.ts';
import { readError, writeError } from './store-error.ts';
import { syncFolder } from './sync-folder.ts';

/** The code that claims this box, in a file of its own (0600) until somebody owns it. */
export interface ClaimCodeFile {
  /** As it stands there, at most its first 256 characters; undefined: there is none. Throws StoreError `unreadable`. */
  read(): string | undefined;
  /** Throws StoreError `notPersisted`. */
  write(code: string): void;
  /** Overwrites and removes it where there is one. Throws what the system throws. */
  erase(): void;
}

const mostCharacters = 256;

/** The file `claim-code` of a data folder; on the image what stood in claim.txt is put there (netwacht-claim.service). */
export function claimCodeFile(dir: string): ClaimCodeFile {
  const file = join(dir, claimCodeName);
  return {
    read() {
      if (!existsSync(file)) return undefined;
      try {
        return readFileSync(file, 'utf8').slice(0, mostCharacters);
      } catch (error) {
        throw readError(error, claimCodeName);
      }
    },
    write(code) {
      try {
        writeSecretFile(file, `${code}\n`);
      } catch (error) {
        throw writeError(error, claimCodeName, 'claim code');
      }
    },
    erase() {
      if (!existsSync(file)) return;
      eraseFile(file);
      syncFolder(dir);
    },
  };
}
