import { type Timers, wait } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';

/** So many calls at once are answered as fast as we can. */
const burst = 50;
/** What a call of a steady stream has for itself. */
const eachMs = 200;

/**
 * How fast calls of a backend are answered: many of them write to the disk. One that calls without end is answered slowly, and
 * its further calls wait, of which there may be only a few.
 */
export class CallPace {
  readonly #clock: Clock;
  readonly #timers: Timers;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  /** Resolves when the next call may be answered. */
  async turn(): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    this.#freeAtMs = Math.max(nowMs - burst * eachMs, this.#freeAtMs) + eachMs;
    if (this.#freeAtMs > nowMs) await wait(this.#timers, this.#freeAtMs - nowMs);
  }
}
