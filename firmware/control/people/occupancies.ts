import { isDeepStrictEqual } from 'node:util';
import type { Occupancy } from '../../domain/occupancy.ts';
import type { PeopleStore } from '../../store/people.ts';

/**
 * Who occupies charge points, as it stands on disk, at hand in memory. What ends holds at once: a disk that refuses is asked
 * again with every cycle, and nobody charges on what is over.
 */
export class Occupancies {
  readonly #store: PeopleStore;
  readonly #now: Map<string, Occupancy>;
  readonly #toEnd = new Set<string>();
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
    if (used === undefined && isDeepStrictEqual(this.#now.get(occupancy.chargePoint), occupancy)) return;
    this.#store.putOccupancy(occupancy, used);
    this.#now.set(occupancy.chargePoint, occupancy);
    this.#toEnd.delete(occupancy.chargePoint);
  }

  /** Over at once, on disk as soon as it takes it. Throws StoreError `notPersisted` while it does not. */
  end(chargePoint: string): void {
    if (this.#now.delete(chargePoint)) this.#toEnd.add(chargePoint);
    this.settle();
  }

  /** Writes what could not be written before. */
  settle(): void {
    for (const chargePoint of this.#toEnd) {
      this.#store.removeOccupancy(chargePoint);
      this.#onEnd(chargePoint);
      this.#toEnd.delete(chargePoint);
    }
  }

  /** Reads anew: a new site took rows away. */
  reload(): void {
    const stored = new Map(this.#store.occupancies().map((each) => [each.chargePoint, each]));
    for (const id of [...this.#now.keys()]) if (!stored.has(id)) this.#now.delete(id);
  }
}
