import type { BackendCeiling } from '../domain/known.ts';
import { ocppDefinition } from '../domain/site/devices.ts';
import type { Site } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import type { ChargePointSession } from './central/charge-point-session.ts';
import type { OwnPlaces } from './own-places/own-places.ts';
import type { SitePlace } from './own-places/site-place.ts';
import type { Place } from './ports.ts';
import { AvailabilityVotes } from './relay/availability-votes.ts';
import { BackendView, type SharedPlace } from './relay/backend-view.ts';
import type { RelayedPlace } from './relay/relayed-place.ts';

export interface PlacesOptions {
  readonly own: OwnPlaces;
  readonly house: SitePlace;
  /** The connector behind an OCPP charge point of the site. */
  readonly session: (device: string) => ChargePointSession | undefined;
  readonly relay: (session: ChargePointSession) => RelayedPlace;
  /** The backend that may give orders at a charge point: the first that it appears at. */
  readonly commander: (chargePoint: string) => string | undefined;
  /** Whether it is for a backend to say that a tag may not charge there. */
  readonly heeded: (chargePoint: string, idTag: string) => boolean;
}

interface Relayed {
  readonly session: ChargePointSession;
  readonly place: RelayedPlace;
}

/** All charge points of the site as backends see them, whatever they speak. */
export class Places {
  readonly #o: PlacesOptions;
  readonly #relayed = new Map<string, Relayed>();
  readonly #numbers = new WeakMap<ChargePointSession, number>();
  #sessions = 0;
  readonly #votes = new Map<string, AvailabilityVotes>();

  constructor(options: PlacesOptions) {
    this.#o = options;
  }

  /** The site was put; the central system follows it already. */
  follow(site: Site | undefined): void {
    const points = (site?.devices ?? []).filter(({ role, enabled }) => role === 'chargePoint' && enabled);
    const ids = points.map(({ id }) => id);
    this.#o.own.use(points.filter(({ definition }) => definition !== ocppDefinition).map(({ id }) => id));
    for (const [id, { session, place }] of this.#relayed) {
      if (ids.includes(id) && this.#o.session(id) === session) continue;
      place.leave();
      this.#relayed.delete(id);
      this.#votes.delete(id);
    }
    for (const { id, definition } of points) {
      const session = definition === ocppDefinition ? this.#o.session(id) : undefined;
      if (session !== undefined && !this.#relayed.has(id))
        this.#relayed.set(id, { session, place: this.#o.relay(session) });
    }
    for (const id of this.#votes.keys()) if (!ids.includes(id)) this.#votes.delete(id);
  }

  /** Another text is another place: who holds the one before has to let go of it. */
  nameOf(chargePoint: string): string {
    const session = this.#relayed.get(chargePoint)?.session;
    return session === undefined ? 'own' : `ocpp ${this.#numberOf(session)}`;
  }

  /** A charge point as one backend sees it; undefined: there is none of this id. */
  seenBy(backend: string, chargePoint: string): Place | undefined {
    const place = this.#place(chargePoint);
    if (place === undefined) return undefined;
    const votes = this.#votes.get(chargePoint) ?? new AvailabilityVotes(place);
    this.#votes.set(chargePoint, votes);
    const { commander, heeded } = this.#o;
    return new BackendView(place, {
      ...{ backend, votes },
      commands: () => commander(chargePoint) === backend,
      heeded: (idTag) => heeded(chargePoint, idTag),
    });
  }

  /** The whole site as a backend sees it. */
  house(): Place {
    return this.#o.house;
  }

  /** After every control cycle. */
  observe(state: State): void {
    this.#o.own.observe(state);
    this.#o.house.observe(state);
  }

  ceilings(): readonly BackendCeiling[] {
    return [
      ...this.#o.own.ceilings(),
      ...[...this.#relayed.values()].flatMap(({ place }) => place.ceilings()),
      ...this.#o.house.ceilings(),
    ];
  }

  #numberOf(session: ChargePointSession): number {
    const number = this.#numbers.get(session) ?? this.#sessions;
    if (number === this.#sessions) this.#sessions += 1;
    this.#numbers.set(session, number);
    return number;
  }

  #place(chargePoint: string): SharedPlace | undefined {
    return this.#relayed.get(chargePoint)?.place ?? this.#o.own.get(chargePoint);
  }
}
