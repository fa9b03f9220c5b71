import { longestTelegram, type Piece, type Splitter } from './splitter.ts';

const [slash, bang, newLine] = [0x2f, 0x21, 0x0a];

/** Telegrams of a P1 port: from a `/` at the start of a line to the line that starts with `!`. */
export class P1Splitter implements Splitter {
  #held: number[] = [];
  /** At the start of a line: only there a mark is one. */
  #isLineStart = true;
  #isLast = false;

  get isInside(): boolean {
    return this.#held.length > 0;
  }

  push(bytes: Buffer): readonly Piece[] {
    const out: Piece[] = [];
    for (const byte of bytes) {
      const isMark = this.#isLineStart;
      this.#isLineStart = byte === newLine;
      if (isMark && byte === slash) {
        if (this.isInside) out.push({ kind: 'broken', message: 'a telegram began before the last one had ended' });
        this.#held = [];
        this.#isLast = false;
      } else if (!this.isInside) continue;
      this.#held.push(byte);
      if (isMark && byte === bang) this.#isLast = true;
      if (this.#isLast && byte === newLine) {
        out.push({ kind: 'telegram', bytes: Buffer.from(this.#held) });
        this.#held = [];
      } else if (this.#held.length >= longestTelegram) {
        out.push({ kind: 'broken', message: `a telegram of more than ${longestTelegram} bytes` });
        this.#held = [];
      }
    }
    return out;
  }
}
