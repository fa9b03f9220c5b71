import { changeBetween, shownOffsetMs } from '../formula/shown-time.ts';

const dayMs = 86_400_000;

/**
 * Turns what a clock on the wall shows into moments. A shown time is given as the UTC milliseconds that would show the
 * same; it occurs once, twice (the clock was put back) or never (it was put forward).
 */
export interface LocalMoments {
  /** The date of today at 00:00, as a shown time. */
  readonly todayMs: number;
  /** When something begins that begins at a shown time, wall ms: the first such moment, or the first one after. */
  beginAt(shownMs: number): number;
  /** When something ends that ends at a shown time: the clock has shown what lies before it for the last time. */
  endAt(shownMs: number): number;
}

/** For shown times up to two days away from `wallMs`. Undefined for a time zone that this machine does not know. */
export function localMoments(timeZone: string, wallMs: number): LocalMoments | undefined {
  const offsetMs = (atMs: number) => shownOffsetMs(timeZone, atMs);
  const now = offsetMs(wallMs);
  const before = offsetMs(wallMs - 3 * dayMs);
  const after = offsetMs(wallMs + 3 * dayMs);
  if (now === undefined || before === undefined || after === undefined) return undefined;
  const todayMs = Math.floor((wallMs + now) / dayMs) * dayMs;
  if (before === after) return { todayMs, beginAt: (shownMs) => shownMs - now, endAt: (shownMs) => shownMs - now };

  const changeMs = changeBetween(wallMs - 3 * dayMs, wallMs + 3 * dayMs, (atMs) => offsetMs(atMs) === before);
  const beginAt = (shownMs: number) =>
    shownMs - before < changeMs ? shownMs - before : Math.max(changeMs, shownMs - after);
  const endAt = (shownMs: number) =>
    shownMs - after > changeMs ? shownMs - after : Math.min(changeMs, shownMs - before);
  return { todayMs, beginAt, endAt };
}
