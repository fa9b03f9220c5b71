/** One pair of wires with a baud rate: bytes come out when the last of them would have, in both directions one after the other. */
export class PacedWire {
  /** Bytes that went over it. */
  bytes = 0;
  readonly #characterMs: number;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(characterMs: number) {
    this.#characterMs = characterMs;
  }

  /** Hands `bytes` on at the line rate. */
  carry(bytes: Buffer, deliver: (bytes: Buffer) => void): void {
    this.bytes += bytes.length;
    const nowMs = performance.now();
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + bytes.length * this.#characterMs;
    setTimeout(() => deliver(bytes), this.#freeAtMs - nowMs);
  }
}
