import type { MeterValue, Place, PlaceEvent, StatusNow, StopReason, TagInfo } from '../ports.ts';
import type { Delivered, MadeMessage, Numbering } from '../queue/transaction-queue.ts';
import type { ToldFault } from '../transport/client.ts';
import type { OcppVersion } from '../version.ts';
import type { StationParts } from './station-parts.ts';

/** A call of ours, valid by the schema. */
export interface Message {
  readonly action: string;
  readonly payload: object;
}

/** Why a station presents itself. */
export type BootReason = 'programStart' | 'remoteReset' | 'triggered' | 'again';

export interface BootAnswer {
  readonly status: 'accepted' | 'pending' | 'rejected';
  /** Accepted: between heartbeats; else the pause before the next try. Seconds; 0: we choose. */
  readonly intervalS: number;
  /** The time of the backend, wall ms. */
  readonly nowMs: number | undefined;
}

/** A transaction that begins. `connector` counts from 1. */
export interface Begun {
  readonly connector: number;
  readonly place: Place;
  readonly event: Extract<PlaceEvent, { kind: 'begin' }>;
  /** Values at the begin, of a place that does not send its own. */
  readonly values: readonly MeterValue[];
  readonly reservationId: number | undefined;
  /** The number of the remote start that led to it (2.0.1). */
  readonly remoteStartId: number | undefined;
}

/** Meter values of a transaction that runs, or of none. */
export interface Values {
  readonly connector: number;
  readonly place: Place;
  readonly localTx: string | undefined;
  readonly why: 'periodic' | 'clock' | 'trigger' | 'place';
  readonly values: readonly MeterValue[];
}

/** What changed while a transaction runs (2.0.1 chargingState). */
export interface Changed {
  readonly connector: number;
  readonly place: Place;
  readonly localTx: string;
  readonly before: StatusNow | undefined;
  readonly status: StatusNow;
}

export interface Ended {
  readonly connector: number;
  readonly place: Place;
  readonly localTx: string;
  /** Whole Wh, never below an earlier value of this transaction. */
  readonly meterWh: number;
  readonly atMs: number;
  readonly reason: StopReason;
  /** Of the one who ended it, where that is known. */
  readonly idTag: string | undefined;
  /** What is told with the end: values at begin and end, or what the place gave. */
  readonly values: readonly MeterValue[];
}

/**
 * One version of OCPP as a station speaks it (v16/, v201/): words for what the core does, answers to what the backend asks.
 * Everything it needs it takes from the StationParts that it was made with; times in payloads of the queue are `parts.stamp(atMs)`.
 */
export interface Dialect {
  readonly version: OcppVersion;
  /** Characters of a tag. A longer one cannot be asked about: its beginning may be somebody else's. */
  readonly longestTag: number;

  boot(reason: BootReason): Message;
  bootAnswer(answer: object): BootAnswer;
  heartbeat(): Message;
  /** The time of the backend, wall ms. */
  heartbeatAnswer(answer: object): number | undefined;
  /** Connector 0 is the whole station; undefined: this version has no such message. */
  status(connector: number, status: StatusNow): Message | undefined;
  authorise(connector: number, idTag: string): Message;
  authoriseAnswer(answer: object): TagInfo;

  /** Values as this version has words for them; empty: nothing is sent. */
  sendable(values: readonly MeterValue[]): readonly MeterValue[];
  begin(begun: Begun, numbering: Numbering): MadeMessage;
  values(values: Values, numbering: Numbering): MadeMessage;
  end(ended: Ended, numbering: Numbering): MadeMessage;
  /** A status changed within a transaction; undefined: nothing is told of it. Asked before `numbering` is used. */
  update(changed: Changed): ((numbering: Numbering) => MadeMessage) | undefined;
  /** What the answer to a message of the queue says of the tag of its transaction; undefined: nothing. */
  tagOf(delivered: Delivered): TagInfo | undefined;

  /** A request for a client certificate, PKCS#10 in PEM. */
  signCertificate(csrPem: string): Message;

  /** A call of the backend, valid by the schema; throws CallRefused. What must come after the answer: `parts.afterAnswer`. */
  answer(action: string, payload: object): Promise<object>;
  /** Something that the place says by itself (Place.onCall), in this version; undefined: it is not told, or waits in the queue. */
  fromPlace(connector: number, action: string, payload: object): Message | undefined;

  /** A try to reach the backend failed, or a connection ended in this way; for what is to be told as a security event. */
  linkFault?(fault: ToldFault): void;
  /** The clock of the box was set. */
  clockSet?(): void;
}

export type MakeDialect = (parts: StationParts) => Dialect;
