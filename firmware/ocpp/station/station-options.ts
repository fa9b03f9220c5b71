import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { HealthState } from '../../domain/state.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import type { Place } from '../ports.ts';
import type { Stamps } from '../queue/stamps.ts';
import type { SeenMessage } from '../rpc/peer.ts';
import type { BackendState } from '../transport/client.ts';
import type { OcppVersion } from '../version.ts';
import type { ClientKeys } from './certificate-renewal.ts';
import type { MakeDialect } from './dialect.ts';
import type { StationSettings } from './settings.ts';
import type { StationConnection } from './station-link.ts';
import type { Standing, StationLog } from './station-parts.ts';

export interface StationOptions {
  /** The backend's id in the site. */
  readonly backend: string;
  /** At least one; connector 1, 2, … */
  readonly places: readonly Place[];
  readonly connection: StationConnection;
  /** Of each version that is offered. */
  readonly dialects: Readonly<Partial<Record<OcppVersion, MakeDialect>>>;
  /** What holds until the backend sets something else. */
  readonly settings?: Partial<StationSettings>;
  /** `store.ocpp`. */
  readonly store: OcppStore;
  /** `store.ocppDocuments`. */
  readonly documents: OcppDocumentsStore;
  /** Told where no card was shown. */
  readonly defaultTag: string;
  readonly stamps: Stamps;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly answerWithinMs?: number;
  /** The backend's clock less ours, ms. */
  readonly onClockOffset?: (offsetMs: number) => void;
  /** The backend wants another password: text, or `hex:` and octets. Keeps it and makes a new station of it; false: it is refused. */
  readonly onSecret?: (secret: string) => Promise<boolean>;
  /** Absent: the station shows no client certificate. */
  readonly clientKeys?: ClientKeys | undefined;
  readonly onState?: (state: StationState) => void;
  readonly observe?: (message: SeenMessage) => void;
  readonly log: StationLog;
}

export interface StationState {
  readonly backend: string;
  readonly id: string;
  readonly link: BackendState;
  readonly standing: Standing;
  /** Messages about money that wait. */
  readonly waiting: number;
  readonly health: readonly Omit<HealthState, 'since'>[];
}
