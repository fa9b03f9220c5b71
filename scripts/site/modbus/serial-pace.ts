/** Bits on the wire per byte: 8N1. */
const bitsPerByte = 10;
const fixedSilenceAbove = 19_200;

/** A serial line behind a gateway: frames come out when their last bit would have, one after the other in both directions. */
export class SerialPace {
  readonly #byteMs: number;
  readonly #silenceMs: number;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(baudRate: number) {
    this.#byteMs = (bitsPerByte * 1000) / baudRate;
    // Modbus over serial line, 2.5.1.1: 3.5 characters, fixed above 19,200 baud.
    this.#silenceMs = baudRate > fixedSilenceAbove ? 1.75 : 3.5 * this.#byteMs;
  }

  /** Calls back when so many bytes have crossed; the line then keeps its silence. */
  carry(bytes: number, deliver: () => void): void {
    const nowMs = performance.now();
    const acrossMs = Math.max(nowMs, this.#freeAtMs) + bytes * this.#byteMs;
    this.#freeAtMs = acrossMs + this.#silenceMs;
    setTimeout(deliver, acrossMs - nowMs).unref();
  }
}

/** The line-rate formula of field/modbus.md §5 for one transaction with a device that answers at once, ms. */
export function transactionMs(baudRate: number, requestBytes: number, replyBytes: number): number {
  const byteMs = (bitsPerByte * 1000) / baudRate;
  return (requestBytes + replyBytes) * byteMs + 2 * (baudRate > fixedSilenceAbove ? 1.75 : 3.5 * byteMs);
}
