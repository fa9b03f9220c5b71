import type { LimitPeriod } from '../../firmware/api/shapes.ts';
import { call, type Outcome } from './request.ts';

/** A series of `GET /api/v1/history`; null: no value. */
export interface HistorySeries {
  readonly name: string;
  readonly values: readonly (number | string | null)[];
  /** The lowest of each step, where there is more than one. */
  readonly min?: readonly (number | null)[];
}

/** Value `i` of a series covers `everyS` seconds from `from + i * everyS`. */
export interface HistoryAnswer {
  readonly from: string;
  readonly to: string;
  readonly everyS: number;
  readonly series: readonly HistorySeries[];
}

export interface HistoryQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly string[];
  /** Seconds; absent: as fine as the box thinks right. */
  readonly everyS?: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

function queryOf({ fromMs, toMs, series, everyS }: HistoryQuestion): URLSearchParams {
  return new URLSearchParams({
    from: iso(fromMs),
    to: iso(toMs),
    series: series.join(),
    ...(everyS === undefined ? {} : { every: String(everyS) }),
  });
}

/** A year of quarter hours takes a small box a moment. */
const longestMs = 60_000;

export const readHistory = (question: HistoryQuestion): Promise<Outcome<HistoryAnswer>> =>
  call('GET', `history?${queryOf(question)}`, undefined, { longestMs });

/** The same as a file that the box makes. */
export const historyCsv = (question: HistoryQuestion): string => `/api/v1/history?${queryOf(question)}&format=csv`;

/** What limited the site between two times, oldest first. */
export const readLimits = (fromMs: number, toMs: number) =>
  call<{ readonly limits: readonly LimitPeriod[] }>(
    'GET',
    `grid/limits?${new URLSearchParams({ from: iso(fromMs), to: iso(toMs) })}`,
    undefined,
    { longestMs },
  );
