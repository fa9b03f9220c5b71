import type { Clock } from '../../firmware/domain/clock.ts';
import type { Outcome } from '../link/link.ts';
import type { LineHealth } from './types.ts';

/** The longest wait is that of the last one to two of these. */
const windowMs = 10_000;

/** Counts how a line does, since the start. */
export class LineCounters {
  readonly #clock: Clock;
  #requests = 0;
  #replies = 0;
  #timeouts = 0;
  #exceptions = 0;
  #framingErrors = 0;
  #mismatches = 0;
  #expired = 0;
  #busyMs = 0;
  #lastError: string | undefined;
  #windowFromMs: number;
  #waits = { now: 0, before: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#windowFromMs = clock.monotonicMs();
  }

  count(outcome: Outcome): void {
    if (outcome.kind === 'notSent') {
      this.#lastError = outcome.cause.message;
      return;
    }
    this.#requests += 1;
    if (outcome.kind === 'reply' || outcome.kind === 'exception') {
      this.#replies += 1;
      this.#exceptions += outcome.kind === 'exception' ? 1 : 0;
      return;
    }
    this.#timeouts += outcome.fault === 'timeout' ? 1 : 0;
    this.#framingErrors += outcome.fault === 'framing' ? 1 : 0;
    this.#mismatches += outcome.fault === 'mismatch' ? 1 : 0;
    this.#lastError = outcome.message;
  }

  /** The line served one order for so long. */
  wasBusy(ms: number): void {
    this.#busyMs += ms;
  }

  /** An order left the queue after so long, for its turn or (`expired`) without. */
  waited(ms: number, expired = false): void {
    if (expired) this.#expired += 1;
    this.#roll();
    this.#waits.now = Math.max(this.#waits.now, ms);
  }

  get figures(): Omit<LineHealth, 'connected' | 'strayFrames' | 'reconnects' | 'queueLength'> {
    this.#roll();
    return {
      requests: this.#requests,
      replies: this.#replies,
      timeouts: this.#timeouts,
      exceptions: this.#exceptions,
      framingErrors: this.#framingErrors,
      mismatches: this.#mismatches,
      expired: this.#expired,
      busyMs: this.#busyMs,
      longestWaitMs: Math.max(this.#waits.now, this.#waits.before),
      lastError: this.#lastError,
    };
  }

  #roll(): void {
    const nowMs = this.#clock.monotonicMs();
    const passed = Math.floor((nowMs - this.#windowFromMs) / windowMs);
    if (passed <= 0) return;
    this.#waits = { now: 0, before: passed === 1 ? this.#waits.now : 0 };
    this.#windowFromMs += passed * windowMs;
  }
}
