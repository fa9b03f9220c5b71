import type { Timers } from '../../../drivers/link/timers.ts';
import type { BackendCeiling, Place } from '../ports.ts';
import type { ConnectorFacts } from '../profile/charging-profile.ts';
import { limitAt, type ProfileLimit } from '../profile/limit-at.ts';
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
    const ceilings = places.map((place, k) => ({ place, ceiling: this.#ceiling(k + 1, place) }));
    for (const { place, ceiling } of ceilings) {
      const text = ceiling === undefined ? '' : JSON.stringify(ceiling);
      if ((this.#told.get(place.id) ?? '') === text) continue;
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

  #ceiling(connector: number, place: Place): BackendCeiling | undefined {
    const { transactions } = this.#options;
    if (transactions.refused(connector)) return { maxMa: 0, why: 'refused' };
    const limit = this.#options.places.length === 1 ? this.#limit(1, place, true) : this.#shared(connector, place);
    const { maxMa, maxW, phases, untilMs } = limit;
    if (maxMa === undefined && maxW === undefined && phases === undefined)
      return untilMs === undefined ? undefined : { why: 'profile', untilMs };
    return {
      ...(maxMa === undefined ? {} : { maxMa }),
      ...(maxW === undefined ? {} : { maxW }),
      // Two phases cannot be ordered of a charge point; one can, and is less.
      ...(phases === undefined ? {} : { phases: 1 as const }),
      why: 'profile',
      ...(untilMs === undefined ? {} : { untilMs }),
    };
  }

  #limit(connector: number, place: Place | undefined, withStation: boolean): ProfileLimit {
    const { profiles, transactions, wallMs } = this.#options;
    const list = profiles
      .list()
      .filter(({ purpose }) => withStation || (purpose !== 'stationMax' && purpose !== 'external'));
    return limitAt({
      ...{ profiles: list, connector, transactions: transactions.running(), atMs: wallMs() },
      ...(place === undefined ? {} : { phases: place.facts().phases }),
    });
  }

  /** With several connectors the station's maximum is the sum of all (1.6 3.13.1): each that may charge has an equal share. */
  #shared(connector: number, place: Place): ProfileLimit {
    const own = this.#limit(connector, place, false);
    const station = this.#limit(0, undefined, true);
    const active = this.#options.places.filter(mayCharge);
    const share = (all: number | undefined) =>
      all === undefined ? undefined : active.includes(place) ? Math.floor(all / active.length) : 0;
    const maxMa = least(own.maxMa, share(station.maxMa));
    const maxW = least(own.maxW, share(station.maxW));
    const phases = least(own.phases, station.phases);
    const untilMs = least(own.untilMs, station.untilMs);
    return {
      profiles: [...own.profiles, ...station.profiles],
      ...(maxMa === undefined ? {} : { maxMa }),
      ...(maxW === undefined ? {} : { maxW }),
      ...(phases === undefined ? {} : { phases }),
      ...(untilMs === undefined ? {} : { untilMs }),
    };
  }
}

/** A car that is not known to be away may draw. */
const mayCharge = (place: Place): boolean => place.transaction() !== undefined || place.state() !== 'A';

const least = <N extends number>(a: N | undefined, b: N | undefined): N | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

export const factsOf = (place: Place): ConnectorFacts => {
  const { maxMa, phases, voltageV } = place.facts();
  return { maxMa, phases, voltageV };
};
