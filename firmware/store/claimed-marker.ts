import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { secretFolder } from './secret-file.ts';
import { syncFolder } from './sync-folder.ts';

/** A file beside the databases that says that somebody owns this box, for the day when both of them are lost. */
export interface ClaimedMarker {
  present(): boolean;
  /** Throws what the system throws. */
  write(): void;
}

/** The marker `keys/claimed` (0600 in a 0700 folder) of a data folder. */
export function claimedMarker(dir: string): ClaimedMarker {
  const folder = join(dir, 'keys');
  const file = join(folder, 'claimed');
  return {
    present: () => existsSync(file),
    write() {
      if (existsSync(file)) return;
      secretFolder(folder);
      const handle = openSync(file, 'w', 0o600);
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      syncFolder(folder);
      syncFolder(dir);
    },
  };
}
