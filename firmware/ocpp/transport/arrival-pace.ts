import type { Clock } from '../../domain/clock.ts';

export interface ArrivalLimits {
  readonly most: number;
  readonly withinMs: number;
}

/** So many keys are remembered; the one that was seen first is forgotten first. */
const maxKeys = 1024;

/** How often somebody may come within a while, by any key; who comes more often waits for the rest of it. */
export class ArrivalPace {
  readonly #clock: Clock;
  readonly #limits: ArrivalLimits;
  readonly #seen = new Map<string, { readonly sinceMs: number; times: number }>();

  constructor(clock: Clock, limits: ArrivalLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Counts one that comes. 0: it may; else ms until one of this key may come again. */
  waitMs(key: string): number {
    const { most, withinMs } = this.#limits;
    const nowMs = this.#clock.monotonicMs();
    const seen = this.#seen.get(key);
    if (seen === undefined || nowMs - seen.sinceMs >= withinMs) {
      this.#seen.delete(key);
      this.#seen.set(key, { sinceMs: nowMs, times: 1 });
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > maxKeys && oldest !== undefined) this.#seen.delete(oldest);
      return 0;
    }
    seen.times += 1;
    return seen.times <= most ? 0 : Math.max(1, seen.sinceMs + withinMs - nowMs);
  }
}
