import type { Authoriser, PlaceEvent, TagInfo } from '../ports.ts';
import type { KeptTransaction } from './charge-box-store.ts';
import type { Connector } from './connector.ts';
import type { BeginNews, EndNews } from './driver.ts';
import type { Transactions } from './transactions.ts';

export interface BoxTransactionsOptions {
  readonly transactions: Transactions;
  readonly connectorOf: (number: number) => Connector | undefined;
  readonly authoriser: Authoriser;
  readonly note: (sentence: string) => void;
}

export const refused: TagInfo = { status: 'Invalid' };

/**
 * What a charge point says of the begin and end of transactions, put on disk and told inside before it is answered. Where
 * either fails it gets no answer that would end its repetitions; what was told then is told again, by the same name.
 */
export class BoxTransactions {
  readonly #o: BoxTransactionsOptions;
  /** Transactions whose beginning was told since we started. */
  readonly #told = new Set<string>();

  constructor(options: BoxTransactionsOptions) {
    this.#o = options;
  }

  /** Throws StoreError, or what a listener threw. */
  async begin(news: BeginNews): Promise<{ readonly number: number; readonly info: TagInfo }> {
    const { transactions, connectorOf, authoriser, note } = this.#o;
    const connector = connectorOf(news.connector);
    const { tx, lost } = transactions.begin(news);
    if (lost !== undefined) this.#endLost(lost, news);
    if (connector === undefined) {
      note(`a transaction began at connector ${news.connector}, which is not in the site: it is refused`);
      return { number: tx.number, info: refused };
    }
    const { localTx, idTag, number } = tx;
    if (!this.#told.has(localTx) && tx.end === undefined) {
      const { meterWh, atMs, trigger } = news;
      connector.began({ kind: 'begin', localTx, idTag, meterWh, atMs, trigger });
      this.#told.add(localTx);
    }
    return { number, info: await authoriser.authorise(connector.device, news.idTag) };
  }

  /** Undefined: nobody has shown a tag, or nothing is known of it. Throws as `begin` does. */
  async end({ theirs, meterWh, atMs, reason, idTag, values }: EndNews): Promise<TagInfo | undefined> {
    const { transactions, connectorOf, authoriser, note } = this.#o;
    const tx = transactions.find(theirs);
    if (tx === undefined) note(`the end of transaction ${theirs} was told, of which nothing is known`);
    const connector = tx && connectorOf(tx.connector);
    if (tx !== undefined && tx.end === undefined)
      this.#over(tx, {
        ...{ kind: 'end', localTx: tx.localTx, meterWh, atMs, reason, values },
        ...(idTag === undefined ? {} : { idTag }),
      });
    if (idTag === undefined || connector === undefined) return undefined;
    // Who began it may end it; what a list says of another does not keep him from it.
    return tx?.idTag === idTag ? { status: 'Accepted' } : authoriser.authorise(connector.device, idTag);
  }

  /** Its end was never told: it ended where the next one begins. */
  #endLost(lost: KeptTransaction, { meterWh, atMs }: BeginNews): void {
    this.#o.note(`the end of transaction ${lost.number} was never told; it ends where the next one begins`);
    const stopWh = Math.max(lost.meterStartWh, meterWh);
    const endMs = Math.max(lost.startedAtMs, atMs);
    const { localTx } = lost;
    this.#over(lost, { kind: 'end', localTx, meterWh: stopWh, atMs: endMs, reason: 'PowerLoss', values: [] });
  }

  /** Told before it is on disk: where the one comes to nothing, the other does not say that it was done. */
  #over(tx: KeptTransaction, event: Extract<PlaceEvent, { kind: 'end' }>): void {
    const connector = this.#o.connectorOf(tx.connector);
    connector?.ended(event);
    const { atMs, meterWh, reason } = event;
    this.#o.transactions.end(tx, { endedAtMs: atMs, meterStopWh: meterWh, reason });
    this.#told.delete(tx.localTx);
    connector?.transactionChanged();
  }
}
