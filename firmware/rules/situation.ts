import type { PhaseIndex } from '../domain/phases.ts';
import type { PriceSpan } from '../domain/prices.ts';
import type { CompiledRule } from './compile-rules.ts';

/** What a walk is about; one object may be used for all, it is only read. Times are ms. */
export interface Situation {
  /** Phases to look at; the lowest result counts. */
  phases: readonly PhaseIndex[];
  /** Voltages of the phases that will charge, together, V. */
  volts: number;
  /** The least and the most that means anything, in the unit of the list; without a car to be served as well. */
  min: number;
  max: number;
  /** The value before the first rule. */
  start: number;
  /** When the car was plugged in (monotonic), NaN without one; and how long ago that is. */
  pluggedAtMs: number;
  pluggedForMs: number;
  prices: readonly PriceSpan[];
  /** What tells one set of prices from another. */
  pricesSign: number;
  /** Sunday = 0; minute of the day in the site's time zone. */
  weekday: number;
  minute: number;
  nowMs: number;
  wallMs: number;
}

/** Where rules write to. True = taken. */
export interface RuleSink {
  write(name: string, value: number, rule: CompiledRule): boolean;
  trigger(name: string, ms: number, retrigger: boolean, rising: boolean, rule: CompiledRule): boolean;
}
