import type { BudgetPeriod } from '../../domain/site/tag-functions.ts';
import { calendarDays } from '../../formula/shown-time.ts';

const dayMs = 86_400_000;

/** The periods that the calendar gives; `session` and `once` begin with something else. */
export type CalendarPeriod = Exclude<BudgetPeriod, 'session' | 'once'>;

/** Today on the calendar of a site, and when its periods began, wall ms. */
export interface CalendarNow {
  /** Of today: first moment, and that of tomorrow. */
  readonly fromMs: number;
  readonly toMs: number;
  startOf(period: CalendarPeriod): number;
}

/** Weeks begin on Monday. Undefined for a time zone that this machine does not know. */
export function calendarNow(timeZone: string, wallMs: number): CalendarNow | undefined {
  const today = calendarDays(timeZone, wallMs, wallMs + 1)[0];
  if (today === undefined) return undefined;
  const shownMs = Date.parse(today.date);
  const shown = new Date(shownMs);
  const first: Record<CalendarPeriod, number> = {
    day: shownMs,
    week: shownMs - ((shown.getUTCDay() + 6) % 7) * dayMs,
    month: Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), 1),
    year: Date.UTC(shown.getUTCFullYear(), 0, 1),
  };
  const starts = new Map<CalendarPeriod, number>();
  return {
    fromMs: today.fromMs,
    toMs: today.toMs,
    startOf(period) {
      // The calendar is dear to read, and asked after every cycle.
      const known = starts.get(period);
      if (known !== undefined) return known;
      const startMs = period === 'day' ? today.fromMs : beginOf(timeZone, first[period], today.fromMs);
      starts.set(period, startMs);
      return startMs;
    },
  };
}

/** When a date of the calendar begins; where a zone has left it out, the next one that there is. */
function beginOf(timeZone: string, shownMs: number, latestMs: number): number {
  const date = new Date(shownMs).toISOString().slice(0, 10);
  const day = calendarDays(timeZone, shownMs - dayMs, shownMs + 2 * dayMs).find((each) => each.date >= date);
  return Math.min(day?.fromMs ?? latestMs, latestMs);
}
