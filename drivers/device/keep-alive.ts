import type { Clock } from '../../firmware/domain/clock.ts';
import type { Control, Period } from '../definitions/control-schema.ts';
import { holds, type LastValue } from './condition.ts';
import type { Timers } from './timers.ts';

export interface KeepAliveOptions {
  readonly keepAlive: NonNullable<Control['keepAlive']>;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly lastValue: LastValue;
  /** Unit of the quantity a period is taken from. */
  readonly unitOf: (quantity: string) => string;
  /** Nothing is written before the loop has offered. */
  readonly mayWrite: () => boolean;
  /** When the device last answered anything. */
  readonly lastGoodMs: () => number | undefined;
  readonly read: () => void;
  readonly refresh: () => void;
  readonly write: (quantity: string, functionCode: 5 | 6 | 15 | 16, value: number) => void;
}

/** Shortest period: a device that claims less is not believed. */
const shortestMs = 500;

/** Tells a device in time that somebody is there. */
export class KeepAlive {
  readonly #o: KeepAliveOptions;
  #cancel: (() => void) | undefined;

  constructor(options: KeepAliveOptions) {
    this.#o = options;
  }

  start(): void {
    this.stop();
    this.#cancel = this.#o.timers.after(this.periodMs, () => {
      this.start();
      this.beat();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  get periodMs(): number {
    return periodMs(this.#o.keepAlive.every, this.#o.lastValue, this.#o.unitOf);
  }

  /** One sign of life now. */
  beat(): void {
    const { keepAlive, lastValue, mayWrite, clock, lastGoodMs, read, refresh, write } = this.#o;
    if (keepAlive.kind === 'anyRead') {
      // Polling usually does it: only a device that heard nothing lately is asked.
      if (clock.monotonicMs() - (lastGoodMs() ?? Number.NEGATIVE_INFINITY) >= this.periodMs / 2) read();
      return;
    }
    if (!mayWrite()) return;
    if (keepAlive.kind === 'rewriteSetpoint') {
      refresh();
      return;
    }
    if (keepAlive.onlyIf !== undefined && !holds(keepAlive.onlyIf, lastValue)) return;
    const value = typeof keepAlive.value === 'string' ? lastValue(keepAlive.value) : keepAlive.value;
    if (typeof value === 'number') write(keepAlive.quantity, keepAlive.fc, value);
  }
}

function periodMs(every: Period, lastValue: LastValue, unitOf: (quantity: string) => string): number {
  if ('ms' in every) return every.ms;
  const held = lastValue(every.of);
  if (typeof held !== 'number' || held <= 0) return every.elseMs;
  return Math.max(shortestMs, (unitOf(every.of) === 's' ? held * 1000 : held) / every.divide);
}
