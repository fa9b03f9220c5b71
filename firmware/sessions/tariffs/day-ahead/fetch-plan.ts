import type { PriceSpan } from '../../../domain/prices.ts';
import { type CalendarDay, calendarDays, shownOffsetMs } from '../../../formula/shown-time.ts';
import { within } from '../levels.ts';
import type { AskedTime } from './price-source.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Exchanges publish tomorrow's prices about noon, servers of prices in the early afternoon. */
export const publishedAtHour = 13;
/** The mean that levels stand beside is over today and the two days before. */
const daysBack = 2;
const firstRetryMs = minuteMs;
const longestRetryMs = 30 * minuteMs;
/** A good answer that lacks tomorrow: not published yet. */
const notYetMs = 15 * minuteMs;

/** What is known of one source of prices. */
export interface FetchFacts {
  readonly timeZone: string;
  readonly spans: readonly PriceSpan[];
  readonly wallMs: number;
  /** Dates of days gone by that a good answer has left open: they will not come any more. */
  readonly given: ReadonlySet<string>;
  /** How much later than others this box asks for tomorrow, so that not all of them ask in one second. */
  readonly spreadMs?: number;
}

/** The days that prices should be known of now: those before, and today with tomorrow once that is told. */
export function wantedDays({ timeZone, wallMs, spreadMs = 0 }: Omit<FetchFacts, 'spans' | 'given'>): {
  readonly before: readonly CalendarDay[];
  readonly due: readonly CalendarDay[];
} {
  // The longest day has 25 hours.
  const days = calendarDays(timeZone, wallMs - daysBack * dayMs, wallMs + 26 * hourMs);
  const today = days.findIndex(({ fromMs, toMs }) => fromMs <= wallMs && wallMs < toMs);
  const shownMs = wallMs + (shownOffsetMs(timeZone, wallMs) ?? 0);
  const isTold = shownMs % dayMs >= publishedAtHour * hourMs + spreadMs;
  return { before: days.slice(Math.max(0, today - daysBack), today), due: days.slice(today, today + (isTold ? 2 : 1)) };
}

/** Whether prices are known of every moment of a time. */
export function isCovered(spans: readonly PriceSpan[], { fromMs, toMs }: Omit<CalendarDay, 'date'>): boolean {
  const known = within(spans, { fromMs, toMs }).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  return known >= toMs - fromMs;
}

/** What has to be asked for, in one request from the first day that lacks a price to the last; undefined: nothing. */
export function missingTime(facts: FetchFacts): AskedTime | undefined {
  const { before, due } = wantedDays(facts);
  const open = [...before.filter(({ date }) => !facts.given.has(date)), ...due];
  const missing = open.filter((day) => !isCovered(facts.spans, day));
  const [first, last] = [missing[0], missing.at(-1)];
  return first && last && { fromMs: first.fromMs, toMs: last.toMs, firstDate: first.date, lastDate: last.date };
}

/** When to ask again. `failures`: answers in a row that brought nothing new. `notYet`: the last one was good, but has no tomorrow. */
export const retryAfterMs = (failures: number, notYet: boolean): number =>
  notYet ? notYetMs : Math.min(longestRetryMs, firstRetryMs * 2 ** Math.max(0, failures - 1));
