import { calendarDays, shownOffsetMs } from '../../firmware/formula/shown-time.ts';

/** The calendar and the clock on the wall of a time zone (IANA): the page shows those of the site, wherever it is looked at. */

const hourMs = 3_600_000;

/** The zone of this browser: for what stands there before the box has spoken. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A zone that this browser knows: an old one may not know a new name; then its own. */
export const knownZone = (timeZone: string): string =>
  shownOffsetMs(timeZone, 0) === undefined ? browserZone() : timeZone;

/** What the clock there shows at a moment, as a Date whose UTC fields are those of that clock. */
export const shownDate = (timeZone: string, ms: number): Date => new Date(ms + (shownOffsetMs(timeZone, ms) ?? 0));

/** When a date begins there, ms. `month` from 0; a day or month too many is of the next month or year, as in `Date.UTC`. */
export function dateBegins(timeZone: string, year: number, month: number, day: number): number {
  const shownMs = Date.UTC(year, month, day);
  if (!Number.isFinite(shownMs)) return Number.NaN;
  const text = isoDay(new Date(shownMs));
  // No clock is further from UTC than that. A date that a zone has left out begins with the next.
  const days = calendarDays(timeZone, shownMs - 15 * hourMs, shownMs + 39 * hourMs);
  return days.find(({ date }) => date >= text)?.fromMs ?? shownMs;
}

/** The last second of a day "2026-11-28", ms; undefined: that is no day. */
export function dayEnds(timeZone: string, day: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  return found === null
    ? undefined
    : dateBegins(timeZone, Number(found[1]), Number(found[2]) - 1, Number(found[3]) + 1) - 1000;
}

/** "2026-11-28", as date fields have it. */
export const dayText = (timeZone: string, ms: number): string => isoDay(shownDate(timeZone, ms));

export const sameDay = (timeZone: string, oneMs: number, otherMs: number): boolean =>
  dayText(timeZone, oneMs) === dayText(timeZone, otherMs);

/** "18:05", as time fields have it. */
export const clockText = (timeZone: string, ms: number): string => shownDate(timeZone, ms).toISOString().slice(11, 16);

/** The next moment at which the clock there shows an hour and minute; one that a change of the clock leaves out is after it. */
export function nextClock(timeZone: string, hour: number, minute: number, nowMs: number): number {
  const now = shownDate(timeZone, nowMs);
  const wantedMs = (hour * 60 + minute) * 60_000;
  for (let ahead = 0; ; ahead += 1) {
    const shownMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + ahead) + wantedMs;
    const found = momentsOf(timeZone, shownMs).find((ms) => ms > nowMs);
    if (found !== undefined) return found;
  }
}

/** The moments at which the clock there shows a time (as UTC ms): one, two when it is put back, that after it when left out. */
function momentsOf(timeZone: string, shownMs: number): readonly number[] {
  const offsets = [-24, 24].map((hours) => shownOffsetMs(timeZone, shownMs + hours * hourMs) ?? 0);
  const guesses = [...new Set(offsets)].map((offset) => shownMs - offset).toSorted((a, b) => a - b);
  const right = guesses.filter((ms) => shownDate(timeZone, ms).getTime() === shownMs);
  return right.length > 0 ? right : guesses.slice(-1);
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** A Date whose own fields are those that the clock there shows: for what reads no others. */
export function asLocal(timeZone: string, ms: number): Date {
  const shown = shownDate(timeZone, ms);
  return new Date(
    ...([shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()] as const),
    ...([shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds(), shown.getUTCMilliseconds()] as const),
  );
}
