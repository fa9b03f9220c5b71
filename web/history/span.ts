import { dateBegins, dayText, shownDate } from '../time/calendar.ts';
import type { Speech } from '../words/speech.ts';

export const spanKinds = ['day', 'week', 'month', 'year', 'free'] as const;
export type SpanKind = (typeof spanKinds)[number];

/** A stretch of time as a person chooses it, in the time zone of the site. `to` is not in it any more. */
export interface Span {
  readonly kind: SpanKind;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The day, week (from Monday), month or year that a moment lies in. */
export function spanAround(timeZone: string, kind: SpanKind, atMs: number): Span {
  const at = shownDate(timeZone, atMs);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const monday = day - ((at.getUTCDay() + 6) % 7);
  const date = (...parts: readonly [number, number, number]): number => dateBegins(timeZone, ...parts);
  switch (kind) {
    case 'week':
      return { kind, fromMs: date(year, month, monday), toMs: date(year, month, monday + 7) };
    case 'month':
      return { kind, fromMs: date(year, month, 1), toMs: date(year, month + 1, 1) };
    case 'year':
      return { kind, fromMs: date(year, 0, 1), toMs: date(year + 1, 0, 1) };
    default:
      return { kind, fromMs: date(year, month, day), toMs: date(year, month, day + 1) };
  }
}

/** The one before (-1) or after (1): a free stretch moves by its own length, one of whole days by as many days. */
export function moved(timeZone: string, span: Span, by: -1 | 1): Span {
  const { kind, fromMs, toMs } = span;
  // The middle of the one beside it: clocks that change do not matter there.
  if (kind !== 'free') return spanAround(timeZone, kind, by === 1 ? toMs + 3_600_000 : fromMs - 3_600_000);
  if (!isWholeDays(timeZone, span))
    return { kind, fromMs: fromMs + by * (toMs - fromMs), toMs: toMs + by * (toMs - fromMs) };
  const days = by * daysBetween(timeZone, fromMs, toMs);
  return { kind, fromMs: daysLater(timeZone, fromMs, days), toMs: daysLater(timeZone, toMs, days) };
}

/** When the day begins that is so many days after that of a moment. */
export function daysLater(timeZone: string, atMs: number, days: number): number {
  const at = shownDate(timeZone, atMs);
  return dateBegins(timeZone, at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + days);
}

const daysBetween = (timeZone: string, fromMs: number, toMs: number): number =>
  Math.round((Date.parse(dayText(timeZone, toMs)) - Date.parse(dayText(timeZone, fromMs))) / 86_400_000);

/** What the address asks for: days like 2026-11-28, or times; `to` not included. Today where it asks for nothing. */
export function spanOf(timeZone: string, { from, to, span }: Readonly<Record<string, string>>, nowMs: number): Span {
  const fromMs = timeOf(timeZone, from);
  if (fromMs === undefined) return spanAround(timeZone, 'day', nowMs);
  const toMs = timeOf(timeZone, to) ?? spanAround(timeZone, 'day', fromMs).toMs;
  if (toMs <= fromMs) return spanAround(timeZone, 'day', fromMs);
  if (span === 'free') return { kind: 'free', fromMs, toMs };
  const kind = spanKinds.find((one) => {
    const whole = spanAround(timeZone, one, fromMs);
    return whole.fromMs === fromMs && whole.toMs === toMs;
  });
  return { kind: kind ?? 'free', fromMs, toMs };
}

/** How a stretch stands in the address. */
export const spanQuery = (timeZone: string, { kind, fromMs, toMs }: Span): Readonly<Record<string, string>> => ({
  from: textOf(timeZone, fromMs),
  to: textOf(timeZone, toMs),
  ...(kind === 'free' ? { span: kind } : {}),
});

const textOf = (timeZone: string, ms: number): string =>
  beginsDay(timeZone, ms) ? dayText(timeZone, ms) : new Date(ms).toISOString();

const beginsDay = (timeZone: string, ms: number): boolean => spanAround(timeZone, 'day', ms).fromMs === ms;

const isWholeDays = (timeZone: string, { fromMs, toMs }: Span): boolean =>
  beginsDay(timeZone, fromMs) && beginsDay(timeZone, toMs);

/** A day (its beginning) or a time as wall ms; undefined: it is none. */
export function timeOf(timeZone: string, text: string | undefined): number | undefined {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '');
  const ms =
    day === null ? Date.parse(text ?? '') : dateBegins(timeZone, Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  return Number.isFinite(ms) ? ms : undefined;
}

/** "Saturday, 28 November 2026", "23–29 Nov 2026", "November 2026", "2026". */
export function spanTitle({ timeZone, moment }: Speech, span: Span): string {
  const { kind, fromMs, toMs } = span;
  switch (kind) {
    case 'day':
      return moment({ dateStyle: 'full' }).format(fromMs);
    case 'month':
      return moment({ month: 'long', year: 'numeric' }).format(fromMs);
    case 'year':
      return moment({ year: 'numeric' }).format(fromMs);
    case 'week':
      return moment({ day: 'numeric', month: 'long', year: 'numeric' }).formatRange(fromMs, toMs - 1);
    default:
      return isWholeDays(timeZone, span)
        ? moment({ dateStyle: 'medium' }).formatRange(fromMs, toMs - 1)
        : moment({ dateStyle: 'medium', timeStyle: 'short' }).formatRange(fromMs, toMs);
  }
}
