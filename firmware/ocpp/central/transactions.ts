import { randomUUID } from 'node:crypto';
import type { RunningTransaction } from '../ports.ts';
import type { ChargeBoxStore, KeptTransaction, TransactionEnd } from './charge-box-store.ts';
import type { BeginNews } from './driver.ts';

/** One at each connector of the largest box. */
const mostOpen = 64;

/**
 * The transactions of one charge point. What runs is known after a restart of the box too, and a charge point that repeats
 * a begin or an end, because our answer was lost, gets the same answer again.
 */
export class Transactions {
  readonly #identity: string;
  readonly #store: ChargeBoxStore;
  #open: KeptTransaction[];

  constructor(identity: string, store: ChargeBoxStore) {
    this.#identity = identity;
    this.#store = store;
    this.#open = [...store.open(identity)];
  }

  /** The one that runs at a connector, or undefined. */
  at(connector: number): KeptTransaction | undefined {
    return this.#open.findLast((tx) => tx.connector === connector);
  }

  /** The same again where it is repeated. `lost`: one that ran there and whose end was never told. Throws StoreError. */
  begin(news: BeginNews): {
    readonly tx: KeptTransaction;
    readonly lost?: KeptTransaction;
  } {
    const { connector, key, idTag, meterWh, atMs, theirs } = news;
    const known =
      this.#open.find((tx) => tx.key === key) ??
      (theirs === undefined ? this.#store.findKey(this.#identity, key) : this.#store.find(this.#identity, theirs));
    if (known !== undefined) return { tx: known };
    const lost = this.at(connector);
    const tx = this.#store.begin({
      ...{ identity: this.#identity, connector, key, localTx: randomUUID(), idTag },
      ...{ meterStartWh: meterWh, startedAtMs: atMs },
      ...(theirs === undefined ? {} : { theirs }),
    });
    this.#open.push(tx);
    const [oldest] = this.#open;
    // Its connectors may have any number: what never ends must not fill the disk.
    if (this.#open.length > mostOpen && oldest !== undefined)
      this.end(oldest, {
        endedAtMs: Math.max(atMs, oldest.startedAtMs),
        meterStopWh: oldest.meterStartWh,
        reason: 'Other',
      });
    return { tx, ...(lost === undefined ? {} : { lost }) };
  }

  /** Undefined: there never was such a transaction at this charge point. */
  find(theirs: string): KeptTransaction | undefined {
    return this.#open.find((tx) => theirsOf(tx) === theirs) ?? this.#store.find(this.#identity, theirs);
  }

  /** Throws StoreError. */
  end(tx: KeptTransaction, end: TransactionEnd): void {
    this.#store.end(tx.number, end);
    this.#open = this.#open.filter(({ number }) => number !== tx.number);
  }
}

/** Its id in the protocol. */
export const theirsOf = ({ theirs, number }: KeptTransaction): string => theirs ?? String(number);

export const runningOf = ({ localTx, idTag, meterStartWh, startedAtMs }: KeptTransaction): RunningTransaction => ({
  ...{ localTx, idTag, meterStartWh, startedAtMs },
});
