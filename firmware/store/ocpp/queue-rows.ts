/** Rows of the queue of messages about money, as the rest of the program has them. Times are wall ms as the clock was. */

/**
 * `start`, `stop`: begin and end of a transaction; `values`: meter values; `update`: anything else about a transaction
 * that runs; `event`: what is no money but must arrive (security events).
 */
export type MessageKind = 'start' | 'values' | 'update' | 'stop' | 'event';

/** Whose queue it is: a backend of the configuration and the identity that a station of ours has there. */
export interface QueueName {
  readonly backend: string;
  readonly station: string;
}

export interface NewMessage {
  /** Of the call, the same in every repetition. */
  readonly id: string;
  readonly localTx: string | undefined;
  readonly kind: MessageKind;
  readonly action: string;
  /** JSON, without the backend's id of the transaction; stamps of a clock that was not set are told by boot. */
  readonly payload: string;
  /** The backend's id of the transaction is filled in when it is sent. */
  readonly fill: boolean;
  readonly createdMs: number;
  /** Of this start of the system, and ms since then. */
  readonly boot: string;
  readonly bootMs: number;
}

/** A payload with the backend's id of its transaction (1.6). */
export const filled = (payload: string, backendTx: number | undefined): string =>
  backendTx === undefined ? payload : JSON.stringify({ ...JSON.parse(payload), transactionId: backendTx });

export interface WaitingMessage extends NewMessage {
  readonly n: number;
  /** Failures so far. */
  readonly attempts: number;
  /** Not before; wall ms. */
  readonly nextMs: number | undefined;
}

/** What a reader of the transaction should know. */
export interface TransactionNotes {
  /** So many messages about it were left out for want of room. */
  readonly thinned?: number;
  /** The backend never took its begin. */
  readonly startGivenUp?: true;
  /** The clock was never set in the run in which some of it happened: its times are estimates. */
  readonly timeGuessed?: true;
}

export interface KeptTransaction {
  /** Our own name, unique for ever. */
  readonly localTx: string;
  readonly connector: number;
  readonly idTag: string | undefined;
  /** The backend's own id (1.6); 2.0.1 has none. */
  readonly backendTx: number | undefined;
  /** `done`: over, and the backend has taken the end of it, or it was dropped. */
  readonly state: 'open' | 'ended' | 'done';
  /** The number of its next message (2.0.1). */
  readonly seqNo: number;
  /** As in payloads: ISO, or by boot. */
  readonly began: string;
  readonly ended: string | undefined;
  /** What the backend last said of the tag: idTagInfo, idTokenInfo. */
  readonly answer: object | undefined;
  readonly notes: TransactionNotes;
  /** What the station needs to go on with it after a restart. */
  readonly document: object;
}

export interface NewDropped extends Pick<NewMessage, 'id' | 'localTx' | 'kind' | 'action' | 'payload' | 'createdMs'> {
  readonly droppedMs: number;
  readonly attempts: number;
  /** One sentence. */
  readonly why: string;
}

/** A message that was given up: nothing about money vanishes silently. */
export interface DroppedMessage extends NewDropped, QueueName {
  readonly n: number;
  readonly seen: boolean;
}

/** Wall ms before which it is forgotten: what was given up and seen, and transactions that are done; whatever was given up. */
export interface TooOld {
  readonly seenBeforeMs: number;
  readonly beforeMs: number;
}

export type QueueChange =
  | { readonly kind: 'message'; readonly message: NewMessage }
  /** As it stands now. */
  | { readonly kind: 'transaction'; readonly transaction: KeptTransaction }
  | { readonly kind: 'gone'; readonly n: number; readonly id: string }
  | {
      readonly kind: 'tried';
      readonly n: number;
      readonly id: string;
      readonly attempts: number;
      readonly nextMs: number | undefined;
    }
  | { readonly kind: 'dropped'; readonly dropped: NewDropped };

export interface QueueCount {
  readonly messages: number;
  readonly bytes: number;
  /** Dropped messages about money that nobody has seen. */
  readonly unseen: number;
}
