import { appendFileSync, renameSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A demo may run for weeks: one older file is kept. */
const maxBytes = 20 * 1024 * 1024;
/** Level `error` of the log (pino). */
const errorLevel = 50;

/** Writes the firmware's log lines to a file, and remembers the last complaint for people. */
export class FirmwareLog {
  readonly path: string;
  #bytes: number;
  #complaint: string | undefined;

  constructor(path: string) {
    this.path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Takes everything a process writes. Its claim code, which goes to stderr, is never kept. */
  read(stdout: Readable, stderr: Readable): void {
    createInterface(stdout).on('line', (line) => this.#take(line));
    createInterface(stderr).on('line', (line) => {
      if (line.trim() === '' || /claim code/i.test(line)) return;
      this.#complaint = line;
      this.#write(line);
    });
  }

  /** What it last had to complain about, as one sentence. */
  get complaint(): string | undefined {
    return this.#complaint;
  }

  #take(line: string): void {
    this.#write(line);
    const said = messageOf(line);
    if (said !== undefined && said.level >= errorLevel) this.#complaint = said.msg;
  }

  #write(line: string): void {
    if (this.#bytes > maxBytes) {
      renameSync(this.path, `${this.path}.1`);
      this.#bytes = 0;
    }
    appendFileSync(this.path, `${line}\n`, { mode: 0o600 });
    this.#bytes += line.length + 1;
  }
}

function messageOf(line: string): { readonly level: number; readonly msg: string } | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return undefined;
    const { level, msg } = record as { level?: unknown; msg?: unknown };
    return typeof level === 'number' && typeof msg === 'string' ? { level, msg } : undefined;
  } catch {
    // Not every line a program prints is a record of its log.
    return undefined;
  }
}
