import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { StoreHealth } from '../health.ts';
import { setAside } from '../set-aside.ts';
import { isDamage, readError, systemCode, writeError } from '../store-error.ts';
import { OcppFile } from './ocpp-file.ts';
import type { OcppReading } from './ocpp-reading.ts';
import type {
  DroppedMessage,
  KeptTransaction,
  MessageKind,
  QueueChange,
  QueueCount,
  QueueName,
  TooOld,
  WaitingMessage,
} from './queue-rows.ts';
import { ocppCopyName, ocppName } from './schema.ts';

/**
 * Messages about money that wait for backends, on disk. Reads throw StoreError `unreadable`, `inUse`; writes `notPersisted`
 * and `refused`, with nothing kept.
 */
export interface OcppStore {
  /**
   * All of it or nothing, on disk when it returns: safe from a kill, with `durable` from a power cut too, and in the copy.
   * Returns the numbers of new messages, in their order.
   */
  write(name: QueueName, changes: readonly QueueChange[], options: { readonly durable: boolean }): readonly number[];
  /** Leaves out every second message of a kind in each transaction, after a message: how many, by transaction. */
  thin(name: QueueName, kind: MessageKind, after: number): ReadonlyMap<string | undefined, number>;
  /** A backend is configured no more: its messages go into the list of dropped ones. Returns how many. */
  giveUp(name: QueueName, why: string): number;
  /** The oldest message with a higher number. */
  first(name: QueueName, after: number): WaitingMessage | undefined;
  count(name: QueueName): QueueCount;
  /** Transactions that are not done, oldest first. */
  running(name: QueueName): readonly KeptTransaction[];
  /** The latest transactions, newest first. */
  recent(name: QueueName, limit: number): readonly KeptTransaction[];
  /** Every queue that there ever was: one of a backend that is configured no more may still have messages. */
  queues(): readonly QueueName[];
  /** Messages that were given up, newest first; those with a lower number than `before`. */
  dropped(limit: number, before?: number): readonly DroppedMessage[];
  /** What is too old of the list of dropped messages and of transactions that are done goes, of one queue. */
  forget(name: QueueName, tooOld: TooOld): void;
  /** Somebody has seen the dropped messages up to this one. */
  see(upTo: number): void;
  /** How often somebody has, since the program started: what a queue knows of the seen ones is old then. */
  timesSeen(): number;
  /** True wall time less ms since a start of the system; undefined: the clock was never set in that run. */
  offsetOf(boot: string): number | undefined;
  putOffset(boot: string, offsetMs: number): void;
  close(): void;
}

/** Opens the file when it is first needed: a disk that is full or broken at the start stops nothing. */
export class OcppStoreOnDisk implements OcppStore {
  readonly #options: { readonly dir: string; readonly clock: Clock; readonly health: StoreHealth };
  #file: OcppFile | undefined;
  #timesSeen = 0;

  constructor(options: { readonly dir: string; readonly clock: Clock; readonly health: StoreHealth }) {
    this.#options = options;
  }

  write(name: QueueName, changes: readonly QueueChange[], options: { readonly durable: boolean }): readonly number[] {
    const numbers = this.#write((file) => file.write(name, changes, options.durable));
    if (options.durable || this.#file?.behind === true) this.#follow();
    return numbers;
  }

  thin(name: QueueName, kind: MessageKind, after: number): ReadonlyMap<string | undefined, number> {
    return this.#write((file) => file.thin(name, kind, after));
  }

  giveUp(name: QueueName, why: string): number {
    const given = this.#write((file) => file.giveUp(name, this.#options.clock.wallMs(), why));
    this.#follow();
    return given;
  }

  first(name: QueueName, after: number): WaitingMessage | undefined {
    return this.#ofQueue(name, (reading, queue) => reading.first(queue, after));
  }

  count(name: QueueName): QueueCount {
    const none = { messages: 0, bytes: 0, unseen: 0 };
    return this.#ofQueue(name, (reading, queue) => reading.count(queue)) ?? none;
  }

  running(name: QueueName): readonly KeptTransaction[] {
    return this.#ofQueue(name, (reading, queue) => reading.running(queue)) ?? [];
  }

  recent(name: QueueName, limit: number): readonly KeptTransaction[] {
    return this.#ofQueue(name, (reading, queue) => reading.recent(queue, limit)) ?? [];
  }

  queues(): readonly QueueName[] {
    return this.#read(({ reading }) => reading.queues());
  }

  dropped(limit: number, before: number = Number.MAX_SAFE_INTEGER): readonly DroppedMessage[] {
    return this.#read(({ reading }) => reading.dropped(limit, before));
  }

  forget(name: QueueName, tooOld: TooOld): void {
    this.#write((file) => file.forget(name, tooOld));
  }

  see(upTo: number): void {
    this.#write((file) => file.see(upTo));
    this.#timesSeen += 1;
    this.#follow();
  }

  timesSeen(): number {
    return this.#timesSeen;
  }

  offsetOf(boot: string): number | undefined {
    return this.#read(({ reading }) => reading.offsetOf(boot));
  }

  putOffset(boot: string, offsetMs: number): void {
    this.#write((file) => file.putOffset(boot, offsetMs));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #ofQueue<T>(name: QueueName, use: (reading: OcppReading, queue: number) => T): T | undefined {
    return this.#read(({ reading }) => {
      const queue = reading.queue(name);
      return queue === undefined ? undefined : use(reading, queue);
    });
  }

  #write<T>(use: (file: OcppFile) => T): T {
    const { health } = this.#options;
    try {
      const result = this.#use(use);
      health.clear('store:ocpp');
      return result;
    } catch (cause) {
      const error = writeError(cause, ocppName, 'messages to backends');
      const message = `messages to OCPP backends cannot be written (${systemCode(cause) ?? 'error'}); they wait in memory`;
      health.raise({ id: 'store:ocpp', severity: 'fault', code: 'notPersisted', what: ocppName, message });
      throw error;
    }
  }

  #follow(): void {
    const { health } = this.#options;
    try {
      this.#use((file) => file.follow());
      health.clear('store:ocppCopy');
    } catch (error) {
      const system = systemCode(error);
      if (system === undefined) throw error;
      const message = `the copy of the messages to OCPP backends is behind (${system})`;
      health.raise({
        ...{ id: 'store:ocppCopy', severity: 'warning', code: 'notPersisted', what: ocppCopyName, message },
      });
    }
  }

  #read<T>(use: (file: OcppFile) => T): T {
    try {
      return this.#use(use);
    } catch (error) {
      throw readError(error, ocppName);
    }
  }

  #use<T>(use: (file: OcppFile) => T): T {
    const { dir, clock } = this.#options;
    const nowMs = () => clock.wallMs();
    try {
      this.#file ??= this.#opened(new OcppFile(dir, nowMs));
      return use(this.#file);
    } catch (error) {
      if (this.#file === undefined || !isDamage(error)) throw error;
      // Damaged in the middle: the file is set aside, and the copy goes on in its place.
      this.#file.close();
      this.#file = undefined;
      const aside = setAside(join(dir, ocppName), clock.wallMs());
      this.#file = this.#opened(new OcppFile(dir, nowMs), aside);
      return use(this.#file);
    }
  }

  #opened(file: OcppFile, aside = file.aside): OcppFile {
    if (aside !== undefined)
      this.#options.health.raise({
        ...{ id: 'store:ocppAside', severity: 'fault', code: 'storeSetAside', what: aside },
        message: `the file of messages to OCPP backends was damaged and is set aside as ${aside}; its copy holds now`,
      });
    return file;
  }
}
