import { createReadStream, createWriteStream, existsSync, statfsSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { RecordingEnd, RecordingStatus } from '../../domain/recording.ts';

const fileName = 'recording.jsonl';
const mebibyte = 1024 * 1024;
/** More than a day of a small site; enough of a large one to see what went wrong. */
const maxBytes = 256 * mebibyte;
/** What a slow disk may owe before the recording gives up: it is kept in memory. */
const maxOwedBytes = 8 * mebibyte;
/** The store has to go on writing beside it. */
const leastFreeBytes = 64 * mebibyte;

export interface RecordingDeskOptions {
  readonly dir: string;
  readonly clock: Clock;
  /** Asks for the lines of every cycle from now on; undefined: no longer. */
  readonly record: (onLine: ((line: string) => void) | undefined) => void;
  readonly log: { warn(facts: object, sentence: string): void };
  /** Room on the disk; a test says what it is. */
  readonly freeBytes?: (dir: string) => number;
}

interface Running {
  readonly file: WriteStream;
  readonly sinceMs: number;
  readonly endMs: number;
  bytes: number;
}

/** The main thread's desk for the recording: writes the worker's lines to one bounded file of the data folder. */
export class RecordingDesk {
  readonly #options: RecordingDeskOptions;
  readonly #path: string;
  #running: Running | undefined;
  #last: RecordingStatus;

  constructor(options: RecordingDeskOptions) {
    this.#options = options;
    this.#path = join(options.dir, fileName);
    const bytes = existsSync(this.#path) ? statSync(this.#path).size : undefined;
    this.#last = {
      running: false,
      since: null,
      until: null,
      bytes: bytes ?? 0,
      ended: bytes === undefined ? null : 'program',
    };
  }

  status(): RecordingStatus {
    const running = this.#running;
    if (running === undefined) return this.#last;
    this.#endWhenOver(running);
    if (this.#running === undefined) return this.#last;
    const { monotonic, wall } = this.#now();
    const iso = (ms: number) => new Date(wall + ms - monotonic).toISOString();
    return { running: true, since: iso(running.sinceMs), until: iso(running.endMs), bytes: running.bytes, ended: null };
  }

  /** Throws `exists` while one runs, `notPersisted` when there is too little room. */
  start(maxMinutes: number): RecordingStatus {
    if (this.status().running)
      throw new NetwachtError('exists', 'A recording runs already; stop it before another is started');
    if (this.#freeBytes() < leastFreeBytes)
      throw new NetwachtError('notPersisted', 'There is too little room on the disk for a recording');
    const { monotonic } = this.#now();
    const file = createWriteStream(this.#path, { mode: 0o600 });
    const running = { file, sinceMs: monotonic, endMs: monotonic + maxMinutes * 60_000, bytes: 0 };
    file.on('error', (error: NodeJS.ErrnoException) =>
      this.#end(running, error.code === 'ENOSPC' ? 'diskFull' : 'writeFailed', error),
    );
    this.#running = running;
    this.#options.record((line) => this.#take(running, line));
    return this.status();
  }

  stop(): RecordingStatus {
    if (this.#running !== undefined) this.#end(this.#running, 'asked');
    return this.status();
  }

  /** Whole lines only: what the disk has so far. */
  read(): Readable | undefined {
    const bytes = this.#running?.file.bytesWritten ?? (existsSync(this.#path) ? statSync(this.#path).size : undefined);
    if (bytes === undefined) return undefined;
    return bytes === 0 ? Readable.from([]) : createReadStream(this.#path, { end: bytes - 1 });
  }

  #take(running: Running, line: string): void {
    if (this.#running !== running) return;
    this.#endWhenOver(running);
    if (this.#running === undefined) return;
    const text = `${line}\n`;
    const bytes = Buffer.byteLength(text);
    if (running.bytes + bytes > maxBytes) this.#end(running, 'size');
    else if (this.#freeBytes() < leastFreeBytes) this.#end(running, 'diskFull');
    else if (running.file.writableLength + bytes > maxOwedBytes) this.#end(running, 'diskSlow');
    else {
      running.bytes += bytes;
      running.file.write(text);
    }
  }

  #endWhenOver(running: Running): void {
    if (this.#now().monotonic >= running.endMs) this.#end(running, 'time');
  }

  #end(running: Running, ended: RecordingEnd, error?: unknown): void {
    if (this.#running !== running) return;
    this.#last = { ...this.#endedNow(running), ended };
    this.#running = undefined;
    this.#options.record(undefined);
    running.file.end();
    if (ended !== 'asked' && ended !== 'time')
      this.#options.log.warn(
        { ended, ...(error === undefined ? {} : { err: error }) },
        'the recording has ended early',
      );
  }

  #endedNow(running: Running): RecordingStatus {
    const { monotonic, wall } = this.#now();
    const since = new Date(wall + running.sinceMs - monotonic).toISOString();
    return { running: false, since, until: new Date(wall).toISOString(), bytes: running.bytes, ended: null };
  }

  #now(): { readonly monotonic: number; readonly wall: number } {
    return { monotonic: this.#options.clock.monotonicMs(), wall: this.#options.clock.wallMs() };
  }

  #freeBytes(): number {
    const { freeBytes = roomBytes, dir } = this.#options;
    return freeBytes(dir);
  }
}

function roomBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
