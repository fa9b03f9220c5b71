import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { LogEntry } from './format.ts';
import { durableCount, type Survivor } from './power-cut.ts';

const zeros = Buffer.alloc(1024 * 1024);

/** Brings a raw disk forward along a log. The disk holds what is durable; it only ever goes forward. */
export class Replay {
  readonly #log: number;
  readonly #disk: number;
  readonly #entries: readonly LogEntry[];
  #done = 0;

  constructor(options: { readonly logFile: string; readonly diskFile: string; readonly entries: readonly LogEntry[] }) {
    this.#log = openSync(options.logFile, 'r');
    this.#disk = openSync(options.diskFile, 'r+');
    this.#entries = options.entries;
  }

  /** Everything that was flushed before `cut` is on the disk then. Throws when the disk is further already. */
  forwardTo(cut: number): void {
    const until = durableCount(this.#entries, cut);
    if (until < this.#done) throw new Error(`the disk is at entry ${this.#done}, and ${until} lies before that`);
    for (; this.#done < until; this.#done += 1) {
      const entry = this.#entries[this.#done];
      if (entry !== undefined) apply(this.#log, this.#disk, entry, [{ from: 0, to: entry.lengthBytes }]);
    }
  }

  /** Adds to another disk, a copy of the durable one, what survived of the rest. */
  addTo(diskFile: string, survived: readonly Survivor[]): void {
    const disk = openSync(diskFile, 'r+');
    try {
      for (const { entry, parts } of survived) apply(this.#log, disk, entry, parts);
    } finally {
      closeSync(disk);
    }
  }

  close(): void {
    closeSync(this.#log);
    closeSync(this.#disk);
  }
}

function apply(log: number, disk: number, entry: LogEntry, parts: Survivor['parts']): void {
  if (entry.kind === 'flush') return;
  for (const { from, to } of parts)
    for (let at = from; at < to; ) {
      const count = Math.min(to - at, zeros.length);
      const chunk = entry.kind === 'discard' ? zeros.subarray(0, count) : readWhole(log, entry.dataOffset + at, count);
      writeSync(disk, chunk, 0, count, entry.diskOffset + at);
      at += count;
    }
}

function readWhole(fd: number, offset: number, count: number): Buffer {
  const chunk = Buffer.alloc(count);
  const got = readSync(fd, chunk, 0, count, offset);
  if (got !== count) throw new Error(`the log ends at ${offset + got}, in the middle of a write`);
  return chunk;
}
