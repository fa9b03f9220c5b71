import type { MeterValue, Place, StatusNow } from '../ports.ts';
import type { TransactionQueue } from '../queue/transaction-queue.ts';
import type { SecurityProfile } from '../transport/admission.ts';
import type { Authority } from './authority.ts';
import type { CertificateRenewal } from './certificate-renewal.ts';
import type { BootReason, Message } from './dialect.ts';
import type { IdTagCache } from './id-tag-cache.ts';
import type { InstalledProfiles } from './installed-profiles.ts';
import type { LocalList } from './local-list.ts';
import type { RemoteStarts } from './remote-starts.ts';
import type { Reservations } from './reservations.ts';
import type { Settings } from './settings.ts';
import type { StationDocuments } from './station-store.ts';
import type { TrustedRoots } from './trusted-roots.ts';

/**
 * Where a station stands with its backend. `none`: no link, or it has not answered to our boot; `pending`: only what it asks
 * for may be sent; `rejected`: silence; `accepted`. It survives the loss of a link.
 */
export type Standing = 'none' | 'pending' | 'rejected' | 'accepted';

/** What a dialect may use of its station. */
export interface StationParts {
  /** The backend's id in the site. */
  readonly backend: string;
  /** The id of the station at the backend. */
  readonly id: string;
  /** Connector 1, 2, … */
  readonly places: readonly Place[];
  readonly settings: Settings;
  readonly list: LocalList;
  readonly cache: IdTagCache;
  readonly authority: Authority;
  readonly reservations: Reservations;
  readonly profiles: InstalledProfiles;
  readonly remoteStarts: RemoteStarts;
  readonly queue: TransactionQueue;
  /** For what a dialect keeps beside (`v16.…`, `v201.…`). */
  readonly documents: StationDocuments;
  readonly log: StationLog;

  standing(): Standing;
  wallMs(): number;
  /** For payloads of the queue; without `atMs`: now. */
  stamp(atMs?: number): string;
  /** For payloads that are sent at once. UTC with Z. */
  time(atMs?: number): string;
  place(connector: number): Place | undefined;
  /** The status as it is told: reservations and a place that was taken out of service are in it. 0 = the whole station. */
  status(connector: number): StatusNow;
  /** All that is known now, by measurands of the setting `alignedMeasurands`; undefined: the meter does not answer. */
  sample(connector: number, context: string): MeterValue | undefined;

  /**
   * A call out of the queue. `triggered`: the backend asked for it, so it may go while we are pending. Rejects with CallFailed,
   * `linkLost` where nothing may be sent.
   */
  call(message: Message, options?: { readonly triggered?: boolean }): Promise<object>;
  /** After the answer to the call that is being answered has gone; failures are logged. */
  afterAnswer(action: () => void | Promise<void>): void;
  bootAgain(reason: BootReason): void;
  heartbeatNow(): Promise<void>;
  /** Tells a status now, whether it changed or not. */
  statusNow(connector: number): Promise<void>;
  /** Takes a connector in or out of service, 0 = all; kept over a restart. `scheduled`: after the transaction that runs. */
  setAvailable(connector: number, available: boolean): Promise<'accepted' | 'rejected' | 'scheduled'>;
  isAvailable(connector: number): boolean;
  /** Ends transactions, then presents the station anew; undefined connector: all. */
  reset(hard: boolean): Promise<boolean>;
  /** Settings that rule the life of the link or of the samples were changed. */
  settingsChanged(): void;
  /** Reservations were changed: statuses may be others. */
  statusesChanged(): void;
  /** Of the connection now. */
  profile(): SecurityProfile | undefined;
  /** What connections to the backend stand on. */
  readonly roots: TrustedRoots;
  /** Of the client certificate, by the backend. */
  readonly renewal: CertificateRenewal;
  /** What was changed of it counts from a new connection on. */
  connectAgain(reason: string): void;
  /** Another password for the backend: text, or `hex:` and octets. False: it is refused. */
  changeSecret(secret: string): Promise<boolean>;
}

export interface StationLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
