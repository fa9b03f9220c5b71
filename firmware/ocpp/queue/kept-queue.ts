import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type {
  KeptTransaction,
  MessageKind,
  QueueChange,
  QueueName,
  WaitingMessage,
} from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';

/** A message at the head of the queue; `n` absent: the disk has not taken it yet. */
export interface HeadMessage extends Omit<WaitingMessage, 'n' | 'attempts' | 'nextMs'> {
  n: number | undefined;
  attempts: number;
  nextMs: number | undefined;
}

/** What goes to disk at once. */
interface Batch {
  changes: readonly QueueChange[];
  readonly messages: HeadMessage[];
  readonly durable: boolean;
}

export interface KeptQueueOptions {
  readonly store: OcppStore;
  readonly name: QueueName;
  readonly log: { error(facts: object, message: string): void };
}

/** Meter values that wait in memory for a disk that refuses: beyond it every second one is left out. */
const mostInMemory = 2000;

/**
 * The queue of one station, on disk; behind it, in memory and in their order, changes that the disk has refused so far.
 * Transactions that are not done are known in memory as they stand.
 */
export class KeptQueue {
  readonly #options: KeptQueueOptions;
  readonly #transactions = new Map<string, KeptTransaction>();
  #batches: Batch[] = [];
  /** Messages that are not on disk, in order. */
  #tail: HeadMessage[] = [];
  /** The last message on disk that is settled, though the disk has not taken that. */
  #settled = 0;
  #loaded = false;
  #messages = 0;
  #bytes = 0;
  #unseen = 0;
  /** Of the store, when that was counted. */
  #timesSeen = 0;

  constructor(options: KeptQueueOptions) {
    this.#options = options;
  }

  get messages(): number {
    this.#tryLoad();
    return this.#messages;
  }

  get bytes(): number {
    this.#tryLoad();
    return this.#bytes;
  }

  /** Dropped messages about money that nobody has seen. */
  get unseen(): number {
    this.#tryLoad();
    if (this.#loaded && this.#timesSeen !== this.#options.store.timesSeen()) this.#trySee();
    return this.#unseen;
  }

  /** True while something waits for a disk that refuses. */
  get unwritten(): boolean {
    return this.#batches.length > 0;
  }

  transaction(localTx: string): KeptTransaction | undefined {
    this.#tryLoad();
    return this.#transactions.get(localTx);
  }

  /** Not done, oldest first. */
  running(): readonly KeptTransaction[] {
    this.#tryLoad();
    return [...this.#transactions.values()];
  }

  /** The oldest message. Throws StoreError `unreadable`, `inUse`: what is on disk goes first. */
  head(): HeadMessage | undefined {
    this.#load();
    return this.#options.store.first(this.#options.name, this.#settled) ?? this.#tail[0];
  }

  /** Never throws for a disk that refuses: then it waits in memory. */
  commit(changes: readonly QueueChange[], durable: boolean): void {
    const messages: HeadMessage[] = [];
    for (const change of changes)
      if (change.kind === 'message') {
        messages.push({ ...change.message, n: undefined, attempts: 0, nextMs: undefined });
        this.#messages += 1;
        this.#bytes += Buffer.byteLength(change.message.payload);
      } else if (change.kind === 'transaction') this.#set(change.transaction);
      else if (change.kind === 'dropped' && change.dropped.kind !== 'event') this.#unseen += 1;
    this.#tail.push(...messages);
    this.#batches.push({ changes, messages, durable });
    this.flush();
  }

  /** The message is done with, delivered or dropped: it goes, together with other changes. */
  settle(message: HeadMessage, changes: readonly QueueChange[], durable: boolean): void {
    this.#messages -= 1;
    this.#bytes -= Buffer.byteLength(message.payload);
    if (message.n === undefined) {
      this.#forget(message);
      this.commit(changes, durable);
      return;
    }
    this.#settled = message.n;
    this.commit([{ kind: 'gone', n: message.n, id: message.id }, ...changes], durable);
  }

  tried(message: HeadMessage, attempts: number, nextMs: number | undefined): void {
    message.attempts = attempts;
    message.nextMs = nextMs;
    if (message.n !== undefined)
      this.commit([{ kind: 'tried', n: message.n, id: message.id, attempts, nextMs }], false);
  }

  /**
   * Leaves out every second message of a kind that lies behind the head: how many. Of a transaction it is noted. Throws StoreError
   * `notPersisted`.
   */
  thin(kind: MessageKind): number {
    const { store, name } = this.#options;
    const head = this.head();
    if (head?.n === undefined) return 0;
    let sum = 0;
    const changes: QueueChange[] = [];
    for (const [localTx, count] of store.thin(name, kind, head.n)) {
      sum += count;
      const transaction = localTx === undefined ? undefined : this.#transactions.get(localTx);
      if (transaction !== undefined) changes.push({ kind: 'transaction', transaction: leftOut(transaction, count) });
    }
    const counted = store.count(name);
    this.#messages = counted.messages + this.#tail.length;
    this.#bytes = counted.bytes + this.#tail.reduce((bytes, { payload }) => bytes + Buffer.byteLength(payload), 0);
    if (changes.length > 0) this.commit(changes, true);
    return sum;
  }

  /** Writes what waits, in its order, as far as the disk takes it. */
  flush(): void {
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      if (!this.#write(batch)) return;
      this.#batches.shift();
    }
    this.#settled = 0;
  }

  #write(batch: Batch): boolean {
    const { store, name, log } = this.#options;
    try {
      const numbers = store.write(name, batch.changes, { durable: batch.durable });
      this.#tail = this.#tail.filter((message) => !batch.messages.includes(message));
      for (const [k, message] of batch.messages.entries()) {
        message.n = numbers[k];
        if (message.attempts > 0) this.#batches.push(triedBatch(message));
      }
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code !== 'refused') {
        this.#thinTail();
        return false;
      }
      log.error({ err: error }, 'a change of the queue of an OCPP station cannot be stored');
      this.#giveUp(batch, error.message);
      return true;
    }
  }

  /** What cannot be stored at all must not hold up what comes behind it, nor be sent after that: it goes into the list. */
  #giveUp({ messages }: Batch, why: string): void {
    this.#tail = this.#tail.filter((message) => !messages.includes(message));
    const changes = messages.map(({ id, localTx, kind, action, payload, createdMs, attempts }): QueueChange => {
      this.#messages -= 1;
      this.#bytes -= Buffer.byteLength(payload);
      if (kind !== 'event') this.#unseen += 1;
      const dropped = { id, localTx, kind, action, payload, createdMs, droppedMs: createdMs, attempts, why };
      return { kind: 'dropped', dropped };
    });
    if (changes.length > 0) this.#batches.push({ changes, messages: [], durable: true });
  }

  #set(transaction: KeptTransaction): void {
    if (transaction.state === 'done') this.#transactions.delete(transaction.localTx);
    else this.#transactions.set(transaction.localTx, transaction);
  }

  #forget(message: HeadMessage): void {
    this.#tail = this.#tail.filter((one) => one !== message);
    for (const batch of this.#batches) {
      const place = batch.messages.indexOf(message);
      if (place < 0) continue;
      batch.messages.splice(place, 1);
      batch.changes = batch.changes.filter((change) => change.kind !== 'message' || change.message.id !== message.id);
    }
  }

  #thinTail(): void {
    const values = this.#tail.slice(1).filter(({ kind }) => kind === 'values');
    if (values.length < mostInMemory) return;
    for (const message of values.filter((_, k) => k % 2 === 1)) {
      this.#forget(message);
      this.#messages -= 1;
      this.#bytes -= Buffer.byteLength(message.payload);
      const transaction = message.localTx === undefined ? undefined : this.#transactions.get(message.localTx);
      if (transaction === undefined) continue;
      const changed = leftOut(transaction, 1);
      this.#set(changed);
      this.#batches.push({ changes: [{ kind: 'transaction', transaction: changed }], messages: [], durable: false });
    }
    this.#options.log.error(
      { ...this.#options.name },
      'meter values for an OCPP backend were thinned: the disk refuses',
    );
  }

  #tryLoad(): void {
    try {
      this.#load();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  /** Somebody has seen dropped messages: how many are left is on disk. */
  #trySee(): void {
    const { store, name } = this.#options;
    try {
      this.flush();
      if (this.unwritten) return;
      this.#unseen = store.count(name).unseen;
      this.#timesSeen = store.timesSeen();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #load(): void {
    if (this.#loaded) return;
    const { store, name } = this.#options;
    const { messages, bytes, unseen } = store.count(name);
    const known = store.running(name);
    this.#timesSeen = store.timesSeen();
    this.#loaded = true;
    this.#messages += messages;
    this.#bytes += bytes;
    this.#unseen += unseen;
    const since = [...this.#transactions];
    this.#transactions.clear();
    for (const transaction of known) this.#transactions.set(transaction.localTx, transaction);
    for (const [localTx, transaction] of since) this.#transactions.set(localTx, transaction);
  }
}

/** A note on the transaction: messages about it were left out. */
export const leftOut = (transaction: KeptTransaction, count: number): KeptTransaction => ({
  ...transaction,
  notes: { ...transaction.notes, thinned: (transaction.notes.thinned ?? 0) + count },
});

const triedBatch = ({ n = 0, id, attempts, nextMs }: HeadMessage): Batch => ({
  changes: [{ kind: 'tried', n, id, attempts, nextMs }],
  messages: [],
  durable: false,
});
