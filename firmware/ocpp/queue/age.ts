import { type Clock, clockFloorMs } from '../../domain/clock.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { QueueName, TooOld } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Sender } from './sender.ts';
import type { Stamps } from './stamps.ts';

export interface AgeOptions {
  readonly store: Pick<OcppStore, 'forget'>;
  readonly name: QueueName;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly sender: Sender;
}

const lookEveryMs = 3_600_000;
const dayMs = 86_400_000;
/** A year of bills and a month to complain: so long a message waits for a link, and stays what was given up and seen. */
export const keptDays = 400;
/** Claims about a bill lapse three years after the end of its year at the latest (BGB 195, 199): so long stays what nobody has seen. */
export const unseenDays = 1461;

export const whyTooOld = `the backend was not reached for ${keptDays} days`;

/** A clock that was not set says nothing about the age of what it dated: that counts from the first time that can be true. */
export const tooOldMs = ({ createdMs }: { readonly createdMs: number }): number => Math.max(createdMs, clockFloorMs);

export const forgottenBefore = (nowMs: number): TooOld => ({
  seenBeforeMs: nowMs - keptDays * dayMs,
  beforeMs: nowMs - unseenDays * dayMs,
});

/** Nothing is kept for ever; looked at once an hour while the true time is known. */
export class Age {
  readonly #options: AgeOptions;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(options: AgeOptions) {
    this.#options = options;
  }

  look(): void {
    const { store, name, clock, stamps, sender } = this.#options;
    const nowMs = stamps.trueMs();
    if (nowMs === undefined || clock.monotonicMs() < this.#nextMs) return;
    this.#nextMs = clock.monotonicMs() + lookEveryMs;
    try {
      sender.retire(forgottenBefore(nowMs).seenBeforeMs, whyTooOld);
      store.forget(name, forgottenBefore(nowMs));
    } catch (error) {
      // The store has told; in an hour again.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}
