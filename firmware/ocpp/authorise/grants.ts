import type { Clock } from '../../domain/clock.ts';

/** Somebody far away let a tag charge; so long it is waited for the car and for the charge point to begin. */
const holdsMs = 600_000;
const mostWaiting = 200;

interface Grant {
  readonly untilMs: number;
  /** The transaction that began with it: as long as that runs, the tag is known. */
  readonly localTx?: string;
}

/**
 * Tags that a backend lets charge by a remote start. A charge point asks about them once more, or tells the begin, and must not
 * be told that nobody knows them.
 */
export class Grants {
  readonly #clock: Clock;
  readonly #grants = new Map<string, Grant>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  grant(place: string, idTag: string): void {
    const key = keyOf(place, idTag);
    this.#grants.delete(key);
    this.#grants.set(key, { untilMs: this.#clock.monotonicMs() + holdsMs });
    const [oldest] = this.#grants.keys();
    if (this.#grants.size > mostWaiting && oldest !== undefined) this.#grants.delete(oldest);
  }

  /** It came to nothing. */
  revoke(place: string, idTag: string): void {
    this.#grants.delete(keyOf(place, idTag));
  }

  has(place: string, idTag: string): boolean {
    const grant = this.#grants.get(keyOf(place, idTag));
    return grant !== undefined && (grant.localTx !== undefined || this.#clock.monotonicMs() < grant.untilMs);
  }

  began(place: string, idTag: string, localTx: string): void {
    const grant = this.#grants.get(keyOf(place, idTag));
    if (grant !== undefined && this.has(place, idTag)) this.#grants.set(keyOf(place, idTag), { ...grant, localTx });
  }

  ended(localTx: string): void {
    for (const [key, grant] of this.#grants) if (grant.localTx === localTx) this.#grants.delete(key);
  }
}

const keyOf = (place: string, idTag: string): string => JSON.stringify([place, idTag]);
