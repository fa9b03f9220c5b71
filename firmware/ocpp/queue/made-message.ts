/** A message as a station makes it. */
export interface MadeMessage {
  readonly action: string;
  /** Valid by the schema once it is sent; its times are those of `stamp()`. */
  readonly payload: object;
  /** The payload lacks `transactionId`: the backend's own (1.6) is filled in when it is sent. */
  readonly fill?: boolean;
}

/** What a message about a transaction may need. */
export interface Numbering {
  readonly localTx: string;
  /** The number of this message within its transaction, from 0 (2.0.1). Asked for once; one that is not asked for is not counted. */
  seqNo(): number;
  /** The backend cannot be told now (`offline` of 2.0.1): it is a fact of the moment in which the message is made. */
  readonly offline: boolean;
}

export type Build = (numbering: Numbering) => MadeMessage;
