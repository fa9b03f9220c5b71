/** What the process that is killed tells of a message once its queue has it: from then on it must never be lost. */
export interface ToldMessage {
  readonly station: string;
  readonly action: 'StartTransaction' | 'MeterValues' | 'StopTransaction';
  /** Our name of the transaction; it is its tag too, so that the backend sees it. Empty: of none. */
  readonly localTx: string;
  /** The meter, Wh, which rises with each message of a station: tells them apart and says their order. */
  readonly mark: number;
}

/** The last thing it tells: everything was delivered, or given up. */
export interface ToldEnd {
  readonly dropped: number;
  readonly running: number;
}

export const stationNames = ['CP1', 'CP2', 'CP3', 'CP4'] as const;
