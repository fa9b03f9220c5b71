import { type ShownMessage, shownMessage } from './shown-message.ts';
import type { ToldMessage } from './told.ts';

interface Taken extends ShownMessage {
  readonly id: string;
  readonly action: string;
  readonly payload: string;
  /** Of the message before where it carries none. */
  readonly mark: number;
  readonly localTx: string | undefined;
}

export interface SeenTransaction {
  readonly idTag: string;
  readonly meterStart: number;
  readonly meterStop: number | undefined;
}

/** Meters of messages: `distinct`: each message has another; `rising`: two may be the same, for nothing was charged between. */
export type Marks = 'distinct' | 'rising';

/**
 * What one station showed its backend, checked against what may be: order, ids of messages and of transactions, numbers of 2.0.1.
 * The name of a transaction is its tag in 1.6, where only the backend gives ids, and our own in 2.0.1.
 */
class StationTruth {
  readonly faults: string[] = [];
  readonly taken: Taken[] = [];
  repeated = 0;
  readonly #name: string;
  readonly #marks: Marks;
  readonly #ids = new Set<string>();
  /** Ids that were given to a transaction, the last one counts; and the transaction of an id. */
  readonly #given = new Map<string, number | string>();
  readonly #named = new Map<number | string, string>();
  readonly #seqNos = new Map<string, number>();
  readonly #ended = new Set<string>();

  constructor(name: string, marks: Marks) {
    this.#name = name;
    this.#marks = marks;
  }

  take(id: string, action: string, params: object): void {
    const shown = shownMessage(action, params);
    if (shown === undefined) return;
    const last = this.taken.at(-1);
    const payload = JSON.stringify(params);
    const mark = shown.mark ?? last?.mark ?? 0;
    const what = `${action} ${mark}`;
    if (id === last?.id) {
      this.repeated += 1;
      if (last.payload !== payload) this.#fault(`${what} was repeated with another content`);
      return;
    }
    if (this.#ids.has(id)) this.#fault(`${what} was repeated after a later message`);
    this.#ids.add(id);
    if (this.#marks === 'distinct' && mark === last?.mark) this.#fault(`${what} was repeated with another message id`);
    if (last !== undefined && mark < last.mark) this.#fault(`${what} came after ${last.mark}`);
    this.taken.push({ ...shown, id, action, payload, mark, localTx: this.#transactionOf(shown, what) });
  }

  gave(localTx: string, transactionId: number | string): void {
    this.#given.set(localTx, transactionId);
    this.#named.set(transactionId, localTx);
  }

  givenTo(localTx: string): number | string | undefined {
    return this.#given.get(localTx);
  }

  /** In the order in which they began. */
  transactions(): readonly SeenTransaction[] {
    return this.taken
      .filter(({ kind }) => kind === 'start')
      .map(({ localTx, idTag = '', mark }) => ({
        ...{ idTag, meterStart: mark },
        meterStop: this.taken.find((one) => one.kind === 'stop' && one.localTx === localTx)?.mark,
      }));
  }

  get sessions(): number {
    return this.#ended.size;
  }

  #transactionOf({ kind, idTag, transactionId, seqNo }: ShownMessage, what: string): string | undefined {
    if (kind === 'start') {
      const localTx = transactionId === undefined ? idTag : String(transactionId);
      if (this.taken.some((one) => one.kind === kind && one.localTx === localTx)) this.#fault(`${localTx} began twice`);
      if (localTx !== undefined && transactionId !== undefined) this.gave(localTx, transactionId);
      this.#follow(localTx, seqNo, what);
      return localTx;
    }
    if (transactionId === undefined) return undefined;
    const localTx = this.#named.get(transactionId);
    if (localTx === undefined || this.#given.get(localTx) !== transactionId)
      this.#fault(`${what} is of transaction ${transactionId}, which is not the one that was given last`);
    else if (this.#ended.has(localTx)) this.#fault(`${what} of ${localTx}, which is over`);
    this.#follow(localTx, seqNo, what);
    if (kind === 'stop' && localTx !== undefined) this.#ended.add(localTx);
    return localTx;
  }

  /** Numbers of a transaction in 2.0.1 have no gap: not even a meter value is lost. */
  #follow(localTx: string | undefined, seqNo: number | undefined, what: string): void {
    if (localTx === undefined || seqNo === undefined) return;
    const wanted = (this.#seqNos.get(localTx) ?? -1) + 1;
    if (seqNo !== wanted) this.#fault(`${what} of ${localTx} has the number ${seqNo}, not ${wanted}`);
    this.#seqNos.set(localTx, seqNo);
  }

  /** After everything was drained: all that was told is there, and every transaction that began has ended. */
  whole(told: readonly ToldMessage[]): void {
    const taken = new Map(this.taken.map((one) => [one.mark, one]));
    for (const { action, mark, localTx } of told) {
      const found = taken.get(mark);
      if (found?.action !== action || (found.localTx ?? '') !== localTx)
        this.#fault(`${action} ${mark} of ${localTx || 'no transaction'} is lost`);
    }
    for (const { kind, localTx } of this.taken)
      if (kind === 'start' && !this.#ended.has(localTx ?? '')) this.#fault(`${localTx} never ended`);
  }

  #fault(what: string): void {
    this.faults.push(`${this.#name}: ${what}`);
  }
}

/** The backend's book of all stations. */
export class BackendTruth {
  readonly #marks: Marks;
  readonly #stations = new Map<string, StationTruth>();
  readonly #told: ToldMessage[] = [];

  constructor(marks: Marks = 'distinct') {
    this.#marks = marks;
  }

  of(station: string): StationTruth {
    const known = this.#stations.get(station) ?? new StationTruth(station, this.#marks);
    this.#stations.set(station, known);
    return known;
  }

  told(message: ToldMessage): void {
    this.#told.push(message);
  }

  figures() {
    const stations = [...this.#stations.entries()];
    for (const [name, station] of stations) station.whole(this.#told.filter((one) => one.station === name));
    const sum = (of: (station: StationTruth) => number) => stations.reduce((total, [, one]) => total + of(one), 0);
    return {
      sessions: sum(({ sessions }) => sessions),
      messages: sum(({ taken }) => taken.length),
      repeated: sum(({ repeated }) => repeated),
      faults: stations.flatMap(([, { faults }]) => faults),
    };
  }
}
