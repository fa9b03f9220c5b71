import type { Clock } from '../../domain/clock.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { QueueName } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Ailment } from '../health-book.ts';
import { forgottenBefore, tooOldMs, whyTooOld } from './age.ts';
import { queueHealth, waitsWithoutStation } from './queue-health.ts';

export interface OrphanQueuesOptions {
  readonly store: Pick<OcppStore, 'queues' | 'count' | 'first' | 'giveUp' | 'forget' | 'timesSeen'>;
  /** Of stations that run. */
  readonly running: () => readonly QueueName[];
  readonly timeSynced: () => boolean;
  readonly clock: Clock;
}

const lookEveryMs = 60_000;

/**
 * Queues whose station does not run: its backend or its charge points were taken out, or it could not be made. What was given up
 * there is told all the same, what waits is told too, and goes into the list of dropped messages when it is too old.
 */
export class OrphanQueues {
  readonly #options: OrphanQueuesOptions;
  #told: readonly Ailment[] = [];
  #lookedFor = '';
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(options: OrphanQueuesOptions) {
    this.#options = options;
  }

  /** Looked up anew once a minute, and when stations come or go or somebody has seen the list. */
  health(): readonly Ailment[] {
    const { store, running, clock } = this.#options;
    const names = running().map(nameOf);
    const wanted = [store.timesSeen(), ...names].join();
    const nowMs = clock.monotonicMs();
    if (wanted === this.#lookedFor && nowMs < this.#nextMs) return this.#told;
    try {
      this.#told = store
        .queues()
        .filter((name) => !names.includes(nameOf(name)))
        .flatMap((name) => this.#look(name));
      this.#lookedFor = wanted;
      this.#nextMs = nowMs + lookEveryMs;
    } catch (error) {
      // The store has told.
      if (!(error instanceof StoreError)) throw error;
    }
    return this.#told;
  }

  #look(name: QueueName): readonly Ailment[] {
    const { store, timeSynced, clock } = this.#options;
    if (timeSynced()) {
      const first = store.first(name, 0);
      if (first !== undefined && tooOldMs(first) < forgottenBefore(clock.wallMs()).seenBeforeMs)
        store.giveUp(name, whyTooOld);
      store.forget(name, forgottenBefore(clock.wallMs()));
    }
    const { messages: waiting, unseen } = store.count(name);
    const facts = { name, unseen, waiting, thinned: 0, full: false, failure: undefined };
    // Stations are made anew when the site is put, and none runs yet when the program begins.
    return [...queueHealth(facts), ...waitsWithoutStation(facts)].map((one) => ({ ...one, afterMs: lookEveryMs }));
  }
}

const nameOf = ({ backend, station }: QueueName): string => `${backend}/${station}`;
