import { localeOf } from '../words/speech.ts';
export const spanKinds = ['day', 'week', 'month', 'year', 'free'] as const;
export type SpanKind = (typeof spanKinds)[number];

/** A stretch of time as a person chooses it, in the time zone of the browser. `to` is not in it any more. */
export interface Span {
  readonly kind: SpanKind;
  readonly fromMs: number;
  readonly toMs: number;
}

const date = (year: number, month: number, day: number): number => new Date(year, month, day).getTime();

/** The day, week (from Monday), month or year that a moment lies in. */
export function spanAround(kind: SpanKind, atMs: number): Span {
  const at = new Date(atMs);
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  const monday = day - ((at.getDay() + 6) % 7);
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

/** The one before (-1) or after (1): a free stretch moves by its own length. */
export function moved(span: Span, by: -1 | 1): Span {
  const { kind, fromMs, toMs } = span;
  if (kind === 'free') return { kind, fromMs: fromMs + by * (toMs - fromMs), toMs: toMs + by * (toMs - fromMs) };
  // The middle of the one beside it: clocks that change do not matter there.
  return spanAround(kind, by === 1 ? toMs + 3_600_000 : fromMs - 3_600_000);
}

/** What the address asks for: days like 2026-11-28, or times; `to` not included. Today where it asks for nothing. */
export function spanOf({ from, to, span }: Readonly<Record<string, string>>, nowMs: number): Span {
  const fromMs = timeOf(from);
  if (fromMs === undefined) return spanAround('day', nowMs);
  const toMs = timeOf(to) ?? spanAround('day', fromMs).toMs;
  if (toMs <= fromMs) return spanAround('day', fromMs);
  if (span === 'free') return { kind: 'free', fromMs, toMs };
  const kind = spanKinds.find((one) => {
    const whole = spanAround(one, fromMs);
    return whole.fromMs === fromMs && whole.toMs === toMs;
  });
  return { kind: kind ?? 'free', fromMs, toMs };
}

/** How a stretch stands in the address. */
export const spanQuery = ({ kind, fromMs, toMs }: Span): Readonly<Record<string, string>> => ({
  from: textOf(fromMs),
  to: textOf(toMs),
  ...(kind === 'free' ? { span: kind } : {}),
});

/** 2026-11-28, as date fields have it. */
export function dayText(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function textOf(ms: number): string {
  return spanAround('day', ms).fromMs === ms ? dayText(ms) : new Date(ms).toISOString();
}

/** A day (its beginning) or a time as wall ms; undefined: it is none. */
export function timeOf(text: string | undefined): number | undefined {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '');
  const ms = day === null ? Date.parse(text ?? '') : date(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  return Number.isFinite(ms) ? ms : undefined;
}

/** "Saturday, 28 November 2026", "23–29 Nov 2026", "November 2026", "2026". */
export function spanTitle(language: string, { kind, fromMs, toMs }: Span): string {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(localeOf(language), options);
  switch (kind) {
    case 'day':
      return format({ dateStyle: 'full' }).format(fromMs);
    case 'month':
      return format({ month: 'long', year: 'numeric' }).format(fromMs);
    case 'year':
      return format({ year: 'numeric' }).format(fromMs);
    case 'week':
      return format({ day: 'numeric', month: 'long', year: 'numeric' }).formatRange(fromMs, toMs - 1);
    default: {
      const days = [fromMs, toMs].every((ms) => spanAround('day', ms).fromMs === ms);
      return days
        ? format({ dateStyle: 'medium' }).formatRange(fromMs, toMs - 1)
        : format({ dateStyle: 'medium', timeStyle: 'short' }).formatRange(fromMs, toMs);
    }
  }
}
