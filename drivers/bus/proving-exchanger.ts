import type { Clock } from '../../firmware/domain/clock.ts';
import type { Link, Outcome } from '../link/link.ts';
import { signatureOf } from '../link/reply.ts';
import { isRead, type ModbusRead, type ModbusRequest } from '../link/request.ts';
import { type Timers, wait } from '../link/timers.ts';
import { Doubts, repetitionMs } from './doubts.ts';
import {
  type CountOutcome,
  countedExchange,
  type Exchanger,
  type Order,
  type OrderOutcome,
  termsOf,
} from './exchanger.ts';
import { throwAwayReads, waysToRead } from './reply-lengths.ts';

/** Each answered throw-away read clears something; a device that needs more of them answers in no order at all. */
const mostThrowAways = 6;
/** Exceptions of a device that does not know the registers asked for: illegal function, address, value. */
const refusals: ReadonlySet<number> = new Set([1, 2, 3]);

export interface ProvingOptions {
  readonly link: Link;
  readonly count: CountOutcome;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * For RTU framing, where a reply names neither its request nor an address: an order goes out only in a form whose reply
 * cannot be an older one's (field/modbus.md §4). Forms differ in length by the spare registers behind a block; when none
 * is free of doubt, and for a read after every time-out of its unit, a throw-away read of another length goes first, and
 * its answer is the proof.
 */
export class ProvingExchanger implements Exchanger {
  readonly #options: ProvingOptions;
  readonly #doubts = new Doubts();
  /** Blocks that the device refused with their spare registers. */
  readonly #refusedSpare = new Set<string>();
  /** What each unit answered last: a read that is known to work. */
  readonly #lastRead = new Map<number, ModbusRead>();

  constructor(options: ProvingOptions) {
    this.#options = options;
  }

  heldUntilMs(order: Order, nowMs: number): number {
    const held = this.#waysOf(order).map((way) => {
      const signature = signatureOf(way);
      return this.#doubts.has(signature, nowMs) ? this.#doubts.heldUntilMs(signature) : Number.NEGATIVE_INFINITY;
    });
    return Math.min(...held);
  }

  async exchange(order: Order): Promise<OrderOutcome> {
    for (let throwAways = 0; throwAways <= mostThrowAways; throwAways++) {
      if (this.#nowMs() > order.deadlineMs) return { kind: 'expired' };
      const ways = this.#waysOf(order);
      const way = this.#echoIsOpen(order) || this.#isOwed(order) ? undefined : this.#freeOf(ways)[0];
      if (way !== undefined) {
        await this.#keepAnotherWayOpen(ways, way);
        const outcome = await this.#put(way, order);
        if (!this.#refusesSpare(order, way, outcome)) return outcome;
        continue;
      }
      const failure = await this.#throwAway(order, ways);
      if (failure !== undefined) return failure;
    }
    const message = 'older replies to this unit may still come';
    return { kind: 'notSent', fault: 'framing', cause: new Error(message) };
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #waysOf({ request, spare }: Order): ModbusRequest[] {
    if (!isRead(request)) return [request];
    return waysToRead(request, this.#refusedSpare.has(blockKey(request)) ? 0 : spare);
  }

  #freeOf(ways: readonly ModbusRequest[]): ModbusRequest[] {
    const nowMs = this.#nowMs();
    return ways.filter((way) => !this.#doubts.has(signatureOf(way), nowMs));
  }

  /** After a time-out a read waits for the barrier; a write repeats its value, and a set-point shall not wait. */
  #isOwed({ request }: Order): boolean {
    return isRead(request) && this.#doubts.owes(request.unitId, this.#nowMs());
  }

  /** The reply to a write of one value equals the request: whether the adapter echoes must be known before. */
  #echoIsOpen({ request }: Order): boolean {
    const repliesWithRequest = request.functionCode === 5 || request.functionCode === 6;
    return repliesWithRequest && this.#options.link.echo === 'unknown';
  }

  /**
   * The last free way waits until it can serve as proof for one of the others: a few milliseconds now in place of a
   * throw-away read at the next request of this block.
   */
  async #keepAnotherWayOpen(ways: readonly ModbusRequest[], way: ModbusRequest): Promise<void> {
    const others = ways.filter((other) => other !== way);
    if (others.length === 0 || this.#freeOf(others).length > 0) return;
    const fromMs = Math.min(...others.map((other) => this.#doubts.separableFromMs(signatureOf(other))));
    await this.#waitUntil(fromMs);
  }

  /** Undefined when something was cleared; else how the order ends with it. */
  async #throwAway(order: Order, ways: readonly ModbusRequest[]): Promise<OrderOutcome | undefined> {
    const nowMs = this.#nowMs();
    const taken = new Set(ways.map(signatureOf));
    for (const read of throwAwayReads(this.#placeOf(order))) {
      const signature = signatureOf(read);
      if (taken.has(signature) || this.#doubts.has(signature, nowMs)) continue;
      await this.#waitUntil(
        Math.max(
          Math.min(...ways.map((way) => this.#doubts.separableFromMs(signatureOf(way)))),
          this.#doubts.exceptionsOverAtMs(read.unitId, read.functionCode),
        ),
      );
      const outcome = await this.#put(read, order);
      return outcome.kind === 'reply' || outcome.kind === 'exception' ? undefined : outcome;
    }
    const cause = new Error('no reply length is free of doubt');
    return { kind: 'notSent', fault: 'framing', cause };
  }

  #placeOf({ request }: Order): ModbusRead {
    if (isRead(request)) return request;
    const known = this.#lastRead.get(request.unitId);
    const { unitId, address } = request;
    const writesBits = request.functionCode === 5 || request.functionCode === 15;
    return known ?? { unitId, functionCode: writesBits ? 1 : 3, address, quantity: 1 };
  }

  async #put(request: ModbusRequest, order: Order): Promise<Outcome> {
    const { link, count } = this.#options;
    const outcome = await countedExchange(link, count, request, termsOf(order));
    if (outcome.kind === 'notSent') return outcome;
    const { unitId, functionCode } = request;
    const exchanged = { unitId, functionCode, signature: signatureOf(request), sentAtMs: outcome.sentAtMs };
    if (outcome.kind === 'reply') {
      this.#doubts.replied(exchanged, outcome.repliedAtMs);
      if (isRead(request)) this.#lastRead.set(unitId, request);
    } else if (outcome.kind === 'exception') {
      this.#doubts.excepted(exchanged, outcome.repliedAtMs, order.timeoutMs);
    } else {
      // With the connection went what was under way on it; a gateway may still hand the reply to the next one.
      this.#doubts.unanswered(exchanged, outcome.fault === 'connect' ? 0 : order.timeoutMs);
    }
    return outcome;
  }

  #refusesSpare(order: Order, way: ModbusRequest, outcome: Outcome): boolean {
    const { request } = order;
    if (outcome.kind !== 'exception' || !refusals.has(outcome.code)) return false;
    if (!isRead(request) || way === request) return false;
    this.#refusedSpare.add(blockKey(request));
    return true;
  }

  async #waitUntil(atMs: number): Promise<void> {
    const ms = Math.min(repetitionMs, atMs - this.#nowMs());
    if (ms > 0) await wait(this.#options.timers, ms);
  }
}

function blockKey({ unitId, functionCode, address, quantity }: ModbusRead): string {
  return `${unitId}/${functionCode}/${address}/${quantity}`;
}
