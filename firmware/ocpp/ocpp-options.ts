import type { Catalogue } from '../../drivers/definitions/catalogue.ts';
import type { Timers } from '../../drivers/link/timers.ts';
import type { Channel } from '../domain/channel.ts';
import type { Clock } from '../domain/clock.ts';
import type { SessionNow } from '../domain/known.ts';
import type { RemoteReport } from '../domain/remote-device.ts';
import type { SignedValue } from '../domain/session.ts';
import type { Site } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import type { ChargeBoxesStore } from '../store/charge-boxes.ts';
import type { KeyFiles } from '../store/key-files.ts';
import type { OcppStore } from '../store/ocpp/ocpp-store.ts';
import type { OcppDocumentsStore } from '../store/ocpp-documents.ts';
import type { StoredSecret } from '../store/secrets.ts';
import type { GuestDesk } from './authorise/guests.ts';
import type { CardDesk } from './authorise/house-cards.ts';
import type { KeptCeilings } from './kept-ceilings.ts';
import type { PeopleThere } from './own-places/own-places.ts';
import type { RequestMeans } from './station/certificate-renewal.ts';
import type { CertificatePair } from './transport/server-tls.ts';
import type { ClientIdentity, StreamOpener } from './transport/stream-opener.ts';

/** What OCPP needs of the rest of the program. */
export interface OcppOptions {
  readonly site: () => Site | undefined;
  readonly current: () => State | undefined;
  readonly catalogue: Catalogue;
  readonly store: {
    readonly ocpp: OcppStore;
    readonly ocppDocuments: OcppDocumentsStore;
    readonly chargeBoxes: ChargeBoxesStore;
  };
  readonly people: PeopleThere;
  readonly cards: CardDesk & GuestDesk;
  readonly sessionNow: (chargePoint: string) => SessionNow | undefined;
  /** Keeps a signed meter value with its session. Throws NetwachtError. */
  readonly sign: (value: Omit<SignedValue, 'session' | 'atMs'> & { readonly chargePoint: string }) => void;
  readonly readSecret: (name: string) => StoredSecret | undefined;
  /** Throws StoreError. */
  readonly writeSecret: (name: string, secret: StoredSecret) => void;
  /** Keys that are asked certificates for at backends: a folder of their own. */
  readonly stationKeys: KeyFiles;
  readonly requests: RequestMeans;
  readonly identityOf: (certificate: string) => ClientIdentity | undefined;
  /** The certificate of the local page, for charge points where none is chosen. */
  readonly pagePair: () => Promise<CertificatePair>;
  readonly channel: (id: string) => Pick<Channel, 'use' | 'scenario'> | undefined;
  /** The way to a backend through a gateway channel. */
  readonly throughChannel: (channel: string) => StreamOpener;
  /** Where charge points come in. */
  readonly at: { readonly host: string; readonly port: number };
  /** The port for charge points is open or shut now. */
  readonly onListening: () => void;
  /** How devices do whose sockets are here; monotonic ms. */
  readonly tellWorker: (reports: readonly RemoteReport[], sentMs: number) => void;
  readonly timeSynced: () => boolean;
  /** What backends allowed last, which holds before there are stations. */
  readonly kept: KeptCeilings;
  /** Ceilings of backends have changed. */
  readonly onCeilings: () => void;
  readonly audit: (who: string, what: string) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: {
    info(facts: object, sentence: string): void;
    warn(facts: object, sentence: string): void;
    error(facts: object, sentence: string): void;
  };
}
