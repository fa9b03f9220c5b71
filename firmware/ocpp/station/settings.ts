import type { StationDocuments } from './station-store.ts';

/**
 * What a backend may set at a station, by our names; a dialect maps its configuration keys or variables to them. Lists hold
 * measurands, with a phase where one is asked for (`Current.Import.L1`).
 */
export interface StationSettings {
  /** Seconds between heartbeats, as the backend said at boot or set since; 0 = none. */
  readonly heartbeatS: number;
  readonly meterSampleS: number;
  readonly clockAlignedS: number;
  readonly sampledMeasurands: readonly string[];
  readonly alignedMeasurands: readonly string[];
  readonly stopSampledMeasurands: readonly string[];
  readonly stopAlignedMeasurands: readonly string[];
  /** A status that holds shorter is not told. */
  readonly minimumStatusS: number;
  readonly messageAttempts: number;
  readonly messageRetryS: number;
  readonly stopOnInvalidId: boolean;
  readonly localAuthorizeOffline: boolean;
  readonly localPreAuthorize: boolean;
  readonly allowOfflineUnknown: boolean;
  readonly cacheEnabled: boolean;
  readonly localListEnabled: boolean;
  readonly authorizeRemote: boolean;
  readonly connectionTimeOutS: number;
  readonly resetRetries: number;
  readonly webSocketPingS: number;
  /** O of a certificate that is asked for; empty: none can be. */
  readonly organisation: string;
}

/** X.520 has 64 characters for O. */
export const isOrganisation = (text: string): boolean => text.length <= 64 && !/\p{C}/u.test(text);

export const usualSettings: StationSettings = {
  heartbeatS: 300,
  meterSampleS: 60,
  clockAlignedS: 0,
  sampledMeasurands: ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Current.Offered'],
  alignedMeasurands: ['Energy.Active.Import.Register'],
  stopSampledMeasurands: [],
  stopAlignedMeasurands: [],
  minimumStatusS: 5,
  messageAttempts: 5,
  messageRetryS: 60,
  stopOnInvalidId: true,
  localAuthorizeOffline: true,
  localPreAuthorize: false,
  allowOfflineUnknown: false,
  cacheEnabled: true,
  localListEnabled: true,
  authorizeRemote: false,
  connectionTimeOutS: 120,
  resetRetries: 0,
  webSocketPingS: 60,
  organisation: '',
};

/** The settings of one station, kept on disk as far as they differ from what is usual. */
export class Settings {
  readonly #documents: StationDocuments;
  readonly #usual: StationSettings;
  #set: Partial<StationSettings>;

  constructor(documents: StationDocuments, usual: Partial<StationSettings> = {}) {
    this.#documents = documents;
    this.#usual = { ...usualSettings, ...usual };
    this.#set = known(documents.get('settings') ?? {});
  }

  get now(): StationSettings {
    return { ...this.#usual, ...this.#set };
  }

  /** False: it is in force, and lost with the next restart, for the disk refuses. */
  set(changes: Partial<StationSettings>): boolean {
    const before = JSON.stringify(this.#set);
    this.#set = { ...this.#set, ...changes };
    if (JSON.stringify(this.#set) === before) return true;
    return this.#documents.put('settings', this.#set);
  }
}

/** What is on disk may be of another release: names and types that are ours. */
function known(kept: object): Partial<StationSettings> {
  const good = Object.entries(kept).filter(([name, value]) => {
    const usual = (usualSettings as unknown as Readonly<Record<string, unknown>>)[name];
    return usual !== undefined && typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual);
  });
  return Object.fromEntries(good) as Partial<StationSettings>;
}
