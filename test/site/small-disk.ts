import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of some MiB. Only root can mount one. */
export class SmallDisk {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Undefined where none can be mounted. */
  static mount(sizeMiB = 1): SmallDisk | undefined {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-small-disk-'));
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=700`, 'tmpfs', dir]);
    if (status === 0) return new SmallDisk(dir);
    rmSync(dir, { recursive: true });
    return undefined;
  }

  /** Takes all the room that is left. */
  fill(): void {
    const handle = openSync(join(this.dir, 'filler'), 'a');
    try {
      for (const size of [65_536, 4096, 1]) for (;;) if (writeSync(handle, Buffer.alloc(size)) < size) break;
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      if (!isFull) throw error;
    } finally {
      closeSync(handle);
    }
  }

  /** Gives the room back. */
  free(): void {
    rmSync(join(this.dir, 'filler'), { force: true });
  }

  unmount(): void {
    spawnSync('umount', [this.dir]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
