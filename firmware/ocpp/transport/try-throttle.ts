import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Presented } from './admission.ts';

const freeFailures = 5;
const longestBlockS = 15 * 60;
/** Failures of a source are forgotten an hour after the first: charge points are set up by trial. */
const memoryS = 3600;
const maxVerified = 512;

/**
 * Slows down guessing of passwords (S4): a source has five free failures, then waits 1, 2, 4 … s up to 15 min. What a
 * charge point has once been let in with is known by a keyed hash and never waits, so nobody can lock it out.
 */
export class TryThrottle {
  readonly #failures = new RateLimiterMemory({ points: freeFailures, duration: memoryS });
  readonly #blocks = new RateLimiterMemory({ points: 1, duration: longestBlockS });
  readonly #key = randomBytes(32);
  readonly #verified = new Set<string>();

  /** Seconds until this one may be looked at; 0 = now. */
  async waitS(presented: Presented): Promise<number> {
    if (this.#verified.has(this.#hash(presented))) return 0;
    const block = await this.#blocks.get(sourceOf(presented));
    return block === null ? 0 : Math.max(0, Math.ceil(block.msBeforeNext / 1000));
  }

  async failed(presented: Presented): Promise<void> {
    this.#verified.delete(this.#hash(presented));
    const source = sourceOf(presented);
    const { consumedPoints } = await this.#failures.penalty(source);
    if (consumedPoints < freeFailures) return;
    await this.#blocks.block(source, Math.min(2 ** (consumedPoints - freeFailures), longestBlockS));
  }

  /** The failures of its source stay: others may stand behind the same address. */
  succeeded(presented: Presented): void {
    const hash = this.#hash(presented);
    this.#verified.delete(hash);
    this.#verified.add(hash);
    const [oldest] = this.#verified;
    if (this.#verified.size > maxVerified && oldest !== undefined) this.#verified.delete(oldest);
  }

  #hash({ stationId, password, certificate }: Presented): string {
    const shown = [stationId, password?.toString('base64') ?? '', certificate?.sha256 ?? ''];
    return createHmac('sha256', this.#key).update(JSON.stringify(shown)).digest('base64');
  }
}

/** One network of IPv6 is one source: a host has 2^64 addresses there. */
function sourceOf({ address }: Presented): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = head.split(':');
  const missing = 8 - groups.length - tail.split(':').filter((group) => group !== '').length;
  return [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0')].slice(0, 4).join(':');
}
