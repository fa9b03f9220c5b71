/** So long a charge point and its car may take to follow a limit that was accepted (IEC 61851-1: 5 s for the car). */
const followsWithinMs = 15_000;
const toleranceMa = 1000;
/** So many readings in a row: one alone may be noise. */
const readingsNeeded = 2;

interface Limit {
  readonly limitMa: number;
  readonly atMs: number;
}

/**
 * Whether the limits that one way has set are followed. Limits may change faster than a car follows: what it draws has to
 * be below the highest of those of the last seconds. Times are monotonic ms.
 */
export class FollowWatch {
  /** The first is the one that held when the last seconds began. */
  #limits: Limit[] = [];
  #way = '';
  #above = 0;

  limited(limitMa: number, atMs: number, way: string): void {
    if (way !== this.#way) this.forget();
    this.#way = way;
    // The same once more is no new limit.
    if (this.#limits.at(-1)?.limitMa !== limitMa) this.#limits.push({ limitMa, atMs });
    this.#prune(atMs);
  }

  /** True: what was measured at `atMs` is more than the way has allowed, and not for the first time. */
  exceeds(drawnMa: number, atMs: number): boolean {
    this.#prune(atMs);
    const [first] = this.#limits;
    if (first === undefined || first.atMs > atMs - followsWithinMs) return false;
    const allowedMa = Math.max(...this.#limits.map(({ limitMa }) => limitMa));
    this.#above = drawnMa > allowedMa + toleranceMa ? this.#above + 1 : 0;
    return this.#above >= readingsNeeded;
  }

  /** Another connection, another car, another way. */
  forget(): void {
    this.#limits = [];
    this.#above = 0;
  }

  #prune(nowMs: number): void {
    while ((this.#limits[1]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs - followsWithinMs) this.#limits.shift();
  }
}
