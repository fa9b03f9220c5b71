import type { Clock } from '../../firmware/domain/clock.ts';
import { type Bus, BusError } from '../bus/types.ts';
import { type ClientRequest, exceptionReply, exceptions, readClientRequest, readReply } from './client-request.ts';
import { type WriteRules, whyRefused } from './write-rules.ts';

/** What a unit wants of a request; a unit that nobody described gets the proxy's own. */
export interface UnitTimes {
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}

export interface ProxyWorkOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly rules: WriteRules;
  /** Undefined for a unit that the site does not have. */
  readonly timesOf: (unitId: number) => UnitTimes | undefined;
  /** A write that did not go out, in words. */
  readonly onRefused: (reason: string) => void;
}

const usualTimeoutMs = 500;
const longestTimeoutMs = 1_000;
/** A unit that the site does not have gets so long until it has answered once: clients like to ask who is there. */
const strangerTimeoutMs = 250;
/** The proxy as a whole rests so many times as long as an answer that did not come took: 20 % of the line at most. */
const restAfterSilence = 4;
/** Behind our own polls it waits so long for its turn; most clients give up after 3 s. */
const queueMs = 2_000;
/** A unit that does not answer costs a time-out; it is left alone for so many times as long: 5 % of the line at most. */
const restPerTimeout = 19;
const longestRestMs = 60_000;

/** What became of a request. */
export interface Answer {
  /** Unit and PDU. */
  readonly body: Buffer;
  /** How many times as long as it took the line is left to others. */
  readonly restTimes: number;
}

/** Answers one request of a client after the other, by the bus of the line and behind everything of our own. */
export class ProxyWork {
  readonly #options: ProxyWorkOptions;
  /** Units that did not answer, and until when they are not asked. */
  readonly #silentUntilMs = new Map<number, number>();
  /** Units that answered. */
  readonly #known = new Set<number>();

  constructor(options: ProxyWorkOptions) {
    this.#options = options;
  }

  /** The answer to unit and PDU of a request. Never rejects but for a fault of ours. */
  async answer(body: Buffer): Promise<Answer> {
    const asked = readClientRequest(body);
    const code = this.#refusal(asked);
    if (code !== undefined || asked.kind === 'refused')
      return { body: exceptionReply(body, code ?? exceptions.illegalFunction), restTimes: 1 };
    const { unitId } = asked.request;
    const begunMs = this.#nowMs();
    try {
      const reply = await this.#exchange(asked, body);
      this.#silentUntilMs.delete(unitId);
      this.#known.add(unitId);
      return { body: reply, restTimes: 1 };
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      const reply = exceptionReply(body, this.#codeOf(error, unitId, begunMs));
      return { body: reply, restTimes: this.#nowMs() < this.#restsUntilMs(unitId) ? restAfterSilence : 1 };
    }
  }

  #refusal(asked: ClientRequest): number | undefined {
    if (asked.kind === 'refused') return asked.code;
    const { rules, onRefused } = this.#options;
    const { unitId } = asked.request;
    if (asked.kind === 'write') {
      const refused = whyRefused(asked.request, rules);
      if (refused !== undefined) {
        onRefused(refused.reason);
        return refused.code;
      }
    } else if (rules.hasBroadcast && unitId === 0) return exceptions.noAnswer;
    return this.#nowMs() < this.#restsUntilMs(unitId) ? exceptions.noAnswer : undefined;
  }

  async #exchange(asked: Exclude<ClientRequest, { kind: 'refused' }>, body: Buffer): Promise<Buffer> {
    const { bus, timesOf } = this.#options;
    const { unitId } = asked.request;
    const times = timesOf(unitId);
    const isStranger = times === undefined && !this.#known.has(unitId);
    const { timeoutMs = isStranger ? strangerTimeoutMs : usualTimeoutMs, pauseMs = 0 } = times ?? {};
    const terms = { priority: 'slow', timeoutMs: Math.min(timeoutMs, longestTimeoutMs), pauseMs, queueMs } as const;
    if (asked.kind === 'read') {
      const { values } = await bus.read({ ...asked.request, ...terms });
      return readReply(asked.request, values);
    }
    await bus.write({ ...asked.request, ...terms });
    return body.subarray(0, 6);
  }

  #codeOf({ fault, exceptionCode }: BusError, unitId: number, begunMs: number): number {
    switch (fault) {
      case 'exception':
        this.#known.add(unitId);
        return exceptionCode ?? exceptions.noAnswer;
      case 'timeout':
      case 'mismatch':
      case 'framing': {
        const nowMs = this.#nowMs();
        this.#silentUntilMs.set(unitId, nowMs + Math.min(longestRestMs, restPerTimeout * (nowMs - begunMs)));
        return exceptions.noAnswer;
      }
      case 'connect':
      case 'closed':
        return exceptions.noPath;
      case 'expired':
      case 'replaced':
        return exceptions.busy;
    }
  }

  #restsUntilMs(unitId: number): number {
    return this.#silentUntilMs.get(unitId) ?? Number.NEGATIVE_INFINITY;
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}
