import type { Timers } from '../../../drivers/link/timers.ts';
import type { StationDocuments } from './station-store.ts';

/** A connector kept for a tag (1.6 5.13, 2.0.1 H). Connector 0: any one of the station, of which we keep none in particular. */
export interface Reservation {
  readonly id: number;
  readonly connector: number;
  readonly idTag: string;
  readonly parentIdTag?: string;
  readonly expiresAtMs: number;
}

export interface ReservationsOptions {
  readonly documents: StationDocuments;
  readonly timers: Timers;
  readonly wallMs: () => number;
  /** One may be over. */
  readonly changed: () => void;
}

/** The reservations of one station, one per connector; expired ones are none. */
export class Reservations {
  readonly #options: ReservationsOptions;
  #list: readonly Reservation[];
  #cancelExpiry = (): void => undefined;

  constructor(options: ReservationsOptions) {
    this.#options = options;
    const kept = (options.documents.get('reservations') ?? {}) as { readonly list?: readonly Reservation[] };
    this.#list = Array.isArray(kept.list) ? kept.list : [];
  }

  start(): void {
    this.#waitForExpiry();
  }

  close(): void {
    this.#cancelExpiry();
  }

  list(): readonly Reservation[] {
    const nowMs = this.#options.wallMs();
    return this.#list.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  }

  at(connector: number): Reservation | undefined {
    return this.list().find((one) => one.connector === connector);
  }

  /** Whether somebody may charge here, as far as reservations go. */
  allows(connector: number, idTag: string, parentIdTag?: string): boolean {
    const reservation = this.at(connector);
    if (reservation === undefined) return true;
    const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
    const { parentIdTag: family } = reservation;
    return (
      same(reservation.idTag, idTag) || (family !== undefined && parentIdTag !== undefined && same(family, parentIdTag))
    );
  }

  /** Replaces the one of the same id (1.6 5.13). False: the disk refuses, nothing is reserved. */
  reserve(reservation: Reservation): boolean {
    return this.#put([...this.list().filter(({ id }) => id !== reservation.id), reservation]);
  }

  /** The one that is gone; undefined: there was none. */
  cancel(id: number): Reservation | undefined {
    const gone = this.list().find((one) => one.id === id);
    if (gone !== undefined) this.#put(this.list().filter((one) => one !== gone));
    return gone;
  }

  /** The one that this transaction uses up. */
  use(connector: number, idTag: string, parentIdTag?: string): Reservation | undefined {
    const reservation = this.at(connector);
    return reservation !== undefined && this.allows(connector, idTag, parentIdTag)
      ? this.cancel(reservation.id)
      : undefined;
  }

  #put(list: readonly Reservation[]): boolean {
    if (!this.#options.documents.put('reservations', list.length === 0 ? undefined : { list })) return false;
    this.#list = list;
    this.#waitForExpiry();
    return true;
  }

  #waitForExpiry(): void {
    this.#cancelExpiry();
    const { timers, wallMs, changed } = this.#options;
    const nextMs = Math.min(...this.list().map(({ expiresAtMs }) => expiresAtMs));
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const leftMs = Math.min(longestMs, Math.max(0, nextMs - wallMs()));
    this.#cancelExpiry = timers.after(leftMs, () => {
      changed();
      this.#waitForExpiry();
    });
  }
}

/** Looked at again after so long at the latest: the clock may have been set. */
const longestMs = 60_000;
