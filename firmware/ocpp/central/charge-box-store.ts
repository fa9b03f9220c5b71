import type { StopReason } from '../ports.ts';
import type { Abilities, BoxFacts } from './driver.ts';

/** What is remembered of a charge point from one connection to the next. */
export interface KeptBox {
  readonly facts?: BoxFacts;
  readonly abilities: Abilities;
}

/** A transaction at a charge point of ours, as it began. Times are wall ms. */
export interface BegunTransaction {
  readonly identity: string;
  readonly connector: number;
  /** See BeginNews. */
  readonly key: string;
  /** Our own name of it, unique for ever. */
  readonly localTx: string;
  /** The id that the charge point has given; absent: it was given ours, the number. */
  readonly theirs?: string;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly startedAtMs: number;
}

export interface TransactionEnd {
  readonly endedAtMs: number;
  readonly meterStopWh: number;
  readonly reason: StopReason;
}

export interface KeptTransaction extends BegunTransaction {
  /** Ours, unique for ever. */
  readonly number: number;
  readonly end?: TransactionEnd;
}

/** What the central system keeps on disk. Throws StoreError. */
export interface ChargeBoxStore {
  box(identity: string): KeptBox | undefined;
  putBox(identity: string, box: KeptBox): void;
  /** Transactions of a charge point that have not ended. */
  open(identity: string): readonly KeptTransaction[];
  /** By the id that the protocol has for it. */
  find(identity: string, theirs: string): KeptTransaction | undefined;
  /** By what the charge point says of it each time it repeats its beginning. */
  findKey(identity: string, key: string): KeptTransaction | undefined;
  begin(transaction: BegunTransaction): KeptTransaction;
  end(number: number, end: TransactionEnd): void;
}
