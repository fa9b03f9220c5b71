import type { Clock } from '../domain/clock.ts';

/** The part of node:timers the loop needs; tests pass a virtual one. */
export interface Timers {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface LoopOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly periodMs: number;
  /** One cycle. Must not throw: a fault in a cycle is a fault of the program, and ends it. */
  readonly run: (why: 'tick' | 'nudge') => void;
}

/**
 * Runs a cycle every period on the monotonic clock, without drift: each due time is counted from the start, and periods
 * that were missed are left out, not caught up. `nudge` asks for one more cycle at once; several make one.
 */
export class Loop {
  readonly #options: LoopOptions;
  #startMs = 0;
  #ticks = 0;
  #timer: unknown;
  #nudge: unknown;
  #missed = 0;
  #stopped = true;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#startMs = this.#options.clock.monotonicMs();
    this.#ticks = 0;
    this.#stopped = false;
    this.#schedule();
  }

  /** Periods that passed without a cycle since the start. */
  get missed(): number {
    return this.#missed;
  }

  nudge(): void {
    if (this.#stopped || this.#nudge !== undefined) return;
    this.#nudge = this.#options.timers.setTimeout(() => {
      this.#nudge = undefined;
      if (!this.#stopped) this.#options.run('nudge');
    }, 0);
  }

  stop(): void {
    this.#stopped = true;
    this.#options.timers.clearTimeout(this.#timer);
    if (this.#nudge !== undefined) this.#options.timers.clearTimeout(this.#nudge);
    this.#nudge = undefined;
  }

  #schedule(): void {
    const { clock, timers, periodMs } = this.#options;
    const passed = Math.floor((clock.monotonicMs() - this.#startMs) / periodMs);
    if (passed > this.#ticks) this.#missed += passed - this.#ticks;
    this.#ticks = Math.max(this.#ticks, passed) + 1;
    const dueMs = this.#startMs + this.#ticks * periodMs;
    this.#timer = timers.setTimeout(
      () => {
        if (this.#stopped) return;
        this.#options.run('tick');
        if (!this.#stopped) this.#schedule();
      },
      Math.max(0, dueMs - clock.monotonicMs()),
    );
  }
}
