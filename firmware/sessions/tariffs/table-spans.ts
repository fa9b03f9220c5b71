import type { TariffSpan } from '../../domain/prices.ts';
import type { TableTariff } from '../../domain/site/tariffs.ts';
import { type EvenStretch, evenStretches } from '../../formula/shown-time.ts';

type Row = TableTariff['prices'][number];

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** As `Date.getUTCDay` counts. */
const weekdays = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const;

/**
 * What a table says from one moment to another: the price of a moment is that of the first row that the clock on the wall
 * fits. An hour that the clock shows twice has the same price twice; one that it leaves out has none.
 */
export function tableSpans(
  { id, prices }: TableTariff,
  timeZone: string,
  fromMs: number,
  toMs: number,
): readonly TariffSpan[] {
  const edges = [...new Set([0, ...prices.flatMap(({ from, to }) => [minuteOf(from), minuteOf(to)])])]
    .filter((minute) => minute < 1440)
    .toSorted((a, b) => a - b);
  return evenStretches(timeZone, fromMs, toMs).flatMap((stretch) =>
    piecesOf(stretch, edges).flatMap(({ shownMs, ...piece }): TariffSpan[] => {
      const row = prices.find((each) => fits(each, shownMs));
      if (row === undefined) return [];
      return [{ ...piece, ct: row.ct, tariff: id, ...(row.level === undefined ? {} : { level: row.level }) }];
    }),
  );
}

/** A stretch, cut where the clock shows one of the minutes of a day; `shownMs`: what it shows when a piece begins. */
function piecesOf({ fromMs, toMs, offsetMs }: EvenStretch, edges: readonly number[]) {
  const pieces: { readonly fromMs: number; readonly toMs: number; readonly shownMs: number }[] = [];
  const endMs = toMs + offsetMs;
  let shownMs = fromMs + offsetMs;
  while (shownMs < endMs) {
    const day = Math.floor(shownMs / dayMs) * dayMs;
    const minute = (shownMs - day) / minuteMs;
    const nextMs = Math.min(day + (edges.find((edge) => edge > minute) ?? 1440) * minuteMs, endMs);
    pieces.push({ fromMs: shownMs - offsetMs, toMs: nextMs - offsetMs, shownMs });
    shownMs = nextMs;
  }
  return pieces;
}

function fits(row: Row, shownMs: number): boolean {
  const day = Math.floor(shownMs / dayMs) * dayMs;
  const minute = (shownMs - day) / minuteMs;
  const [from, to] = [minuteOf(row.from), minuteOf(row.to)];
  if (from < to) return minute >= from && minute < to && onDay(row, day);
  return (minute >= from && onDay(row, day)) || (minute < to && onDay(row, day - dayMs));
}

function onDay({ days, months }: Row, shownDayMs: number): boolean {
  const day = new Date(shownDayMs);
  const weekday = weekdays[day.getUTCDay()];
  return weekday !== undefined && days.includes(weekday) && (months?.includes(day.getUTCMonth() + 1) ?? true);
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
