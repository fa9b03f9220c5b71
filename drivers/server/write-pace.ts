/** Writes of one address that go at once, and then one each so often. */
const burst = 20;
const everyMs = 100;
/** No longer than all eight places of one address need in turn: what was counted and never written is soon forgotten. */
const mostWaitMs = 1_000;
/** More addresses than places, so that who comes again is known again. */
const mostAddresses = 64;

/**
 * How long a write waits for its turn. Each write is kept on a disk and looked at by the control loop: who writes thousands a second
 * waits, and only he. By address, so that a new connection is no way around it.
 */
export class WritePace {
  /** When an address would have used up what it has written, by the monotonic clock; the one that wrote last stands last. */
  readonly #usedUpMs = new Map<string, number>();

  /** Counts a write and tells how long it waits, ms: 0 to `mostWaitMs`. */
  delayMs(address: string, nowMs: number): number {
    const mostMs = nowMs + (burst - 1) * everyMs + mostWaitMs;
    const from = Math.min(Math.max(nowMs, this.#usedUpMs.get(address) ?? 0), mostMs);
    this.#usedUpMs.delete(address);
    this.#usedUpMs.set(address, from + everyMs);
    const [longestAgo] = this.#usedUpMs.keys();
    if (this.#usedUpMs.size > mostAddresses && longestAgo !== undefined) this.#usedUpMs.delete(longestAgo);
    return Math.max(0, from - nowMs - (burst - 1) * everyMs);
  }
}
