import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../domain/clock.ts';

const freeOfOne = 5;
const longestBlockS = 15 * 60;
/** Failures of a source are forgotten a day after the first. */
const memoryS = 24 * 3600;
/** All unknown sources together, per minute: a guesser with many addresses is slowed, a known source never. */
const unknownPerMinute = 30;
const maxKnown = 256;

/**
 * Slows down guessing (S4). Each source has five free failures, then waits 1, 2, 4 … s up to 15 min between attempts.
 * Sources that never got in also share one budget. A source that got in is not touched by what others do.
 */
export class Throttle {
  readonly #free: number;
  readonly #failures: RateLimiterMemory;
  readonly #blocks = new RateLimiterMemory({ points: 1, duration: longestBlockS });
  readonly #unknown = new RateLimiterMemory({ points: unknownPerMinute, duration: 60 });
  readonly #known = new Map<string, number>();
  readonly #clock: Clock;

  /** `free`: failures that cost nothing. */
  constructor(clock: Clock, { free = freeOfOne }: { readonly free?: number } = {}) {
    this.#clock = clock;
    this.#free = free;
    this.#failures = new RateLimiterMemory({ points: free, duration: memoryS });
  }

  /** Seconds to wait before the next attempt of this source may be looked at; 0 = now. Takes one of the shared budget. */
  async admit(source: string): Promise<number> {
    const waitS = await this.blockedS(source);
    if (waitS > 0 || this.#isKnown(source)) return waitS;
    try {
      await this.#unknown.consume('all');
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused.msBeforeNext / 1000;
      throw refused;
    }
  }

  /** Seconds that this source alone is blocked for; 0 when it is not. */
  async blockedS(source: string): Promise<number> {
    const block = await this.#blocks.get(source);
    return block === null ? 0 : Math.max(0, block.msBeforeNext / 1000);
  }

  async failed(source: string): Promise<void> {
    const { consumedPoints } = await this.#failures.penalty(source);
    if (consumedPoints < this.#free) return;
    await this.#blocks.block(source, Math.min(2 ** (consumedPoints - this.#free), longestBlockS));
  }

  async succeeded(source: string): Promise<void> {
    await this.#failures.delete(source);
    await this.#blocks.delete(source);
    this.#known.delete(source);
    this.#known.set(source, this.#clock.monotonicMs());
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxKnown && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Known for 30 days after it last got in. */
  #isKnown(source: string): boolean {
    const at = this.#known.get(source);
    return at !== undefined && this.#clock.monotonicMs() - at < 30 * 24 * 3600_000;
  }
}
