import type { Timers } from '../../../drivers/link/timers.ts';

/** What a far end may send within a second before it is not read for the rest of it. */
export interface PaceLimits {
  readonly frames: number;
  readonly bytes: number;
}

/** A charge point with a long queue sends some 50 in a second, each after the answer to the one before. */
export const usualPace: PaceLimits = { frames: 100, bytes: 1_048_576 };

const windowMs = 1000;

/** How fast frames may come: what is above it waits at the far end, by the back-pressure of TCP. */
export class FramePace {
  readonly #timers: Pick<Timers, 'after'>;
  readonly #limits: PaceLimits;
  readonly #hold: (held: boolean) => void;
  #frames = 0;
  #bytes = 0;
  #cancel: (() => void) | undefined;

  /** `hold`: stop reading, or go on. */
  constructor(timers: Pick<Timers, 'after'>, limits: PaceLimits, hold: (held: boolean) => void) {
    this.#timers = timers;
    this.#limits = limits;
    this.#hold = hold;
  }

  get over(): boolean {
    return this.#frames > this.#limits.frames || this.#bytes > this.#limits.bytes;
  }

  /** One frame of any kind has come. */
  count(bytes: number): void {
    const before = this.over;
    this.#frames += 1;
    this.#bytes += bytes;
    this.#cancel ??= this.#timers.after(windowMs, () => this.#anew());
    if (this.over && !before) this.#hold(true);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #anew(): void {
    const held = this.over;
    this.#cancel = undefined;
    this.#frames = 0;
    this.#bytes = 0;
    if (held) this.#hold(false);
  }
}
