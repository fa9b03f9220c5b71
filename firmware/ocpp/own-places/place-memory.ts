import type { KeptPlace } from './kept-place.ts';

export interface PlaceMemoryOptions {
  readonly place: string;
  readonly kept: KeptPlace;
  /** Throws StoreError where the disk refuses. */
  readonly keep: (place: KeptPlace) => void;
  readonly log: { warn(facts: object, message: string): void };
}

/** What a place knows over a restart. A disk that refuses stops nothing: it is asked again, and the store's health says so. */
export class PlaceMemory {
  readonly #options: PlaceMemoryOptions;
  #now: KeptPlace;
  #waits = false;

  constructor(options: PlaceMemoryOptions) {
    this.#options = options;
    this.#now = options.kept;
  }

  get now(): KeptPlace {
    return this.#now;
  }

  put(change: Partial<KeptPlace>): void {
    this.#now = { ...this.#now, ...change };
    this.#write();
  }

  /** After every cycle. */
  tryAgain(): void {
    if (this.#waits) this.#write();
  }

  #write(): void {
    const { place, keep, log } = this.#options;
    try {
      keep(this.#now);
      this.#waits = false;
    } catch (error) {
      if (!this.#waits) log.warn({ err: error, place }, 'a transaction waits for the disk');
      this.#waits = true;
    }
  }
}
