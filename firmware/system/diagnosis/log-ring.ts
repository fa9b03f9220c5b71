const mostLines = 2000;
const mostBytes = 512 * 1024;
/** A line with a long list in it is cut; the log itself has it whole. */
const longestLine = 8 * 1024;

export interface KeptLine {
  readonly seq: number;
  /** As the log wrote it, one JSON object, or its beginning. */
  readonly text: string;
}

/** The last lines of the log in memory: for the page, and for whoever helps. Nothing of it goes to disk. */
export class LogRing {
  readonly #lines: KeptLine[] = [];
  #bytes = 0;
  #seq = 0;

  /** One line as it is written. */
  add(line: string): void {
    const text = line.trimEnd().slice(0, longestLine);
    this.#seq += 1;
    this.#lines.push({ seq: this.#seq, text });
    this.#bytes += text.length;
    while (this.#lines.length > mostLines || this.#bytes > mostBytes)
      this.#bytes -= this.#lines.shift()?.text.length ?? 0;
  }

  /** Oldest first. */
  lines(): readonly KeptLine[] {
    return this.#lines;
  }

  /** Lines since the start that are kept no longer. */
  gone(): number {
    return this.#seq - this.#lines.length;
  }
}
