import type { DryRun } from '../../firmware/api/shapes.ts';
import { daysLater } from '../history/span.ts';

/** What was offered, a value every so many seconds from a moment on. */
export interface Offered {
  readonly fromMs: number;
  readonly everyS: number;
  readonly values: readonly (number | null)[];
}

/** A stretch in which the rules would have asked for the same. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly askedA: number;
  /** The rule that gave it; null: none did. */
  readonly rule: string | null;
  /** The least and the most that was offered; undefined: not known. */
  readonly was: { readonly leastA: number; readonly mostA: number } | undefined;
}

/** Spans that follow one another and ask for the same by the same rule are one stretch. */
export function stretchesOf({ spans }: DryRun, offered: Offered | undefined): readonly Stretch[] {
  const merged: { from: string; to: string; askedA: number; rule: string | null }[] = [];
  for (const { from, to, resultA, rule } of spans) {
    const last = merged.at(-1);
    if (last !== undefined && last.to === from && last.askedA === resultA && last.rule === rule) last.to = to;
    else merged.push({ from, to, askedA: resultA, rule });
  }
  return merged.map((one) => ({ ...one, was: offered && offeredIn(offered, one) }));
}

function offeredIn({ fromMs, everyS, values }: Offered, { from, to }: { from: string; to: string }): Stretch['was'] {
  const index = (at: string) => (Date.parse(at) - fromMs) / (everyS * 1000);
  const known = values
    .slice(Math.max(0, Math.floor(index(from))), Math.max(0, Math.ceil(index(to))))
    .filter((value) => value !== null);
  return known.length === 0 ? undefined : { leastA: Math.min(...known), mostA: Math.max(...known) };
}

/** The asked current at even steps, for a chart; null where nothing was recorded. */
export function askedSteps(
  { spans }: DryRun,
  fromMs: number,
  everyS: number,
  count: number,
): readonly (number | null)[] {
  const values = new Array<number | null>(count).fill(null);
  for (const { from, to, resultA } of spans) {
    const first = Math.max(0, Math.round((Date.parse(from) - fromMs) / (everyS * 1000)));
    const end = Math.min(count, Math.round((Date.parse(to) - fromMs) / (everyS * 1000)));
    values.fill(resultA, first, end);
  }
  return values;
}

/** The time that is tried: days of the site. */
export type AttemptSpan = 'yesterday' | 'today' | 'week';

export function timesOf(
  timeZone: string,
  span: AttemptSpan,
  now: Date,
): { readonly from: Date; readonly to: Date; readonly everyS: 60 | 900 } {
  const midnight = (daysAgo: number) => new Date(daysLater(timeZone, now.getTime(), -daysAgo));
  switch (span) {
    case 'yesterday':
      return { from: midnight(1), to: midnight(0), everyS: 60 };
    case 'today':
      return { from: midnight(0), to: now, everyS: 60 };
    case 'week':
      // Seven days at most, though one of them may have 25 hours.
      return { from: new Date(midnight(0).getTime() - 7 * 86_400_000), to: midnight(0), everyS: 900 };
  }
}
