import type { Clock } from '../../firmware/domain/clock.ts';
import { type Timers, wait } from './timers.ts';

/** Noise may go on for ever; the request does not wait for its end. */
const patienceMs = 500;
/** A timer that comes this late shows that the process stood still: what arrived meanwhile is not handed out yet. */
const stallMs = 5;
/** So often a stall starts the silence anew; a machine that never gets better must still work. */
const mostStalls = 5;

/** Waits for silence on a line (field/modbus.md §4: at least max(t3.5, 1.75 ms) and the device's pause since the last byte). */
export class Silence {
  readonly #clock: Clock;
  readonly #timers: Timers;
  #brokenAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  /** A byte is on the line until `atMs` (monotonic). */
  brokenUntil(atMs: number): void {
    this.#brokenAtMs = Math.max(this.#brokenAtMs, atMs);
  }

  /** True when the line has been silent for `silenceMs` and nothing that arrived waits to be handed out; false when it never is. */
  async reach(silenceMs: number): Promise<boolean> {
    const giveUpAtMs = this.#clock.monotonicMs() + silenceMs + patienceMs;
    let stalls = 0;
    let observedFromMs = Number.NEGATIVE_INFINITY;
    for (;;) {
      const dueMs = Math.max(this.#brokenAtMs, observedFromMs) + silenceMs;
      const nowMs = this.#clock.monotonicMs();
      if (nowMs < dueMs) {
        await wait(this.#timers, dueMs - nowMs);
        const wokeMs = this.#clock.monotonicMs();
        if (wokeMs - dueMs > stallMs && stalls < mostStalls) {
          stalls += 1;
          observedFromMs = wokeMs;
        }
      } else {
        const brokenAtMs = this.#brokenAtMs;
        await this.#timers.turn();
        if (this.#brokenAtMs === brokenAtMs) return true;
      }
      if (this.#clock.monotonicMs() > giveUpAtMs && stalls < mostStalls) return false;
    }
  }
}
