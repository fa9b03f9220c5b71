import { longestTelegram, type Piece, type Splitter } from './splitter.ts';

const mark = Buffer.from('1b1b1b1b', 'hex');
const begin = Buffer.from('1b1b1b1b01010101', 'hex');
/** Of an escape: what follows it in the stream. */
const followBytes = 4;

/** Transports of SML, version 1 (BSI TR-03109-1 annex IV, §8): from the begin escape to the one that says the end. */
export class SmlSplitter implements Splitter {
  #held = Buffer.alloc(0);
  /** Up to here no escape that counts was found. */
  #at = 0;

  get isInside(): boolean {
    return this.#held.length >= begin.length;
  }

  push(bytes: Buffer): readonly Piece[] {
    const out: Piece[] = [];
    this.#held = Buffer.concat([this.#held, bytes]);
    while (this.#toBegin() && this.#step(out));
    return out;
  }

  /** Drops what stands before a begin; false while there is none. */
  #toBegin(): boolean {
    if (this.#held.subarray(0, begin.length).equals(begin)) return true;
    const at = this.#held.indexOf(begin);
    const from = at >= 0 ? at : Math.max(0, this.#held.length - begin.length + 1);
    this.#held = this.#held.subarray(from);
    this.#at = 0;
    return at >= 0;
  }

  /** Looks for the next mark; false when more bytes are needed. */
  #step(out: Piece[]): boolean {
    const at = this.#held.indexOf(mark, Math.max(begin.length, this.#at));
    if (at < 0 || at + mark.length + followBytes > this.#held.length) {
      if (at < 0) this.#at = Math.max(begin.length, this.#held.length - mark.length + 1);
      if (this.#held.length < longestTelegram) return false;
      out.push({ kind: 'broken', message: `a telegram of more than ${longestTelegram} bytes` });
      this.#drop(begin.length);
      return true;
    }
    const follows = this.#held[at + mark.length];
    const end = at + mark.length + followBytes;
    if (follows === 0x1a) {
      out.push({ kind: 'telegram', bytes: Buffer.from(this.#held.subarray(0, end)) });
      this.#drop(end);
    } else if (follows === 0x01) {
      out.push({ kind: 'broken', message: 'a telegram began before the last one had ended' });
      this.#drop(at);
    } else this.#at = end;
    return true;
  }

  #drop(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.#at = 0;
  }
}
