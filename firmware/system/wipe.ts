import { lstatSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isOwnName } from '../store/data-folder.ts';
import { eraseFile } from '../store/erase.ts';
import { syncFolder } from '../store/sync-folder.ts';

const fillerName = 'factory-reset.filler';
const fillChunk = Buffer.alloc(1024 * 1024);
/** A card of some GB takes minutes; what is not reached then was free for long. */
const fillMsByDefault = 180_000;

export interface WipeOptions {
  /** Stays until everything else is gone. */
  readonly last: string;
  readonly fillMs?: number;
  /** Called when all but `last` is gone; whatever it rejects with is the caller's to have caught. */
  readonly beforeLast?: () => Promise<void>;
}

export interface Wiped {
  readonly files: number;
  /** Zeros written into free room; 0 where the folder shares its file system with others. */
  readonly filledBytes: number;
  /** Names in the folder that are not ours and were left alone. */
  readonly left: readonly string[];
}

/**
 * Overwrites and removes what this program keeps in its data folder, keys first, then fills the free room of its file system
 * once, where earlier versions of files may lie (S32). Best effort on flash, whose controller keeps cells of its own. In a
 * folder that is no file system of its own, names that are not ours stay and nothing is filled: somebody else works there.
 * Rejects with what went wrong, after everything else has been wiped; it may be called again.
 */
export async function wipe(dir: string, { last, fillMs = fillMsByDefault, beforeLast }: WipeOptions): Promise<Wiped> {
  const alone = statSync(dir).dev !== statSync(dirname(dir)).dev;
  const names = readdirSync(dir).filter((name) => name !== last);
  const ours = names.filter((name) => isOwnName(name) || (alone && name !== 'lost+found'));
  const faults: unknown[] = [];
  let files = 0;
  const erase = (path: string): void => {
    try {
      if (lstatSync(path).isDirectory()) {
        for (const name of readdirSync(path)) erase(join(path, name));
        rmdirSync(path);
      } else {
        eraseFile(path);
        files += 1;
      }
    } catch (error) {
      faults.push(error);
    }
  };
  for (const name of ours.toSorted(keysFirst)) erase(join(dir, name));
  syncFolder(dir);
  const filledBytes = alone ? await fill(join(dir, fillerName), fillMs) : 0;
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} files or folders could not be wiped`);
  await beforeLast?.();
  erase(join(dir, last));
  syncFolder(dir);
  if (faults.length > 0) throw new AggregateError(faults, 'the mark of the reset could not be removed');
  return { files, filledBytes, left: names.filter((name) => !ours.includes(name)) };
}

const keysFirst = (a: string, b: string): number => Number(b === 'keys') - Number(a === 'keys');

/** Writes zeros until the file system is full or the time is over. */
async function fill(path: string, fillMs: number): Promise<number> {
  const endMs = performance.now() + fillMs;
  const file = await open(path, 'w', 0o600);
  let bytes = 0;
  try {
    // Ever smaller at the end, down to the block.
    for (const size of [fillChunk.length, 64 * 1024, 4096])
      while (performance.now() < endMs) {
        const written = await writtenOrFull(file, size);
        bytes += written;
        if (written < size) break;
      }
    await file.sync();
  } finally {
    await file.close();
    await unlink(path);
  }
  return bytes;
}

async function writtenOrFull(file: FileHandle, size: number): Promise<number> {
  try {
    return (await file.write(fillChunk, 0, size)).bytesWritten;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return 0;
    throw error;
  }
}
