import type { Clock } from '../../firmware/domain/clock.ts';
import type { MbapFrame } from '../link/mbap.ts';
import type { Timers } from '../link/timers.ts';
import type { ProxyWork } from './proxy-work.ts';

/** Who asks by the proxy. */
export interface TurnTaker {
  /** Its next request, taken out; undefined: it has none. */
  next(): MbapFrame | undefined;
  answer(frame: MbapFrame, body: Buffer): void;
}

export interface TurnsOptions {
  readonly work: Pick<ProxyWork, 'answer'>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A fault of ours. */
  readonly onFault: (error: unknown) => void;
}

/** Even requests that never reach the line come no faster. */
const leastRestMs = 5;
const longestRestMs = 4_000;

/**
 * One request of the proxy at a time, each client in turn. After each the proxy rests as long as it took (longer after silence): whatever clients
 * ask, half of the line's time is not theirs, and never does more than one of theirs stand before a poll of ours.
 */
export class Turns {
  readonly #options: TurnsOptions;
  #takers: readonly TurnTaker[] = [];
  #isBusy = false;
  #isClosed = false;
  #cancelRest: (() => void) | undefined;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  add(taker: TurnTaker): void {
    this.#takers = [...this.#takers, taker];
  }

  remove(taker: TurnTaker): void {
    this.#takers = this.#takers.filter((other) => other !== taker);
  }

  /** Somebody may have a request. */
  wake(): void {
    if (this.#isBusy || this.#isClosed) return;
    for (const taker of this.#takers) {
      const frame = taker.next();
      if (frame === undefined) continue;
      // The last of the row next time.
      this.#takers = [...this.#takers.filter((other) => other !== taker), taker];
      this.#isBusy = true;
      void this.#serve(taker, frame);
      return;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRest?.();
  }

  async #serve(taker: TurnTaker, frame: MbapFrame): Promise<void> {
    const { work, clock, timers, onFault } = this.#options;
    const begunMs = clock.monotonicMs();
    let times = 1;
    try {
      const { body, restTimes } = await work.answer(frame.body);
      times = restTimes;
      if (!this.#isClosed) taker.answer(frame, body);
    } catch (error) {
      onFault(error);
    }
    if (this.#isClosed) return;
    const restMs = Math.min(longestRestMs, Math.max(leastRestMs, times * (clock.monotonicMs() - begunMs)));
    this.#cancelRest = timers.after(restMs, () => {
      this.#isBusy = false;
      this.wake();
    });
  }
}
