import { isDeepStrictEqual } from 'node:util';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { PeopleStore } from '../../store/people.ts';

/**
 * Who occupies charge points, as it stands on disk, at hand in memory. What was shown is on disk before it counts. What a car
 * does counts at once: a disk that refuses is asked again with every cycle, and nobody charges on what is over.
 */
export class Occupancies {
  readonly #store: PeopleStore;
  readonly #now: Map<string, Occupancy>;
  /** Charge points whose row on disk is behind. */
  readonly #behind = new Set<string>();
  readonly #onEnd: (chargePoint: string) => void;

  /** `onEnd`: what belongs to a session that is over is to be removed as well. */
  constructor(store: PeopleStore, onEnd: (chargePoint: string) => void) {
    this.#onEnd = onEnd;
    this.#store = store;
    this.#now = new Map(store.occupancies().map((occupancy) => [occupancy.chargePoint, occupancy]));
  }

  of(chargePoint: string): Occupancy | undefined {
    return this.#now.get(chargePoint);
  }

  all(): readonly Occupancy[] {
    return [...this.#now.values()];
  }

  /** On disk when it returns. Throws StoreError `notPersisted`, and changes nothing then. */
  put(occupancy: Occupancy, used?: string): void {
    const { chargePoint } = occupancy;
    const unchanged = used === undefined && isDeepStrictEqual(this.#now.get(chargePoint), occupancy);
    if (unchanged && !this.#behind.has(chargePoint)) return;
    // Whoever comes next begins with nothing of the one before.
    if (this.#behind.has(chargePoint)) this.settle();
    this.#store.putOccupancy(occupancy, used);
    this.#now.set(chargePoint, occupancy);
  }

  /** Its car is there. Counts at once. */
  begin(chargePoint: string): void {
    const occupancy = this.#now.get(chargePoint);
    if (occupancy === undefined || occupancy.begun) return;
    this.#now.set(chargePoint, { ...occupancy, begun: true });
    this.#behind.add(chargePoint);
  }

  /** Over at once. */
  end(chargePoint: string): void {
    if (this.#now.delete(chargePoint)) this.#behind.add(chargePoint);
  }

  /** Brings the disk level. Throws StoreError `notPersisted`. */
  settle(): void {
    for (const chargePoint of this.#behind) {
      const occupancy = this.#now.get(chargePoint);
      if (occupancy !== undefined) this.#store.putOccupancy(occupancy);
      else {
        this.#store.removeOccupancy(chargePoint);
        this.#onEnd(chargePoint);
      }
      this.#behind.delete(chargePoint);
    }
  }

  /** Reads anew: a new site took rows away. */
  reload(): void {
    const stored = new Set(this.#store.occupancies().map(({ chargePoint }) => chargePoint));
    for (const id of [...this.#now.keys()]) if (!stored.has(id)) this.#now.delete(id);
  }
}
