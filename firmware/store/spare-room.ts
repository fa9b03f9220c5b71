import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Room for what SQLite must create before it can read (32 KiB of shared memory file) and for a few changes. */
const spareBytes = 128 * 1024;

/** With less than this a start would fail. */
const neededBytes = 96 * 1024;

/** Room for the file itself and as much again for everything else; with less it is not made. */
const comfortableBytes = 4 * spareBytes;

/** A file that only takes up room, to be given away at a start on a full disk, which would otherwise fail. */
export interface SpareRoom {
  /** Frees the room when the disk is too full to start; true when it did. */
  releaseIfFull(): boolean;
  /** Makes the file when it is not there and there is room enough. Throws what the system throws. */
  keep(): void;
}

/** The spare room `spare-room` of a data folder. */
export function spareRoom(dir: string): SpareRoom {
  const file = join(dir, 'spare-room');
  return {
    releaseIfFull() {
      if (roomBytes(dir) >= neededBytes || !existsSync(file)) return false;
      rmSync(file, { force: true });
      return true;
    },
    keep() {
      if (existsSync(file) || roomBytes(dir) < comfortableBytes) return;
      try {
        writeFileSync(file, Buffer.alloc(spareBytes), { mode: 0o600, flush: true });
      } catch (error) {
        rmSync(file, { force: true });
        throw error;
      }
    },
  };
}

function roomBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
