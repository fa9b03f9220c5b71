import type { Clock } from '../../firmware/domain/clock.ts';
import type { Link, Outcome } from '../link/link.ts';
import { openLink } from '../link/open-link.ts';
import { checkRequest, type ModbusRequest } from '../link/request.ts';
import { systemTimers, type Timers } from '../link/timers.ts';
import { directExchanger, type Exchanger, type Order, type OrderOutcome } from './exchanger.ts';
import { LineCounters } from './line-counters.ts';
import { ProvingExchanger } from './proving-exchanger.ts';
import { RequestQueue } from './request-queue.ts';
import {
  type Bus,
  BusError,
  type BusFault,
  type LineConfig,
  type LineHealth,
  type Priority,
  type ReadReply,
  type ReadRequest,
  type WriteReply,
  type WriteRequest,
} from './types.ts';

/** A line that waits with this many requests has lost its way. */
const mostWaiting = 1_000;

/** The bus of a line; it opens the line with its first request. Sockets and ports are real, so are its timers. */
export function openBus(config: LineConfig, deps: { clock: Clock }): Bus {
  const { clock } = deps;
  const link = openLink(config, { clock, timers: systemTimers });
  return new LineBus({ line: config.id, link, clock, timers: systemTimers });
}

export interface LineBusOptions {
  /** Id of the line, for errors. */
  readonly line: string;
  readonly link: Link;
  readonly clock: Clock;
  readonly timers: Timers;
}

type Answer = Extract<Outcome, { kind: 'reply' }>;

interface Entry extends Order {
  readonly priority: Priority;
  readonly key: string | undefined;
  readonly enqueuedAtMs: number;
  readonly cancelExpiry: () => void;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** One queue and one outstanding request for all units of a line. */
export class LineBus implements Bus {
  readonly #options: LineBusOptions;
  readonly #exchanger: Exchanger;
  readonly #queue = new RequestQueue<Entry>();
  readonly #counters: LineCounters;
  #current: Entry | undefined;
  #cancelHold: (() => void) | undefined;
  /** Who waits for the silence its device wants before a request. */
  #silenceFor: Entry | undefined;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: LineBusOptions) {
    this.#options = options;
    const { link, clock, timers } = options;
    this.#counters = new LineCounters(clock);
    const count = (outcome: Outcome): void => this.#counters.count(outcome);
    this.#exchanger = link.tellsRepliesApart
      ? directExchanger(link, count)
      : new ProvingExchanger({ link, count, clock, timers });
  }

  get health(): LineHealth {
    const { connected, reconnects, strayFrames } = this.#options.link;
    return { connected, reconnects, strayFrames, queueLength: this.#queue.length, ...this.#counters.figures };
  }

  async read(request: ReadRequest): Promise<ReadReply> {
    const { unitId, functionCode, address, quantity, spare = 0 } = request;
    const { values, sentAtMs } = await this.#enqueue({ unitId, functionCode, address, quantity }, request, spare);
    return { values: values.slice(0, quantity), requestedAtMs: sentAtMs };
  }

  async write(request: WriteRequest): Promise<WriteReply> {
    const { unitId, functionCode, address, values, key } = request;
    const modbus = { unitId, functionCode, address, values: [...values] };
    const { sentAtMs, repliedAtMs } = await this.#enqueue(modbus, request, 0, key);
    return { requestedAtMs: sentAtMs, repliedAtMs };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelHold?.();
    for (const entry of this.#queue.items) this.#fail(entry, 'closed', 'the line was closed');
    if (this.#current !== undefined) this.#fail(this.#current, 'closed', 'the line was closed');
    await this.#options.link.close();
  }

  async #enqueue(
    request: ModbusRequest,
    terms: Pick<ReadRequest, 'priority' | 'timeoutMs' | 'queueMs' | 'pauseMs'> | WriteRequest,
    spare: number,
    key?: string,
  ): Promise<Answer> {
    checkRequest(request);
    const { unitId } = request;
    if (this.#isClosed) throw this.#error('closed', 'the line is closed', unitId);
    if (this.#queue.length >= mostWaiting) throw this.#error('expired', 'too many requests wait', unitId);
    const { priority, timeoutMs, queueMs, pauseMs = 0 } = terms;
    const enqueuedAtMs = this.#options.clock.monotonicMs();
    const deadlineMs = enqueuedAtMs + queueMs;
    return new Promise((resolve, reject) => {
      const cancelExpiry = this.#options.timers.after(queueMs, () => {
        if (this.#current === entry) return;
        this.#counters.waited(queueMs, true);
        this.#fail(entry, 'expired', `waited ${queueMs} ms without its turn`);
      });
      const order = { request, spare, timeoutMs, pauseMs, deadlineMs };
      const entry: Entry = { ...order, priority, key, enqueuedAtMs, cancelExpiry, resolve, reject };
      this.#place(entry);
      this.#pump();
    });
  }

  /** A set-point that still waits gives its place to the later one: the last one wins, and a stream of them still gets its turn. */
  #place(entry: Entry): void {
    const { key, request } = entry;
    const replaced =
      key === undefined
        ? undefined
        : this.#queue.replace(entry, (waiting) => waiting.key === key && waiting.request.unitId === request.unitId);
    if (replaced === undefined) this.#queue.add(entry);
    else this.#fail(replaced, 'replaced', 'a later value took its place');
  }

  #pump(): void {
    if (this.#current !== undefined || this.#isClosed || this.#queue.length === 0) return;
    this.#cancelHold?.();
    this.#cancelHold = undefined;
    const nowMs = this.#options.clock.monotonicMs();
    let readyAtMs = Number.POSITIVE_INFINITY;
    const isReady = (waiting: Entry): boolean => {
      const heldUntilMs = this.#exchanger.heldUntilMs(waiting, nowMs);
      readyAtMs = Math.min(readyAtMs, heldUntilMs);
      return heldUntilMs <= nowMs;
    };
    const waiter = this.#silenceFor;
    const isKept = waiter !== undefined && this.#queue.items.includes(waiter) && isReady(waiter);
    const next = this.#queue.peek((waiting) => isReady(waiting) && (!isKept || mayBreakSilence(waiting, waiter)));
    const silentAtMs = next === undefined ? nowMs : this.#endedAtMs + next.pauseMs;
    this.#silenceFor = silentAtMs > nowMs ? next : undefined;
    if (this.#silenceFor !== undefined) readyAtMs = silentAtMs;
    const entry = this.#silenceFor === undefined ? this.#queue.take((waiting) => waiting === next) : undefined;
    if (entry === undefined) {
      this.#cancelHold = this.#options.timers.after(Math.max(1, readyAtMs - nowMs), () => this.#pump());
      return;
    }
    this.#current = entry;
    this.#counters.waited(nowMs - entry.enqueuedAtMs);
    entry.cancelExpiry();
    void this.#serve(entry).then(() => {
      this.#current = undefined;
      this.#endedAtMs = this.#options.clock.monotonicMs();
      this.#pump();
    });
  }

  async #serve(entry: Entry): Promise<void> {
    const { clock } = this.#options;
    const begunMs = clock.monotonicMs();
    try {
      const outcome = await this.#exchanger.exchange(entry);
      if (outcome.kind !== 'notSent') this.#counters.wasBusy(clock.monotonicMs() - begunMs);
      if (outcome.kind === 'reply') entry.resolve(outcome);
      else this.#failWith(entry, outcome);
    } catch (error) {
      // A fault of ours; the caller learns of it as it is, and the line goes on.
      entry.reject(error);
    }
  }

  #failWith(entry: Entry, outcome: Exclude<OrderOutcome, Answer>): void {
    if (outcome.kind === 'expired') this.#fail(entry, 'expired', 'its time passed before the line was ready for it');
    else if (outcome.kind === 'notSent') this.#fail(entry, outcome.fault, outcome.cause.message, outcome.cause);
    else if (outcome.kind === 'unanswered') this.#fail(entry, outcome.fault, outcome.message, outcome.cause);
    else {
      const message = `unit ${entry.request.unitId} answered with exception ${outcome.code}`;
      entry.reject(this.#error('exception', message, entry.request.unitId, { exceptionCode: outcome.code }));
    }
  }

  /** Ends an entry that waits or is being served; a second end has no effect. */
  #fail(entry: Entry, fault: BusFault, message: string, cause?: Error): void {
    entry.cancelExpiry();
    this.#queue.remove(entry);
    entry.reject(this.#error(fault, message, entry.request.unitId, cause && { cause }));
  }

  #error(fault: BusFault, message: string, unitId: number, more?: { exceptionCode?: number; cause?: Error }): BusError {
    const { line } = this.#options;
    return new BusError(fault, `line ${line}, unit ${unitId}: ${message}`, { line, unitId, ...more });
  }
}

/** While the line is kept silent for one device, what is urgent goes to another. */
const mayBreakSilence = (waiting: Entry, waiter: Entry): boolean =>
  waiting === waiter || waiting.priority === 'write' || waiting.priority === 'keepAlive';
