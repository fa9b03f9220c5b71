import type { ChargingProfile, ConnectorFacts, ProfileTransaction, RateUnit } from '../profile/charging-profile.ts';
import { type CompositeSchedule, compositeSchedule } from '../profile/composite.ts';
import { type Installed, type ProfileCriteria, ProfileStore } from '../profile/profile-store.ts';
import { storedProfiles } from '../profile/stored-profiles.ts';
import type { OcppVersion } from '../version.ts';
import type { StationLog } from './station-parts.ts';
import type { StationDocuments } from './station-store.ts';

export interface InstalledProfilesOptions {
  readonly documents: StationDocuments;
  readonly version: OcppVersion;
  /** Of connector 1, 2, … */
  readonly connectors: () => readonly ConnectorFacts[];
  /** By our own names. */
  readonly transactions: () => readonly ProfileTransaction[];
  readonly wallMs: () => number;
  readonly log: StationLog;
  /** Limits may be others now. */
  readonly changed: () => void;
}

/** The charging profiles of one station, kept on disk: a limit survives a restart. Transactions go by our own names. */
export class InstalledProfiles {
  readonly #options: InstalledProfilesOptions;
  #store: ProfileStore;

  constructor(options: InstalledProfilesOptions) {
    this.#options = options;
    const { list } = (options.documents.get('profiles') ?? {}) as { readonly list?: unknown };
    const { profiles, dropped } = storedProfiles(list);
    if (dropped > 0)
      options.log.error({ dropped }, 'charging profiles that were kept cannot be read: a limit may be missing');
    this.#store = new ProfileStore({ version: options.version, profiles });
  }

  /** The backend speaks another version now; what is installed stays. */
  speak(version: OcppVersion): void {
    if (version !== this.#store.version) this.#store = new ProfileStore({ version, profiles: this.#store.list() });
  }

  get bounds(): ProfileStore['bounds'] {
    return this.#store.bounds;
  }

  list(criteria: ProfileCriteria = {}): readonly ChargingProfile[] {
    return this.#store.list(criteria);
  }

  install(profile: ChargingProfile, by: 'backend' | 'local' = 'backend'): Installed {
    const { wallMs, transactions, connectors } = this.#options;
    const installed = this.#store.install(profile, {
      ...{ nowMs: wallMs(), transactions: transactions(), connectors: connectors().length, by },
    });
    if (installed.accepted) this.#changed();
    return installed;
  }

  /** Whether a profile for a transaction that has not begun could be installed then; the sentence says why not. */
  faultOfComing(profile: ChargingProfile): string | undefined {
    const { wallMs, connectors } = this.#options;
    const coming = { connector: profile.connector, id: profile.transaction ?? 'coming', startedAtMs: wallMs() };
    // 2.0.1 wants the name of the transaction, which it has not yet.
    const named = { ...profile, transaction: coming.id };
    const tried = new ProfileStore({ version: this.#store.version }).install(named, {
      ...{ nowMs: wallMs(), transactions: [coming], connectors: connectors().length },
    });
    return tried.accepted ? undefined : tried.refusal.sentence;
  }

  clear(criteria: ProfileCriteria, by: 'backend' | 'local' = 'backend'): readonly ChargingProfile[] {
    const gone = this.#store.clear(criteria, by);
    if (gone.length > 0) this.#changed();
    return gone;
  }

  endTransaction(localTx: string): void {
    if (this.#store.endTransaction(localTx) > 0) this.#changed();
  }

  /** `connector` is 0 or one of ours. */
  composite(connector: number, durationS: number, unit: RateUnit): CompositeSchedule {
    const { wallMs, transactions, connectors } = this.#options;
    const fromMs = Math.floor(wallMs() / 1000) * 1000;
    return compositeSchedule({
      ...{ profiles: this.list(), connector, connectors: connectors(), transactions: transactions() },
      ...{ fromMs, durationS, unit },
    });
  }

  #changed(): void {
    this.#options.documents.put('profiles', { list: this.#store.list() });
    this.#options.changed();
  }
}
