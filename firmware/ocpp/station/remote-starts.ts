import type { Place, TagInfo } from '../ports.ts';
import type { ChargingProfile } from '../profile/charging-profile.ts';
import type { InstalledProfiles } from './installed-profiles.ts';
import type { Reservations } from './reservations.ts';
import type { Settings } from './settings.ts';
import type { StationLog } from './station-parts.ts';

/** What a backend asked for, until the transaction begins. */
export interface ComingStart {
  readonly connector: number;
  readonly idTag: string;
  /** For that transaction; its `connector` is set. */
  readonly profile?: ChargingProfile;
  readonly remoteStartId?: number;
}

export interface RemoteStartsOptions {
  readonly backend: string;
  readonly places: readonly Place[];
  readonly settings: Settings;
  readonly reservations: Reservations;
  readonly profiles: InstalledProfiles;
  readonly available: (connector: number) => boolean;
  readonly authorise: (place: string, idTag: string) => Promise<TagInfo>;
  readonly afterAnswer: (action: () => void | Promise<void>) => void;
  readonly wallMs: () => number;
  readonly log: StationLog;
}

/** A car may be slow to answer when it was let charge. */
const graceMs = 60_000;

/** Transactions that a backend starts from far away (1.6 5.11, 2.0.1 F01, F02). */
export class RemoteStarts {
  readonly #options: RemoteStartsOptions;
  readonly #coming = new Map<number, ComingStart & { readonly untilMs: number }>();

  constructor(options: RemoteStartsOptions) {
    this.#options = options;
  }

  /** The connector that is meant where none is named: with a car that waits, else any that is free. */
  choose(): number | undefined {
    const free = this.#options.places.map((_, k) => k + 1).filter((connector) => this.#free(connector));
    return free.find((connector) => waits(this.#options.places[connector - 1])) ?? free[0];
  }

  /** False: no transaction can begin there, or the profile is no good. */
  async start(coming: ComingStart): Promise<boolean> {
    const { connector, idTag, profile } = coming;
    const { places, settings, reservations, profiles, authorise, afterAnswer, log } = this.#options;
    const place = places[connector - 1];
    if (place === undefined || !this.#free(connector) || !reservations.allows(connector, idTag)) return false;
    const fault = profile && profiles.faultOfComing(profile);
    if (fault !== undefined) {
      log.warn({ connector, fault }, 'a backend started a transaction with a profile that is no good');
      return false;
    }
    if (!settings.now.authorizeRemote) return this.#begin(place, coming);
    // The tag is asked for as if it were shown here, after our answer (1.6 5.11).
    afterAnswer(async () => {
      const { status } = await authorise(place.id, idTag);
      if (status === 'Accepted') await this.#begin(place, coming);
      else log.info({ connector, status }, 'a transaction that a backend started is not allowed by it');
    });
    return true;
  }

  /** What belongs to a transaction that begins now. */
  take(connector: number, idTag: string): ComingStart | undefined {
    const coming = this.#coming.get(connector);
    this.#coming.delete(connector);
    if (coming === undefined || coming.untilMs < this.#options.wallMs()) return undefined;
    return coming.idTag.toLowerCase() === idTag.toLowerCase() ? coming : undefined;
  }

  async #begin(place: Place, coming: ComingStart): Promise<boolean> {
    const { backend, settings, wallMs } = this.#options;
    const untilMs = wallMs() + settings.now.connectionTimeOutS * 1000 + graceMs;
    const noted = { ...coming, untilMs };
    // Before it starts: the begin may be told before `start` resolves.
    this.#coming.set(coming.connector, noted);
    const done = await place.start(coming.idTag, backend);
    if (done === 'accepted') return true;
    if (this.#coming.get(coming.connector) === noted) this.#coming.delete(coming.connector);
    return false;
  }

  #free(connector: number): boolean {
    const place = this.#options.places[connector - 1];
    if (place === undefined || place.transaction() !== undefined || !this.#options.available(connector)) return false;
    return !['Unavailable', 'Faulted'].includes(place.status().status);
  }
}

const waits = (place: Place | undefined): boolean => ['B', 'C', 'D'].includes(place?.state() ?? '');
