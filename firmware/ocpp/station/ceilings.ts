import type { Timers } from '../../../drivers/link/timers.ts';
import type { BackendCeiling, Place } from '../ports.ts';
import { backendCeilings } from '../profile/backend-ceilings.ts';
import type { ConnectorFacts } from '../profile/charging-profile.ts';
import type { InstalledProfiles } from './installed-profiles.ts';
import type { Transactions } from './transactions.ts';

export interface CeilingsOptions {
  readonly backend: string;
  readonly places: readonly Place[];
  readonly profiles: InstalledProfiles;
  readonly transactions: Transactions;
  readonly timers: Timers;
  readonly wallMs: () => number;
}

/** Looked at again after so long at the latest: the wall clock may have been set. */
const longestMs = 60_000;

/**
 * What a backend allows at each place: its profiles, and nothing where it refuses the transaction. Told when profiles change,
 * when their next change is due, and when transactions begin or end; only what is another than before.
 */
export class Ceilings {
  readonly #options: CeilingsOptions;
  readonly #told = new Map<string, string>();
  #cancel = (): void => undefined;

  constructor(options: CeilingsOptions) {
    this.#options = options;
  }

  recompute(): void {
    this.#cancel();
    const { places, timers, wallMs, profiles, backend } = this.#options;
    const byProfiles = this.#byProfiles();
    const ceilings = places.map((place, k) => ({ place, ceiling: this.#ceiling(k + 1, byProfiles[k]) }));
    for (const { place, ceiling } of ceilings) {
      const text = ceiling === undefined ? '' : JSON.stringify(ceiling);
      if (this.#told.get(place.id) === text) continue;
      this.#told.set(place.id, text);
      place.limit(backend, ceiling);
    }
    if (profiles.list().length === 0) return;
    const nextMs = Math.min(...ceilings.map(({ ceiling }) => ceiling?.untilMs ?? Number.POSITIVE_INFINITY));
    this.#cancel = timers.after(Math.min(longestMs, Math.max(0, nextMs - wallMs())), () => this.recompute());
  }

  /** No recomputing any more; what was told stays: the loss of a backend frees nothing. */
  close(): void {
    this.#cancel();
  }

  /** The station is configured no more. */
  withdraw(): void {
    this.close();
    for (const place of this.#options.places) place.limit(this.#options.backend, undefined);
  }

  #ceiling(connector: number, byProfiles: BackendCeiling | undefined): BackendCeiling | undefined {
    return this.#options.transactions.refused(connector) ? { maxMa: 0, why: 'refused' } : byProfiles;
  }

  #byProfiles(): readonly (BackendCeiling | undefined)[] {
    const { places, profiles, transactions, wallMs } = this.#options;
    return backendCeilings({
      profiles: profiles.list(),
      connectors: places.map((place) => ({ phases: place.facts().phases, mayCharge: mayCharge(place) })),
      transactions: transactions.running(),
      atMs: wallMs(),
    });
  }
}

/** A car that is not known to be away may draw. */
const mayCharge = (place: Place): boolean => place.transaction() !== undefined || place.state() !== 'A';

export const factsOf = (place: Place): ConnectorFacts => {
  const { maxMa, phases, voltageV } = place.facts();
  return { maxMa, phases, voltageV };
};
