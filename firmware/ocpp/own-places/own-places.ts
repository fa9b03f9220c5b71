import type { Clock } from '../../domain/clock.ts';
import type { BackendCeiling, SessionNow } from '../../domain/known.ts';
import type { PerPhase } from '../../domain/phases.ts';
import type { ChargePointState, State } from '../../domain/state.ts';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import type { PlaceFacts } from '../ports.ts';
import { readKeptPlace } from './kept-place.ts';
import type { OwnLook } from './look.ts';
import { type House, OwnPlace, type OwnPlaceOptions } from './own-place.ts';

/** What the people's desk says of a charge point. */
export interface PeopleThere extends House {
  authorised(chargePoint: string): boolean;
  /** Who occupies it: since when, wall ms, and the uid of his card. */
  cardAt(chargePoint: string): { readonly atMs: number; readonly uid: string | undefined } | undefined;
}

export interface OwnPlacesOptions {
  readonly facts: (chargePoint: string) => PlaceFacts;
  readonly people: PeopleThere;
  readonly sessionNow: (chargePoint: string) => SessionNow | undefined;
  readonly store: OcppDocumentsStore;
  readonly newId: () => string;
  readonly clock: Clock;
  /** Ceilings have changed. */
  readonly changed: () => void;
  readonly log: OwnPlaceOptions['log'];
}

/** The charge points of our own that backends see. */
export class OwnPlaces {
  readonly #options: OwnPlacesOptions;
  readonly #places = new Map<string, OwnPlace>();

  constructor(options: OwnPlacesOptions) {
    this.#options = options;
  }

  /** From now on these are seen; what runs at others ends. */
  use(chargePoints: readonly string[]): void {
    for (const [id, place] of this.#places)
      if (!chargePoints.includes(id)) {
        place.leave();
        this.#places.delete(id);
        this.#options.changed();
      }
    for (const id of chargePoints) if (!this.#places.has(id)) this.#places.set(id, this.#made(id));
  }

  get(chargePoint: string): OwnPlace | undefined {
    return this.#places.get(chargePoint);
  }

  /** After every control cycle. */
  observe(state: State): void {
    for (const point of state.chargePoints) this.#places.get(point.id)?.observe(this.#lookAt(point));
  }

  ceilings(): readonly BackendCeiling[] {
    return [...this.#places.values()].flatMap((place) => place.ceilings());
  }

  #made(id: string): OwnPlace {
    const { facts, people, store, newId, clock, changed, log } = this.#options;
    return new OwnPlace({
      ...{ id, house: people, newId, clock, changed, log },
      facts: () => facts(id),
      kept: readKeptPlace(store.get('place', id)),
      keep: (place) => store.put('place', id, place),
    });
  }

  #lookAt({ id, state, minA, offeredA, drawnA, powerW, energyWh }: ChargePointState): OwnLook {
    const { people, sessionNow } = this.#options;
    const card = people.cardAt(id);
    return {
      ...{ state: state ?? undefined, minA, offeredA: offeredA ?? undefined, powerW: powerW ?? undefined },
      drawnA: drawnA.map((one) => one ?? undefined) as unknown as PerPhase<number | undefined>,
      counterWh: energyWh ?? undefined,
      sessionWh: sessionNow(id)?.energyWh,
      authorised: people.authorised(id),
      occupiedAtMs: card?.atMs,
      uid: card?.uid,
    };
  }
}
