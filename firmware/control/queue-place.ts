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
  /** It took nothing of what it was offered last. */
  readonly idle: boolean;
}

/** A car that wants nothing is asked again when it has waited so long while others did want. */
const idleSlots = 4;

/** What is kept of a place in the queue. */
export interface QueueKept {
  readonly servedSlot: number | undefined;
  readonly taken:
    | {
        readonly slot: number;
        readonly pluggedAtMs: number | undefined;
        readonly idle: boolean;
        readonly key: QueueKey;
      }
    | undefined;
  readonly rank: { readonly slot: number; readonly known: string; readonly rank: number | undefined } | undefined;
}

/** Waited slots of one that may have what others leave. */
const behindAll = -1;

const nobodyYet: QueueKept = { servedSlot: undefined, taken: undefined, rank: undefined };

/**
 * The place of one charge point in the queue, taken once per slot: with live values two cars on one place would swap as
 * soon as the minimum on time ends. A car that was plugged in since then counts with what it has now.
 */
export class QueuePlace {
  #kept: QueueKept = nobodyYet;

  key({ slot, pluggedAtMs, sessionEnergyWh, waitingMs, idle }: QueueFacts): QueueKey {
    const { servedSlot, taken } = this.#kept;
    // Slots have got longer: they are counted anew from here.
    if (servedSlot !== undefined && servedSlot > slot) this.served(slot);
    if (taken?.slot === slot && taken.pluggedAtMs === pluggedAtMs && taken.idle === idle) return taken.key;
    // Who was not served yet has its one try, of at most one slot.
    const waited = servedSlot === undefined ? Number.POSITIVE_INFINITY : Math.max(0, slot - servedSlot - 1);
    const key = { waitedSlots: idle && waited < idleSlots ? behindAll : waited, sessionEnergyWh, waitingMs };
    this.#kept = { ...this.#kept, taken: { slot, pluggedAtMs, idle, key } };
    return key;
  }

  /** It has an offer in this slot. */
  served(slot: number): void {
    this.#kept = { ...this.#kept, servedSlot: slot };
  }

  /**
   * A rank holds through a slot, or until more is known (`known` changes): laxity falls while a car waits, and two of
   * like urgency would swap all the time.
   */
  rank(slot: number, known: string, rank: number | undefined): number | undefined {
    const held = this.#kept.rank;
    if (held?.slot === slot && held.known === known) return held.rank;
    this.#kept = { ...this.#kept, rank: { slot, known, rank } };
    return rank;
  }

  /** The car has gone; the next one is another. */
  forget(): void {
    this.#kept = nobodyYet;
  }

  save(): QueueKept {
    return structuredClone(this.#kept);
  }

  restore(kept: QueueKept): void {
    this.#kept = kept;
  }
}
