import type { Clock } from '../../domain/clock.ts';
import { Throttled } from '../refusal.ts';
import { Throttle } from './throttle.ts';

/** Wrong ones of all addresses together that cost nothing; then those that never got in wait like one that guesses. */
const freeOfAll = 50;
const maxKnown = 256;

/**
 * Slows down guessing of what says who somebody is, PINs and cards. A right one forgives no wrong one: who has one of his
 * own guesses no faster at those of others.
 */
export class Guesses {
  readonly #sources: Throttle;
  readonly #all: Throttle;
  /** Addresses that got in: a guesser elsewhere does not keep them out. */
  readonly #known = new Set<string>();

  constructor(clock: Clock) {
    this.#sources = new Throttle(clock);
    this.#all = new Throttle(clock, { free: freeOfAll });
  }

  /** Before each try. Throws `Throttled` (429). */
  async admit(source: string): Promise<void> {
    const ofAll = this.#known.has(source) ? 0 : await this.#all.blockedS('all');
    const waitS = Math.max(await this.#sources.blockedS(source), ofAll);
    if (waitS > 0) throw new Throttled(waitS);
  }

  async wrong(source: string): Promise<void> {
    await this.#sources.failed(source);
    await this.#all.failed('all');
  }

  right(source: string): void {
    const [oldest] = this.#known;
    if (this.#known.size >= maxKnown && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(source);
  }
}
