import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NetwachtError } from '../../domain/errors.ts';
import { syncFolder } from '../../store/sync-folder.ts';
import { type BodyFlow, flowInto } from './flow.ts';

const mebibyte = 1024 * 1024;

/** What a bundle may cost; a release is about 200 MiB. */
export interface IncomingBounds {
  readonly maxBytes: number;
  /** Room that has to be left for store and proof. */
  readonly spareBytes: number;
  /** Fewer bytes than this within `floorMs` are no upload but somebody who holds a place. */
  readonly floorBytes: number;
  readonly floorMs: number;
  readonly totalMs: number;
}
export const incomingBounds: IncomingBounds = {
  maxBytes: 512 * mebibyte,
  spareBytes: 64 * mebibyte,
  // 8 KiB/s: through a gateway over a poor mobile line a bundle takes hours.
  floorBytes: 256 * 1024,
  floorMs: 32_000,
  totalMs: 8 * 3600_000,
};

/** What is kept in memory before it is on disk is bounded, and one last sync never holds the store's own for seconds. */
const syncEveryBytes = 8 * mebibyte;

/** The folder of the bundle: one that came whole, and one on its way. */
export class Incoming {
  readonly partName = 'incoming.part';
  readonly bundleName = 'bundle.raucb';
  readonly #dir: string;
  readonly #bounds: IncomingBounds;
  readonly #freeBytes: (dir: string) => number;

  constructor(parts: {
    readonly dir: string;
    readonly bounds: IncomingBounds;
    readonly freeBytes?: (dir: string) => number;
  }) {
    this.#dir = parts.dir;
    this.#bounds = parts.bounds;
    this.#freeBytes = parts.freeBytes ?? roomBytes;
  }

  /** Size of the bundle that lies there; undefined when there is none. */
  bundleBytes(): number | undefined {
    const path = join(this.#dir, this.bundleName);
    return existsSync(path) ? statSync(path).size : undefined;
  }

  /**
   * Writes a body to the part file. Resolves when it is on disk. Codes: `tooLarge` (413), `noSpace` (507), `tooSlow` (408),
   * `cutShort` (the sender left), `notPersisted` (503); then nothing is left of it.
   */
  async receive(body: Readable, sizeBytes: number | undefined, onBytes: (bytes: number) => void): Promise<Received> {
    const { maxBytes } = this.#bounds;
    if (sizeBytes !== undefined && sizeBytes > maxBytes) throw tooLarge(maxBytes);
    this.#mustHaveRoom(sizeBytes ?? 0);
    const hash = createHash('sha256');
    let file: FileHandle | undefined;
    let bytes = 0;
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      const part = await open(join(this.#dir, this.partName), 'w', 0o600);
      file = part;
      const flow: BodyFlow = { ...this.#bounds, sizeBytes };
      await flowInto(body, flow, async (chunk) => {
        bytes += chunk.length;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        hash.update(chunk);
        await writeWhole(part, chunk);
        if (Math.floor(bytes / syncEveryBytes) !== Math.floor((bytes - chunk.length) / syncEveryBytes)) {
          await part.datasync();
          this.#mustHaveRoom(0);
        }
        onBytes(bytes);
      });
      await part.sync();
      await part.close();
      return { sizeBytes: bytes, sha256: hash.digest('hex') };
    } catch (error) {
      await file?.close().catch(() => undefined);
      this.dropPart();
      throw known(error);
    }
  }

  /** The part file becomes the bundle, in place of one that was there. Code: `notPersisted` (503). */
  keepPart(): void {
    try {
      renameSync(join(this.#dir, this.partName), join(this.#dir, this.bundleName));
      syncFolder(this.#dir);
    } catch (error) {
      this.dropPart();
      throw known(error);
    }
  }

  dropPart(): void {
    rmSync(join(this.#dir, this.partName), { force: true });
  }

  dropBundle(): void {
    rmSync(join(this.#dir, this.bundleName), { force: true });
  }

  #mustHaveRoom(neededBytes: number): void {
    const { spareBytes } = this.#bounds;
    // Before the first bundle the folder may be missing; then its parent's file system is asked.
    const free = this.#freeBytes(existsSync(this.#dir) ? this.#dir : join(this.#dir, '..'));
    if (free >= neededBytes + spareBytes) return;
    const mib = (bytes: number) => Math.ceil(bytes / mebibyte);
    throw noSpace(`${mib(free)} MiB are free, ${mib(neededBytes + spareBytes)} MiB are needed`);
  }
}

export interface Received {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

const tooLarge = (maxBytes: number): NetwachtError =>
  new NetwachtError(
    'tooLarge',
    `A bundle has at most ${Math.floor(maxBytes / mebibyte)} MiB; nothing was kept of this one`,
  );
const noSpace = (why: string, cause?: unknown): NetwachtError =>
  new NetwachtError('noSpace', `There is too little room on the disk for the bundle (${why}); drop an older one`, {
    cause,
  });

function known(error: unknown): NetwachtError {
  if (error instanceof NetwachtError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace('it is full', error);
  return new NetwachtError('notPersisted', 'The disk does not take the bundle; nothing was kept of it', {
    cause: error,
  });
}

function roomBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
