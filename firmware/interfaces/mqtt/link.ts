import { BrokerSession, type SessionOptions } from '../../../drivers/messages/broker-session.ts';
import { BrokerFault } from '../../../drivers/messages/open-broker.ts';
import type { Clock } from '../../domain/clock.ts';

export interface LinkOptions extends Omit<SessionOptions, 'signal' | 'onEnd' | 'credentials' | 'place'> {
  /** Asked for each connection anew: passwords and certificates change. Throws a BrokerFault of the layer `config`. */
  readonly place: () => SessionOptions['place'];
  readonly credentials: () => SessionOptions['credentials'];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onUp: (session: BrokerSession) => void;
  readonly onDown: (fault: BrokerFault) => void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A connection that held so long begins a new row of tries. */
const heldMs = 30_000;

/** Pause before the next try after `failures` in a row: 1, 2, 4 … 60 s, each by up to a quarter less or more. */
export const pauseMs = (failures: number, random: number): number =>
  Math.round(Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 10), longestPauseMs) * (0.75 + 0.5 * random));

/** Keeps up one connection to the broker for as long as it lives. */
export class BrokerLink {
  readonly #o: LinkOptions;
  readonly #ended = new AbortController();
  #session: BrokerSession | undefined;
  #failures = 0;
  #upMs = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(options: LinkOptions) {
    this.#o = options;
  }

  start(): void {
    void this.#try();
  }

  /** Tries at once: a password or a certificate was set. */
  retry(): void {
    if (this.#session !== undefined || this.#cancelRetry === undefined) return;
    this.#cancelRetry();
    this.#cancelRetry = undefined;
    void this.#try();
  }

  async end(): Promise<void> {
    this.#cancelRetry?.();
    const session = this.#session;
    this.#session = undefined;
    await session?.end(this.#o.timers);
    this.#ended.abort();
  }

  async #try(): Promise<void> {
    const { onUp, onDown, clock, timers, random } = this.#o;
    try {
      const session = await BrokerSession.open({
        ...this.#o,
        place: this.#o.place(),
        credentials: this.#o.credentials(),
        signal: this.#ended.signal,
        onEnd: (fault) => this.#down(fault),
      });
      if (this.#ended.signal.aborted) {
        await session.end(timers);
        return;
      }
      this.#session = session;
      this.#upMs = clock.monotonicMs();
      onUp(session);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#failures += 1;
      onDown(error instanceof BrokerFault ? error : new BrokerFault('mqtt', 'failed', String(error), error));
      this.#retryIn(pauseMs(this.#failures, random()));
    }
  }

  #down(fault: BrokerFault): void {
    if (this.#ended.signal.aborted) return;
    this.#session = undefined;
    const { clock, random, onDown } = this.#o;
    if (clock.monotonicMs() - this.#upMs >= heldMs) this.#failures = 0;
    this.#failures += 1;
    onDown(fault);
    this.#retryIn(pauseMs(this.#failures, random()));
  }

  #retryIn(waitMs: number): void {
    this.#cancelRetry = this.#o.timers.after(waitMs, () => {
      this.#cancelRetry = undefined;
      void this.#try();
    });
  }
}
