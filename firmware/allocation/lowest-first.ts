import type { Candidate } from './candidate.ts';
import { isServedBefore } from './order.ts';

/** The charge points that are still rising, the one with the lowest current on top (a binary heap). */
export class LowestFirst {
  readonly #items: Candidate[] = [];

  /** The one to be served next. */
  get lowest(): Candidate | undefined {
    return this.#items[0];
  }

  add(candidate: Candidate): void {
    const items = this.#items;
    let hole = items.length;
    items.push(candidate);
    while (hole > 0) {
      const up = (hole - 1) >> 1;
      const above = items[up];
      if (above === undefined || !isServedBefore(candidate, above)) break;
      items[hole] = above;
      hole = up;
    }
    items[hole] = candidate;
  }

  removeLowest(): void {
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
  }

  /** To be called when the current of the one on top has risen. */
  lowestHasRisen(): void {
    const risen = this.#items[0];
    if (risen !== undefined) this.#sink(risen);
  }

  #sink(candidate: Candidate): void {
    const items = this.#items;
    const size = items.length;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      let lower = items[child];
      const right = child + 1 < size ? items[child + 1] : undefined;
      if (lower !== undefined && right !== undefined && isServedBefore(right, lower)) {
        lower = right;
        child += 1;
      }
      if (lower === undefined || !isServedBefore(lower, candidate)) break;
      items[hole] = lower;
      hole = child;
    }
    items[hole] = candidate;
  }
}
