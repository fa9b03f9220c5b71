import { lrc } from '../../../drivers/link/ascii-scan.ts';

/** A charge point that speaks Modbus ASCII as ABL does: it answers with `>` and sleeps through the first request. */
export class AsciiChargePoint {
  readonly registers = new Map<number, number>();
  /** Requests that it slept through. */
  lost = 0;
  answered = 0;
  /** Silence after which it sleeps. */
  asleepAfterMs = 600;
  #received = '';
  #heardAtMs = Number.NEGATIVE_INFINITY;
  readonly #write: (bytes: Buffer) => void;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  take(bytes: Buffer): void {
    this.#received += bytes.toString('latin1');
    for (;;) {
      const found = /:((?:[0-9A-F]{2})+)\r\n/.exec(this.#received);
      if (found?.[1] === undefined) return;
      this.#received = this.#received.slice(found.index + found[0].length);
      this.#hear(Buffer.from(found[1], 'hex').subarray(0, -1));
    }
  }

  #hear(body: Buffer): void {
    const nowMs = performance.now();
    const slept = nowMs - this.#heardAtMs > this.asleepAfterMs;
    this.#heardAtMs = nowMs;
    if (slept) {
      this.lost += 1;
      return;
    }
    this.answered += 1;
    const reply = Buffer.concat([body.subarray(0, 2), this.#answer(body)]);
    const hex = Buffer.concat([reply, Buffer.from([lrc(reply)])]).toString('hex');
    this.#write(Buffer.from(`>${hex.toUpperCase()}\r\n`));
  }

  #answer(body: Buffer): Buffer {
    const address = body.readUInt16BE(2);
    const count = body.readUInt16BE(4);
    if (body[1] === 16) {
      for (let k = 0; k < count; k++) this.registers.set(address + k, body.readUInt16BE(7 + 2 * k));
      return body.subarray(2, 6);
    }
    const words = Buffer.alloc(1 + 2 * count);
    words[0] = 2 * count;
    for (let k = 0; k < count; k++) words.writeUInt16BE(this.registers.get(address + k) ?? 0, 1 + 2 * k);
    return words;
  }
}
