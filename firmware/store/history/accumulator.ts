import type { SeriesKind } from '../../domain/history.ts';

/** What a series was in one minute or quarter hour. NaN = missing; a step without any value has none. */
export class Accumulator {
  readonly #mean: boolean;
  #sum = 0;
  #count = 0;
  #min = Number.NaN;
  #max = Number.NaN;
  #last = Number.NaN;

  constructor(kind: SeriesKind) {
    this.#mean = kind === 'measured';
  }

  add(value: number): void {
    if (Number.isNaN(value)) return;
    if (this.#count === 0 || value < this.#min) this.#min = value;
    if (this.#count === 0 || value > this.#max) this.#max = value;
    this.#sum += value;
    this.#count += 1;
    this.#last = value;
  }

  /** What came after: a minute of a quarter hour. */
  join(later: Accumulator): void {
    if (later.#count === 0) return;
    if (this.#count === 0 || later.#min < this.#min) this.#min = later.#min;
    if (this.#count === 0 || later.#max > this.#max) this.#max = later.#max;
    this.#sum += later.#sum;
    this.#count += later.#count;
    this.#last = later.#last;
  }

  /** A whole minute as it was kept. */
  joinKept(value: number, min: number, max: number): void {
    if (Number.isNaN(value)) return;
    const low = Number.isNaN(min) ? value : min;
    const high = Number.isNaN(max) ? value : max;
    if (this.#count === 0 || low < this.#min) this.#min = low;
    if (this.#count === 0 || high > this.#max) this.#max = high;
    this.#sum += value * 60;
    this.#count += 60;
    this.#last = value;
  }

  /** Writes its parts into row `row`, and begins anew. */
  close(parts: readonly Float64Array[], row: number): void {
    if (this.#count > 0) {
      const value = this.#mean ? Math.round(this.#sum / this.#count) : this.#last;
      (parts[0] as Float64Array)[row] = value;
      if (parts.length > 1) {
        (parts[1] as Float64Array)[row] = this.#min;
        (parts[2] as Float64Array)[row] = this.#max;
      }
    }
    this.clear();
  }

  clear(): void {
    this.#sum = 0;
    this.#count = 0;
    this.#min = Number.NaN;
    this.#max = Number.NaN;
    this.#last = Number.NaN;
  }
}
