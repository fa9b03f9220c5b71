import type { HistoryTier } from '../../domain/history.ts';
import { keptS } from './history-file.ts';

/** Steps that a person reads off a chart, s. Each is a whole number of rows of a tier. */
const niceSteps = [1, 10, 60, 300, 900, 3600, 21_600, 86_400] as const;

/** A page draws no more points than it has pixels. A month of quarter hours is 2,976. */
export const mostPoints = 3000;

/** Which rows answer a question. */
export interface Steps {
  readonly tier: HistoryTier;
  /** Rows of the tier in one step. */
  readonly rowsPerStep: number;
  readonly stepS: number;
  /** Begin of the first step, and end of the last, s since 1970; whole steps (UTC). */
  readonly fromS: number;
  readonly toS: number;
}

export interface SpanQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  /** Seconds; absent: the finest that has at most `mostSteps` steps. */
  readonly everyS?: number;
  readonly mostSteps?: number;
}

/** The steps of a span. What is too old to be there finely is given as finely as it is kept. */
export function stepsOf({ fromMs, toMs, everyS, mostSteps = mostPoints }: SpanQuestion, nowMs: number): Steps {
  const ageS = (nowMs - fromMs) / 1000;
  const kept = ageS <= keptS[1] ? 1 : ageS <= keptS[60] ? 60 : 900;
  const spanS = Math.max(0, toMs - fromMs) / 1000;
  const finest = Math.max(kept, everyS ?? niceSteps.find((step) => spanS / step <= mostSteps) ?? 86_400);
  const tier = finest % 900 === 0 ? 900 : finest % 60 === 0 ? 60 : 1;
  // Not a whole number of rows of what is kept so long: the next step that is.
  const stepS = tier < kept ? Math.ceil(finest / kept) * kept : finest;
  const rowsOf = Math.max(tier, kept) as HistoryTier;
  return {
    tier: rowsOf,
    rowsPerStep: stepS / rowsOf,
    stepS,
    fromS: Math.floor(fromMs / 1000 / stepS) * stepS,
    toS: Math.ceil(toMs / 1000 / stepS) * stepS,
  };
}
