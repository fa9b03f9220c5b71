import type { ToldMessage } from './told.ts';

interface Taken {
  readonly id: string;
  readonly action: string;
  readonly payload: string;
  readonly mark: number;
  readonly localTx: string | undefined;
}

interface StartParams {
  readonly idTag: string;
  readonly meterStart: number;
}
interface StopParams {
  readonly transactionId: number;
  readonly meterStop: number;
}
interface ValuesParams {
  readonly transactionId?: number;
  readonly meterValue: readonly {
    readonly sampledValue: readonly { readonly value: string; readonly measurand?: string }[];
  }[];
}

/** Meters of messages: `distinct`: each message has another; `rising`: two may be the same, for nothing was charged between. */
export type Marks = 'distinct' | 'rising';

/** What one station showed its backend, checked against what may be: order, ids of messages and of transactions. */
class StationTruth {
  readonly faults: string[] = [];
  readonly taken: Taken[] = [];
  repeated = 0;
  readonly #name: string;
  readonly #marks: Marks;
  readonly #ids = new Set<string>();
  /** Ids that the backend gave to a transaction, the last one counts; and the transaction of an id. */
  readonly #given = new Map<string, number>();
  readonly #named = new Map<number, string>();
  readonly #ended = new Set<string>();

  constructor(name: string, marks: Marks) {
    this.#name = name;
    this.#marks = marks;
  }

  take(id: string, action: string, params: object): void {
    const last = this.taken.at(-1);
    const payload = JSON.stringify(params);
    const mark = markOf(action, params);
    if (id === last?.id) {
      this.repeated += 1;
      if (last.payload !== payload) this.#fault(`${action} ${mark} was repeated with another content`);
      return;
    }
    if (this.#ids.has(id)) this.#fault(`${action} ${mark} was repeated after a later message`);
    this.#ids.add(id);
    if (this.#marks === 'distinct' && mark === last?.mark)
      this.#fault(`${action} ${mark} was repeated with another message id`);
    if (last !== undefined && mark < last.mark) this.#fault(`${action} ${mark} came after ${last.mark}`);
    this.taken.push({ id, action, payload, mark, localTx: this.#transactionOf(action, params, mark) });
  }

  gave(localTx: string, transactionId: number): void {
    this.#given.set(localTx, transactionId);
    this.#named.set(transactionId, localTx);
  }

  givenTo(localTx: string): number | undefined {
    return this.#given.get(localTx);
  }

  /** In the order in which they began. */
  transactions(): readonly { readonly idTag: string; readonly meterStart: number; readonly meterStop?: number }[] {
    const stopOf = (localTx: string | undefined) =>
      this.taken.find((one) => one.action === 'StopTransaction' && one.localTx === localTx)?.mark;
    return this.taken
      .filter(({ action }) => action === 'StartTransaction')
      .map(({ localTx = '', mark }) => {
        const meterStop = stopOf(localTx);
        return { idTag: localTx, meterStart: mark, ...(meterStop !== undefined && { meterStop }) };
      });
  }

  get sessions(): number {
    return this.#ended.size;
  }

  #transactionOf(action: string, params: object, mark: number): string | undefined {
    if (action === 'StartTransaction') {
      const { idTag } = params as StartParams;
      if (this.taken.some((one) => one.action === action && one.localTx === idTag)) this.#fault(`${idTag} began twice`);
      return idTag;
    }
    const { transactionId } = params as ValuesParams;
    if (transactionId === undefined) return undefined;
    const localTx = this.#named.get(transactionId);
    if (localTx === undefined || this.#given.get(localTx) !== transactionId)
      this.#fault(`${action} ${mark} is of transaction ${transactionId}, which is not the one that was given last`);
    else if (this.#ended.has(localTx)) this.#fault(`${action} ${mark} of ${localTx}, which is over`);
    if (action === 'StopTransaction' && localTx !== undefined) this.#ended.add(localTx);
    return localTx;
  }

  /** After everything was drained: all that was told is there, and every transaction that began has ended. */
  whole(told: readonly ToldMessage[]): void {
    const taken = new Map(this.taken.map((one) => [one.mark, one]));
    for (const { action, mark, localTx } of told) {
      const found = taken.get(mark);
      if (found?.action !== action || (found.localTx ?? '') !== localTx)
        this.#fault(`${action} ${mark} of ${localTx || 'no transaction'} is lost`);
    }
    for (const { action, localTx } of this.taken)
      if (action === 'StartTransaction' && !this.#ended.has(localTx ?? '')) this.#fault(`${localTx} never ended`);
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
    const messages = sum(({ taken }) => taken.length);
    return {
      sessions: sum(({ sessions }) => sessions),
      messages,
      /** Made just when the process was killed: on disk, but not told any more. */
      untold: messages - this.#told.length,
      repeated: sum(({ repeated }) => repeated),
      faults: stations.flatMap(([, { faults }]) => faults),
    };
  }
}

const energy = 'Energy.Active.Import.Register';

export function markOf(action: string, params: object): number {
  if (action === 'StartTransaction') return (params as StartParams).meterStart;
  if (action === 'StopTransaction') return (params as StopParams).meterStop;
  const samples = (params as ValuesParams).meterValue[0]?.sampledValue;
  const isEnergy = ({ measurand = energy }: { readonly measurand?: string }) => measurand === energy;
  return Number(samples?.find(isEnergy)?.value);
}
