import type { ChargeState } from './device.ts';
import type { PerPhase } from './phases.ts';
import type { ReasonCode } from './reason.ts';
import type { FlowState } from './state.ts';

/**
 * What is kept of one thing that is measured or set. `measured` (A, W, V): mean, min and max; `setting` (an offer, a limit,
 * a price, a variable): the last value, min and max; `counter` (Wh): the last value, never averaged; `word` (a state, a
 * reason): the last one.
 */
export type SeriesKind = 'measured' | 'setting' | 'counter' | 'word';

/** A = ampere, W, V, Wh, ct = ct/kWh; empty: a number or a word. */
export type SeriesUnit = 'A' | 'W' | 'V' | 'Wh' | 'ct' | '';

/** One line of history. `name`: `chargePoint.E1.powerW`, `meter.M1.currentA.L1`, `flow.gridW`, `price.ct`, `variable.AVAIL`. */
export interface Series {
  readonly name: string;
  readonly kind: SeriesKind;
  readonly unit: SeriesUnit;
}

/** How far apart the values of a tier lie, s: kept for a day, a month, years. */
export const historyTiers = [1, 60, 900] as const;
export type HistoryTier = (typeof historyTiers)[number];

/** Values of a series at even steps; null = missing, never 0. */
export interface SeriesValues extends Series {
  /** Mean of what is measured, last of everything else; words are texts. */
  readonly values: readonly (number | string | null)[];
  /** Only where there is more than one value in a step. */
  readonly min?: readonly (number | null)[];
  readonly max?: readonly (number | null)[];
}

/** What a question to the history comes to; value `i` covers `everyS` seconds from `fromMs + i * everyS * 1000` (UTC). */
export interface HistoryAnswer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly everyS: number;
  readonly series: readonly SeriesValues[];
}

/** What a site looked like in one step of its history. */
export interface HistoryStep {
  /** Begin of the step, wall ms. */
  readonly atMs: number;
  /** Mean over the step. */
  readonly flow: FlowState;
  readonly price: { readonly ct: number | null; readonly level: number | null };
  /** By name as it is spelled; null = no value then. */
  readonly variables: Readonly<Record<string, number | null>>;
  /** By id. */
  readonly chargePoints: Readonly<Record<string, ChargePointThen>>;
}

export interface ChargePointThen {
  readonly state: ChargeState | null;
  readonly reason: ReasonCode | null;
  readonly offeredA: number | null;
  /** Mean over the step, building order. */
  readonly drawnA: PerPhase<number | null>;
  readonly powerW: number | null;
  /** The counter at the end of the step. */
  readonly energyWh: number | null;
}

/** A stretch of history, step by step, for code that walks it (dry run of rules). */
export interface HistoryWindow {
  readonly everyS: number;
  readonly steps: readonly HistoryStep[];
}

export interface HistoryWindowQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  /** Only these; absent: all. */
  readonly chargePoints?: readonly string[];
  /** Seconds; absent: as fine as what is kept allows within `mostSteps`. */
  readonly everyS?: number;
}

/** No window has more steps: ten days of minutes. */
export const mostWindowSteps = 14_400;

/** Reads history. Throws NetwachtError `tooMuch` for a window beyond its bound, StoreError `unreadable`. */
export interface HistoryReader {
  window(question: HistoryWindowQuestion): Promise<HistoryWindow>;
}
