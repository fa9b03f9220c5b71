import { shownMs } from './wall-clock.ts';

const dayMs = 86_400_000;
/** Changes of the clock lie further apart than this. */
const stepMs = dayMs;

/** A stretch of time in which the clock on the wall runs evenly. Times are wall ms, `fromMs` inclusive. */
export interface EvenStretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** What the clock shows, as UTC ms, less the UTC ms there are. */
  readonly offsetMs: number;
}

/** What lies between two moments, cut where the clock of a time zone is put forward or back. Empty for an unknown zone. */
export function evenStretches(timeZone: string, fromMs: number, toMs: number): readonly EvenStretch[] {
  const found: EvenStretch[] = [];
  let startMs = fromMs;
  let offset = shownOffsetMs(timeZone, fromMs);
  for (let atMs = fromMs; offset !== undefined && atMs < toMs; atMs += stepMs) {
    const endMs = Math.min(atMs + stepMs, toMs);
    const next = shownOffsetMs(timeZone, endMs);
    if (next === offset || next === undefined) continue;
    const changeMs = changeBetween(atMs, endMs, (ms) => shownOffsetMs(timeZone, ms) === offset);
    found.push({ fromMs: startMs, toMs: changeMs, offsetMs: offset });
    startMs = changeMs;
    offset = next;
  }
  if (offset !== undefined && startMs < toMs) found.push({ fromMs: startMs, toMs, offsetMs: offset });
  return found;
}

/** How far the clock of a time zone is ahead of UTC at a moment, ms. `undefined` for a zone that nobody knows. */
export function shownOffsetMs(timeZone: string, atMs: number): number | undefined {
  const shown = shownMs(atMs, timeZone);
  return shown === undefined ? undefined : shown - Math.floor(atMs / 1000) * 1000;
}

/** The one moment between two at which something stops holding, to the second. */
export function changeBetween(fromMs: number, toMs: number, holds: (atMs: number) => boolean): number {
  let low = Math.floor(fromMs / 1000);
  let high = Math.ceil(toMs / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle * 1000)) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** A day on the calendar of a time zone: 23, 24 or 25 hours. */
export interface CalendarDay {
  /** `2026-03-29`. */
  readonly date: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The days that touch `fromMs` to `toMs`, whole. Empty for an unknown zone. */
export function calendarDays(timeZone: string, fromMs: number, toMs: number): readonly CalendarDay[] {
  const days = new Map<number, { fromMs: number; toMs: number }>();
  const pieces = evenStretches(timeZone, fromMs - 2 * dayMs, toMs + 2 * dayMs).flatMap(daysOf);
  for (const { shownDayMs, ...piece } of pieces) {
    const day = days.get(shownDayMs);
    days.set(shownDayMs, { fromMs: day?.fromMs ?? piece.fromMs, toMs: piece.toMs });
  }
  return [...days]
    .filter(([, day]) => day.toMs > fromMs && day.fromMs < toMs)
    .map(([shownDayMs, day]) => ({ date: new Date(shownDayMs).toISOString().slice(0, 10), ...day }));
}

/** The parts of the days shown that a stretch covers. */
function daysOf({ fromMs, toMs, offsetMs }: EvenStretch) {
  const first = Math.floor((fromMs + offsetMs) / dayMs) * dayMs;
  const count = Math.ceil((toMs + offsetMs - first) / dayMs);
  return Array.from({ length: count }, (_, k) => {
    const shownDayMs = first + k * dayMs;
    return {
      shownDayMs,
      fromMs: Math.max(fromMs, shownDayMs - offsetMs),
      toMs: Math.min(toMs, shownDayMs + dayMs - offsetMs),
    };
  });
}
