/** Longest wait in slots first, then least energy of the session, then longest wait (control.md §4.2, §4.6). */
export interface QueueKey {
  readonly waitedSlots: number;
  readonly sessionEnergyWh: number;
  readonly waitingMs: number;
}

/** What the place is taken from. */
export interface QueueFacts {
  /** Number of the rotation slot. */
  readonly slot: number;
  readonly pluggedAtMs: number | undefined;
  readonly sessionEnergyWh: number;
  readonly waitingMs: number;
}

/**
 * The place of one charge point in the queue, taken once per slot: with live values two cars on one place would swap as
 * soon as the minimum on time ends. A car that was plugged in since then counts with what it has now.
 */
export class QueuePlace {
  #servedSlot: number | undefined;
  #taken: { readonly slot: number; readonly pluggedAtMs: number | undefined; readonly key: QueueKey } | undefined;
  #rank: { readonly slot: number; readonly known: string; readonly rank: number | undefined } | undefined;

  key({ slot, pluggedAtMs, sessionEnergyWh, waitingMs }: QueueFacts): QueueKey {
    if (this.#taken?.slot !== slot || this.#taken.pluggedAtMs !== pluggedAtMs) {
      // Who was not served yet has its one try, of at most one slot.
      const waitedSlots =
        this.#servedSlot === undefined ? Number.POSITIVE_INFINITY : Math.max(0, slot - this.#servedSlot - 1);
      this.#taken = { slot, pluggedAtMs, key: { waitedSlots, sessionEnergyWh, waitingMs } };
    }
    return this.#taken.key;
  }

  /** It has an offer in this slot. */
  served(slot: number): void {
    this.#servedSlot = slot;
  }

  /**
   * A rank holds through a slot, or until more is known (`known` changes): laxity falls while a car waits, and two of
   * like urgency would swap all the time.
   */
  rank(slot: number, known: string, rank: number | undefined): number | undefined {
    if (this.#rank?.slot !== slot || this.#rank.known !== known) this.#rank = { slot, known, rank };
    return this.#rank.rank;
  }

  /** The car has gone; the next one is another. */
  forget(): void {
    this.#servedSlot = undefined;
    this.#taken = undefined;
    this.#rank = undefined;
  }
}
