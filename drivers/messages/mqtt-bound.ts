/**
 * Follows the packets of an MQTT stream by their fixed headers (MQTT 3.1.1 §2.2) and says when one is announced that is
 * larger than allowed: before it was taken into memory.
 */
export class PacketBound {
  readonly #maxBytes: number;
  /** Bytes of the packet that are still to come. */
  #rest = 0;
  /** Bytes of a header that has begun: 0 = none, 1 = the type was seen, and so on. */
  #header = 0;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False: the stream holds a packet that is too large, or no MQTT. */
  take(part: Uint8Array): boolean {
    let at = 0;
    while (at < part.length) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, part.length - at);
        this.#rest -= skipped;
        at += skipped;
        continue;
      }
      const byte = part[at] ?? 0;
      at += 1;
      if (this.#header === 0) {
        this.#header = 1;
        this.#length = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** (this.#header - 1);
      this.#header += 1;
      if (this.#header > 5 || this.#length > this.#maxBytes) return false;
      if ((byte & 0x80) !== 0) continue;
      this.#rest = this.#length;
      this.#header = 0;
    }
    return true;
  }
}
