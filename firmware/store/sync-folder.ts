import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes new and renamed files of a folder survive a power cut. */
export function syncFolder(dir: string): void {
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
