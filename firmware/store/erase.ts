import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

const chunk = Buffer.alloc(64 * 1024);

/**
 * Overwrites a file with zeros where it lies, syncs and removes it. Best effort on flash: its controller may keep the old
 * cells for a while (S16, S32). What is no file (a link, a socket) is only removed. Throws what the system throws.
 */
export function eraseFile(file: string): void {
  if (lstatSync(file).isFile()) {
    const handle = openSync(file, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      eraseOpen(handle);
    } finally {
      closeSync(handle);
    }
  }
  unlinkSync(file);
}

/** Overwrites the content of an open file, which may have lost its name already. */
export function eraseOpen(handle: number): void {
  const { size } = fstatSync(handle);
  for (let at = 0; at < size; at += chunk.length) writeSync(handle, chunk, 0, Math.min(chunk.length, size - at), at);
  fsyncSync(handle);
  ftruncateSync(handle, 0);
}
