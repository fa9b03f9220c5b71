import type { Timers } from '../../../drivers/device/timers.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock and timers that move only when a test says so. */
export class FakeTime implements Clock, Timers {
  #nowMs = 1_000;
  #order = 0;
  readonly #entries = new Set<Entry>();

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    this.#order += 1;
    const entry = { atMs: this.#nowMs + delayMs, order: this.#order, action };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  /** Lets time pass; everything that becomes due runs in order, with the promises it settles. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    for (;;) {
      const due = [...this.#entries]
        .filter((e) => e.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (due === undefined) break;
      this.#entries.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.action();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }

  /** Promises that are ready run to their end. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
