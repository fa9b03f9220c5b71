import { randomUUID } from 'node:crypto';
import type { Timers } from '../../../drivers/device/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { HealthState } from '../../domain/state.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { KeptTransaction, MessageKind, QueueChange, QueueName } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';
import { Age } from './age.ts';
import { type HeadMessage, KeptQueue, leftOut } from './kept-queue.ts';
import type { Build, MadeMessage } from './made-message.ts';
import { queueHealth } from './queue-health.ts';
import { Sender } from './sender.ts';
import type { Stamps } from './stamps.ts';
import type { RetrySettings } from './verdict.ts';

export type { Build, MadeMessage, Numbering } from './made-message.ts';

export interface Delivered {
  readonly kind: MessageKind;
  readonly action: string;
  readonly localTx: string | undefined;
  /** Valid by the schema; undefined: the backend answered with what breaks it. */
  readonly answer: object | undefined;
}

export interface TransactionQueueOptions {
  readonly store: OcppStore;
  readonly name: QueueName;
  readonly stamps: Stamps;
  readonly clock: Clock;
  readonly timers: Timers;
  /** RpcPeer.call of the link that is up: resolves with the answer, rejects with CallFailed. */
  readonly send: (action: string, payload: object, messageId: string) => Promise<object>;
  readonly settings: () => RetrySettings;
  /** A message was answered and is off the queue; what the answer says of the tag is kept with the transaction. */
  readonly onDelivered: (delivered: Delivered) => void;
  readonly log: {
    warn(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  /** Of waiting messages; absent: eight days of a value a minute. */
  readonly most?: { readonly messages: number; readonly bytes: number };
}

const usualMost = { messages: 12_000, bytes: 16 * 1_048_576 };
/** A disk that refuses is asked again after so long. */
const flushAgainMs = 10_000;
/** Security events that wait; beyond it the latest are left out. */
const mostEvents = 500;
const longestLocalTx = 36;

/**
 * Messages about money of one station to its backend: kept on disk until they are answered, sent in their order, repeated with
 * the same message id only. See docs/ocpp-queue.md. Never throws for a disk that refuses.
 */
export class TransactionQueue {
  readonly #options: TransactionQueueOptions;
  readonly #kept: KeptQueue;
  readonly #sender: Sender;
  readonly #age: Age;
  readonly #most: { readonly messages: number; readonly bytes: number };
  #events = 0;
  #thinned = 0;
  #full = false;
  #cancelFlush: (() => void) | undefined;
  #closed = false;

  constructor(options: TransactionQueueOptions) {
    this.#options = options;
    this.#most = options.most ?? usualMost;
    const { store, name, stamps, clock, timers, send, settings, log } = options;
    this.#kept = new KeptQueue({ store, name, log });
    this.#sender = new Sender({
      ...{ kept: this.#kept, stamps, clock, timers, send, settings, log },
      delivered: (message, answer) => this.#delivered(message, answer),
    });
    this.#age = new Age({ store, name, clock, stamps, sender: this.#sender });
  }

  /** The stamp of a moment that our clock called `atMs`, for payloads; without it, of now. */
  stamp(atMs?: number): string {
    return this.#options.stamps.stamp(atMs);
  }

  /** False: this transaction runs already, nothing was done. `document`: what the station needs to go on after a restart. */
  begin(
    given: {
      readonly localTx: string;
      readonly connector: number;
      readonly idTag: string | undefined;
      readonly atMs?: number;
      readonly document: object;
    },
    build: Build,
  ): boolean {
    const { localTx, connector, idTag, document } = given;
    if (localTx.length === 0 || localTx.length > longestLocalTx)
      throw new RangeError(`a transaction's own name has 1 to ${longestLocalTx} characters, not ${localTx.length}`);
    if (this.#kept.transaction(localTx) !== undefined) return false;
    const began = this.stamp(given.atMs);
    const blank: KeptTransaction = {
      ...{ localTx, connector, idTag, backendTx: undefined, state: 'open', seqNo: 0, began, ended: undefined },
      ...{ answer: undefined, notes: {}, document },
    };
    return this.#add('start', blank, build);
  }

  /**
   * Meter values, of a transaction or of none. False: that transaction is not known or over, nothing was done; or there is no
   * room, which is noted on the transaction. `document`: as with `keep`, in the same write.
   */
  values(localTx: string | undefined, build: Build, document?: object): boolean {
    if (localTx === undefined) return this.#room(undefined) && this.#add('values', undefined, build);
    return this.#more('values', localTx, build, document);
  }

  /** Something else about a transaction that runs (2.0.1). False as with `values`. */
  update(localTx: string, build: Build, document?: object): boolean {
    return this.#more('update', localTx, build, document);
  }

  /** False: that transaction is not known or over, nothing was done. */
  end(localTx: string, build: Build, atMs?: number): boolean {
    const transaction = this.#open(localTx);
    if (transaction === undefined) return false;
    const ended = this.stamp(atMs);
    return this.#add('stop', transaction, build, { state: 'ended', ended });
  }

  /** What is no money but must arrive: security events. False: too many wait. */
  event(message: MadeMessage): boolean {
    if (this.#events >= mostEvents) return false;
    this.#events += 1;
    return this.#add('event', undefined, () => message);
  }

  /** What the station needs to go on with a transaction after a restart. */
  keep(localTx: string, document: object): void {
    const transaction = this.#open(localTx);
    if (transaction === undefined) return;
    this.#commit([{ kind: 'transaction', transaction: { ...transaction, document } }], false);
  }

  /** Transactions that run, oldest first; after a restart as before. `answer`: what the backend said of the tag, if it did. */
  open(): readonly KeptTransaction[] {
    return this.#kept.running().filter(({ state }) => state === 'open');
  }

  /** One that is not done, by the backend's id of it (1.6). */
  byBackendTx(backendTx: number): KeptTransaction | undefined {
    return this.#kept.running().findLast((one) => one.backendTx === backendTx);
  }

  /** One that is not done. */
  transaction(localTx: string): KeptTransaction | undefined {
    return this.#kept.transaction(localTx);
  }

  /** Messages may be sent: after the backend has accepted us (BootNotification). */
  linkUp(): void {
    this.#options.stamps.keep();
    this.#sender.linkUp();
    // Not before: what is old is sent where there is a link.
    this.#age.look();
  }

  linkDown(): void {
    this.#sender.linkDown();
  }

  /** The clock was set, or the backend told the time. */
  clockSet(): void {
    this.#options.stamps.keep();
    this.#sender.pump();
  }

  /** Messages that wait. */
  waiting(): number {
    return this.#kept.messages;
  }

  /** What is wrong with this queue; `since` is for the caller to keep. */
  health(): readonly Omit<HealthState, 'since'>[] {
    const { unseen, messages } = this.#kept;
    const { name } = this.#options;
    return queueHealth({
      ...{ name, unseen, waiting: messages, thinned: this.#thinned, full: this.#full, failure: this.#sender.failure },
    });
  }

  close(): void {
    this.#closed = true;
    this.#sender.close();
    this.#cancelFlush?.();
    if (!this.#kept.unwritten) return;
    this.#kept.flush();
    if (this.#kept.unwritten)
      this.#options.log.error(
        { ...this.#options.name },
        'messages about money that the disk refuses are lost: the station ends',
      );
  }

  #open(localTx: string): KeptTransaction | undefined {
    const transaction = this.#kept.transaction(localTx);
    return transaction?.state === 'open' ? transaction : undefined;
  }

  #more(kind: 'values' | 'update', localTx: string, build: Build, document: object | undefined): boolean {
    const before = this.#open(localTx);
    if (before === undefined) return false;
    const fits = this.#room(before);
    // Where room was made, that is noted on it by now.
    const transaction = this.#open(localTx);
    const change = document && { document };
    if (fits && transaction !== undefined) return this.#add(kind, transaction, build, change);
    if (document !== undefined) this.keep(localTx, document);
    return false;
  }

  /** State and message go to disk together, or not at all. */
  #add(
    kind: MessageKind,
    transaction: KeptTransaction | undefined,
    build: Build,
    change?: Partial<KeptTransaction>,
  ): true {
    const localTx = transaction?.localTx;
    let seqNo: number | undefined;
    const seq = () => (seqNo ??= transaction?.seqNo ?? 0);
    const { action, payload, fill = false } = build({ localTx: localTx ?? '', seqNo: seq, offline: !this.#sender.up });
    const message = {
      ...{ id: randomUUID(), localTx, kind, action, payload: JSON.stringify(payload), fill },
      ...this.#options.stamps.now(),
    };
    const counted = transaction && seqNo !== undefined ? { ...transaction, seqNo: seqNo + 1 } : transaction;
    const changed = counted && change ? { ...counted, ...change } : counted;
    const changes: QueueChange[] = [];
    if (changed !== undefined && (changed !== transaction || kind === 'start'))
      changes.push({ kind: 'transaction', transaction: changed });
    this.#options.stamps.keep();
    this.#commit([...changes, { kind: 'message', message }], kind === 'start' || kind === 'stop');
    this.#age.look();
    this.#sender.pump();
    return true;
  }

  #commit(changes: readonly QueueChange[], durable: boolean): void {
    this.#kept.commit(changes, durable);
    this.#flushLater();
  }

  #flushLater(): void {
    if (this.#closed || !this.#kept.unwritten || this.#cancelFlush !== undefined) return;
    this.#cancelFlush = this.#options.timers.after(flushAgainMs, () => {
      this.#cancelFlush = undefined;
      this.#kept.flush();
      this.#flushLater();
    });
  }

  /** Makes room by leaving out every second meter value, then every second update; never begin or end of a transaction. */
  #room(transaction: KeptTransaction | undefined): boolean {
    const fits = () => this.#kept.messages < this.#most.messages && this.#kept.bytes < this.#most.bytes;
    if (fits()) {
      this.#full = false;
      return true;
    }
    if (!this.#full)
      try {
        const left = this.#kept.thin('values') + (fits() ? 0 : this.#kept.thin('update'));
        this.#thinned += left;
        // Where there is little left to thin it is not tried with each value.
        this.#full = left < this.#most.messages / 20;
        const facts = { ...this.#options.name, left };
        this.#options.log.error(facts, 'the queue of an OCPP station was full: every second meter value was left out');
        if (fits()) return true;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    const now = transaction && this.#kept.transaction(transaction.localTx);
    if (now !== undefined) this.#commit([{ kind: 'transaction', transaction: leftOut(now, 1) }], false);
    this.#thinned += 1;
    return false;
  }

  #delivered({ kind, action, localTx }: HeadMessage, answer: object | undefined): void {
    if (kind === 'event') this.#events = Math.max(0, this.#events - 1);
    this.#flushLater();
    try {
      this.#options.onDelivered({ kind, action, localTx, answer });
    } catch (error) {
      this.#options.log.error({ err: error, action }, 'the answer to a message of an OCPP station could not be used');
    }
  }
}
