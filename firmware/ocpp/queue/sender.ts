import type { Timers } from '../../../drivers/device/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import { filled, type KeptTransaction, type QueueChange } from '../../store/ocpp/queue-rows.ts';
import { StoreError } from '../../store/store-error.ts';
import { tooOldMs } from './age.ts';
import type { HeadMessage, KeptQueue } from './kept-queue.ts';
import type { Stamps } from './stamps.ts';
import { type RetrySettings, verdictOn } from './verdict.ts';

export interface SenderOptions {
  readonly kept: KeptQueue;
  readonly stamps: Stamps;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Calls the backend; resolves with its answer, rejects with CallFailed. */
  readonly send: (action: string, payload: object, messageId: string) => Promise<object>;
  readonly settings: () => RetrySettings;
  /** A message was delivered, after that is on disk. */
  readonly delivered: (message: HeadMessage, answer: object | undefined) => void;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

/** A link that is too busy, a disk that cannot be read, a clock that is not set: looked at again after so long. */
const lookAgainMs = 5000;
/** Messages that are given up in one go; each is a write. */
const droppedAtOnce = 50;
/** More than are made in the hour until the next look. */
const retiredAtOnce = 200;

/** Sends a queue, one message after the other; the next one only when the one before is answered, or given up. */
export class Sender {
  readonly #options: SenderOptions;
  #up = false;
  /** The message that was settled or dropped last: what is told of it later does not count. */
  #settledId: string | undefined;
  /** Counts links: what an earlier one tells late is not about this one. */
  #link = 0;
  #inFlight = false;
  #cancel: (() => void) | undefined;
  /** The message that waits after a failure, and until when. */
  #waits: { readonly id: string; readonly untilMs: number; readonly why: string } | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Why the head waits, while it does after a failure. */
  get failure(): string | undefined {
    return this.#waits?.why;
  }

  /** Whether messages may be sent. */
  get up(): boolean {
    return this.#up;
  }

  linkUp(): void {
    this.#link += 1;
    this.#inFlight = false;
    this.#up = true;
    this.pump();
  }

  linkDown(): void {
    this.#link += 1;
    this.#inFlight = false;
    this.#up = false;
    this.#cancel?.();
  }

  close(): void {
    this.linkDown();
  }

  /** Gives up what waits since before `beforeMs` (wall ms) on a link that is down: so many. Throws StoreError `unreadable`. */
  retire(beforeMs: number, why: string): number {
    let retired = 0;
    for (; !this.#up && retired < retiredAtOnce; retired += 1) {
      const message = this.#options.kept.head();
      if (message === undefined || tooOldMs(message) >= beforeMs) break;
      this.#drop(message, message.attempts, why);
    }
    return retired;
  }

  /** Sends what can be sent now. */
  pump(): void {
    if (!this.#up || this.#inFlight) return;
    this.#cancel?.();
    try {
      for (let dropped = 0; dropped < droppedAtOnce; dropped += 1) if (this.#next() !== 'dropped') return;
      this.#again(0);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#again(lookAgainMs);
    }
  }

  #next(): 'dropped' | 'done' {
    const { kept, stamps } = this.#options;
    const message = kept.head();
    if (message === undefined) return 'done';
    const waitMs = this.#waitMs(message);
    if (waitMs > 0) {
      this.#again(waitMs);
      return 'done';
    }
    const resolved = stamps.resolve(message);
    if (resolved === undefined) {
      this.#again(lookAgainMs);
      return 'done';
    }
    const { localTx, fill } = message;
    const transaction = localTx === undefined ? undefined : kept.transaction(localTx);
    if (fill && transaction?.backendTx === undefined) {
      this.#drop(message, message.attempts, 'the backend never took the begin of its transaction');
      return 'dropped';
    }
    if (resolved.guessed && transaction !== undefined && transaction.notes.timeGuessed !== true) {
      const notes = { ...transaction.notes, timeGuessed: true } as const;
      kept.commit([{ kind: 'transaction', transaction: { ...transaction, notes } }], false);
    }
    const payload = JSON.parse(resolved.text) as Record<string, unknown>;
    if (fill) payload.transactionId = transaction?.backendTx;
    this.#waits = undefined;
    this.#inFlight = true;
    void this.#send(message, payload, this.#link);
    return 'done';
  }

  /** Never rejects. */
  async #send(message: HeadMessage, payload: object, link: number): Promise<void> {
    const { send, log } = this.#options;
    try {
      let answer: object;
      try {
        answer = await send(message.action, payload, message.id);
      } catch (error) {
        if (link === this.#link) this.#failed(message, error);
        return;
      }
      // An answer counts whenever it comes: it names the message.
      if (link === this.#link) this.#inFlight = false;
      this.#settle(message, answer);
      this.pump();
    } catch (error) {
      log.error({ err: error, action: message.action }, 'the queue of an OCPP station failed');
      this.#again(lookAgainMs);
    }
  }

  #settle(message: HeadMessage, answer: object | undefined): void {
    if (message.id === this.#settledId) return;
    this.#settledId = message.id;
    const { kept, delivered } = this.#options;
    const { localTx, kind } = message;
    const transaction = localTx === undefined ? undefined : kept.transaction(localTx);
    const changed = transaction && answered(transaction, message, answer);
    const changes: QueueChange[] =
      changed === undefined || changed === transaction ? [] : [{ kind: 'transaction', transaction: changed }];
    kept.settle(message, changes, kind === 'start' || kind === 'stop');
    delivered(message, answer);
  }

  #failed(message: HeadMessage, error: unknown): void {
    const { kept, settings, clock, log } = this.#options;
    this.#inFlight = false;
    if (message.id === this.#settledId) {
      this.pump();
      return;
    }
    const verdict = verdictOn(error, message, settings());
    switch (verdict.what) {
      case 'delivered':
        log.warn({ err: error, action: message.action }, 'a backend answered with what breaks the schema');
        this.#settle(message, undefined);
        this.pump();
        return;
      case 'again':
        // Nothing more on this link; the next one begins with the same message.
        if (verdict.linkLost) this.linkDown();
        else this.#again(1000);
        return;
      case 'wait':
        this.#waits = { id: message.id, untilMs: clock.monotonicMs() + verdict.afterMs, why: verdict.why };
        kept.tried(message, verdict.attempts, clock.wallMs() + verdict.afterMs);
        break;
      case 'drop':
        this.#drop(message, verdict.attempts, verdict.why);
    }
    this.pump();
  }

  #drop(message: HeadMessage, attempts: number, why: string): void {
    const { kept, clock, log } = this.#options;
    const { id, localTx, kind, action, createdMs } = message;
    const payload = this.#asSent(message);
    this.#settledId = id;
    const dropped = { id, localTx, kind, action, payload, createdMs, droppedMs: clock.wallMs(), attempts, why };
    const transaction = localTx === undefined ? undefined : kept.transaction(localTx);
    const changes: QueueChange[] = [{ kind: 'dropped', dropped }];
    if (transaction !== undefined && kind === 'start') {
      const notes = { ...transaction.notes, startGivenUp: true } as const;
      changes.push({ kind: 'transaction', transaction: { ...transaction, notes } });
    }
    if (transaction !== undefined && kind === 'stop')
      changes.push({ kind: 'transaction', transaction: { ...transaction, state: 'done' } });
    log.error(
      { action, id, localTx, attempts, why },
      'a message to an OCPP backend was given up; it is in the list of dropped ones',
    );
    kept.settle(message, changes, kind === 'start' || kind === 'stop');
  }

  /** For people: as it would have been sent, as far as that is known. */
  #asSent(message: HeadMessage): string {
    const { kept, stamps } = this.#options;
    let text = message.payload;
    try {
      text = stamps.resolve(message)?.text ?? text;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
    const { fill, localTx } = message;
    return filled(text, fill && localTx !== undefined ? kept.transaction(localTx)?.backendTx : undefined);
  }

  /** How long a message waits after a failure. After a restart by the wall clock, never longer than it would have been. */
  #waitMs({ id, attempts, nextMs }: HeadMessage): number {
    if (attempts === 0) return 0;
    const { clock, settings } = this.#options;
    if (this.#waits?.id !== id) {
      const mostMs = attempts * Math.max(0, settings().retryIntervalS) * 1000;
      const leftMs = Math.min(mostMs, Math.max(0, (nextMs ?? 0) - clock.wallMs()));
      this.#waits = { id, untilMs: clock.monotonicMs() + leftMs, why: 'it failed before' };
    }
    return this.#waits.untilMs - clock.monotonicMs();
  }

  #again(afterMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.timers.after(afterMs, () => this.pump());
  }
}

/** What the answer changes: the backend's id of it, what it says of the tag, and that it is done. */
function answered(transaction: KeptTransaction, { kind }: HeadMessage, answer: object | undefined): KeptTransaction {
  const { transactionId, idTagInfo, idTokenInfo } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const said = idTagInfo ?? idTokenInfo;
  const told = typeof said === 'object' && said !== null ? said : undefined;
  let changed = transaction;
  if (kind === 'start' && typeof transactionId === 'number') changed = { ...changed, backendTx: transactionId };
  if (told !== undefined && kind !== 'stop') changed = { ...changed, answer: told };
  return kind === 'stop' ? { ...changed, state: 'done' } : changed;
}
