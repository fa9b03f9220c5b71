/** Lines that wait for a database: bounded, the oldest go first, and every one that went is counted. */
export class LineBuffer {
  readonly #mostBytes: number;
  #lines: string[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get waiting(): number {
    return this.#lines.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#bytes += sizeOf(line);
    }
    let gone = 0;
    while (this.#bytes > this.#mostBytes) {
      this.#bytes -= sizeOf(this.#lines[gone] ?? '');
      gone += 1;
    }
    this.#dropped += gone;
    this.#lines = gone === 0 ? this.#lines : this.#lines.slice(gone);
  }

  /** The oldest lines, at most so many bytes, out of the buffer; a line that is larger than that is dropped. */
  take(mostBytes: number): readonly string[] {
    let count = 0;
    let bytes = 0;
    for (const line of this.#lines) {
      const size = sizeOf(line);
      if (bytes + size > mostBytes) break;
      bytes += size;
      count += 1;
    }
    if (count === 0 && this.#lines.length > 0) {
      this.#bytes -= sizeOf(this.#lines.shift() ?? '');
      this.#dropped += 1;
      return this.take(mostBytes);
    }
    this.#bytes -= bytes;
    const taken = this.#lines.slice(0, count);
    this.#lines = this.#lines.slice(count);
    return taken;
  }

  /** What was taken and did not arrive stands first again. */
  putBack(lines: readonly string[]): void {
    this.#lines = [...lines, ...this.#lines];
    for (const line of lines) this.#bytes += sizeOf(line);
    this.add([]);
  }

  clear(): void {
    this.#lines = [];
    this.#bytes = 0;
  }
}

/** With the end of the line. */
const sizeOf = (line: string): number => Buffer.byteLength(line) + 1;
