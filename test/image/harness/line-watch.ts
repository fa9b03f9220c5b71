import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { patient } from './patience.ts';
import { TimedOut } from './until.ts';

export interface Line {
  readonly text: string;
  /** Since the watch began. */
  readonly atMs: number;
}

interface Waiter {
  readonly pattern: RegExp;
  readonly settle: (found: Found) => void;
}

export interface Found extends Line {
  readonly match: RegExpExecArray;
  /** The number of this line; a later wait begins after it. */
  readonly index: number;
}

const maxLines = 50_000;
const maxLineLength = 4000;

/** A console, read line by line, with waits that always end. */
export class LineWatch {
  readonly lines: Line[] = [];
  readonly #nowMs: () => number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #waiters = new Set<Waiter>();
  readonly #onLine: (line: Line) => void;
  #open = '';

  constructor(nowMs: () => number, onLine: (line: Line) => void = () => {}) {
    this.#nowMs = nowMs;
    this.#onLine = onLine;
  }

  take(chunk: Buffer): void {
    const parts = (this.#open + this.#decoder.write(chunk)).split(/\r*\n|\r(?!\n)/);
    this.#open = (parts.pop() ?? '').slice(-maxLineLength);
    for (const part of parts) this.#add(part);
    // A prompt or a question has no end of line: it is looked at too.
    for (const waiter of this.#waiters) this.#try(waiter, this.#open, this.lines.length);
  }

  /** The first line from number `from` on that fits; waits for it. Throws TimedOut with the last lines. */
  async waitFor(pattern: RegExp, limitMs: number, from = 0): Promise<Found> {
    for (let index = from; index < this.lines.length; index += 1) {
      const line = this.lines[index];
      const match = line === undefined ? null : pattern.exec(line.text);
      if (line !== undefined && match !== null) return { ...line, match, index };
    }
    return await new Promise<Found>((resolve, reject) => {
      const waiter: Waiter = {
        pattern,
        settle: (found) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(found);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new TimedOut(`the console says ${pattern}`, limitMs, this.tail()));
      }, patient(limitMs));
      this.#waiters.add(waiter);
    });
  }

  /** How many lines from number `from` on fit. */
  count(pattern: RegExp, from = 0): number {
    return this.lines.slice(from).filter(({ text }) => pattern.test(text)).length;
  }

  tail(count = 25): string {
    return [...this.lines.slice(-count).map(({ text }) => text), this.#open].join('\n');
  }

  #add(raw: string): void {
    // What colours, cursors and U-Boot's menus put between the words is left out.
    const text = stripVTControlCharacters(raw)
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, maxLineLength);
    if (text.trim() === '') return;
    const line = { text, atMs: this.#nowMs() };
    this.lines.push(line);
    if (this.lines.length > maxLines) throw new Error(`the console said more than ${maxLines} lines`);
    this.#onLine(line);
    for (const waiter of this.#waiters) this.#try(waiter, text, this.lines.length - 1);
  }

  #try(waiter: Waiter, text: string, index: number): void {
    const match = waiter.pattern.exec(text);
    if (match !== null) waiter.settle({ text, atMs: this.#nowMs(), match, index });
  }
}
