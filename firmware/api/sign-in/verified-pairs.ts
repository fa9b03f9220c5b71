import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';

const rememberedMs = 10 * 60_000;
const maxPairs = 64;

/**
 * User and password pairs that fitted within the last 10 minutes, as hashes under a key that dies with the process:
 * an operator's call costs no password hash each time, and a pair that fits is never throttled (S4).
 */
export class VerifiedPairs {
  readonly #key = randomBytes(32);
  readonly #untilMs = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The keyed hash of a pair. */
  hash(user: string, password: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password]))
      .digest('base64');
  }

  has(hash: string): boolean {
    const untilMs = this.#untilMs.get(hash);
    if (untilMs === undefined) return false;
    if (this.#clock.monotonicMs() < untilMs) return true;
    this.#untilMs.delete(hash);
    return false;
  }

  add(hash: string): void {
    this.#untilMs.delete(hash);
    this.#untilMs.set(hash, this.#clock.monotonicMs() + rememberedMs);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > maxPairs && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  clear(): void {
    this.#untilMs.clear();
  }
}
