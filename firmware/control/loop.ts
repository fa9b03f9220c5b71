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

/** A limit waits no longer than this for the lines, however long the last cycle took. */
const mostRestMs = 100;
/** Between two cycles that were asked for: however many programs write how often, the beat and the lines have the time in between. */
const leastGapMs = 50;

/**
 * Runs a cycle every period on the monotonic clock, without drift: each due time is counted from the start, and periods
 * that were missed are left out, not caught up. `nudge` asks for one more cycle soon; several make one. It leaves the
 * lines as much time as the last cycle took: with hundreds of charge points, replies come while their writes go out. A flood of
 * them makes no more than 20 cycles a second.
 */
export class Loop {
  readonly #options: LoopOptions;
  #startMs = 0;
  #ticks = 0;
  #timer: unknown;
  #nudge: unknown;
  #missed = 0;
  /** End and length of the last cycle. */
  #endedMs = 0;
  #tookMs = 0;
  /** When a cycle that was asked for began last. */
  #nudgedMs = Number.NEGATIVE_INFINITY;
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
    const { clock, timers } = this.#options;
    const dueMs = Math.max(this.#endedMs + Math.min(this.#tookMs, mostRestMs), this.#nudgedMs + leastGapMs);
    const waitMs = Math.max(0, dueMs - clock.monotonicMs());
    this.#nudge = timers.setTimeout(() => {
      this.#nudge = undefined;
      if (!this.#stopped) this.#run('nudge');
    }, waitMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#options.timers.clearTimeout(this.#timer);
    if (this.#nudge !== undefined) this.#options.timers.clearTimeout(this.#nudge);
    this.#nudge = undefined;
  }

  #run(why: 'tick' | 'nudge'): void {
    const { clock, run } = this.#options;
    const begunMs = clock.monotonicMs();
    if (why === 'nudge') this.#nudgedMs = begunMs;
    run(why);
    this.#endedMs = clock.monotonicMs();
    this.#tookMs = this.#endedMs - begunMs;
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
        this.#run('tick');
        if (!this.#stopped) this.#schedule();
      },
      Math.max(0, dueMs - clock.monotonicMs()),
    );
  }
}
