import { shownOffsetMs } from './shown-time.ts';

const quarterMs = 900_000;
/** A month of quarter hours, twice. */
const mostKept = 6000;

/**
 * Writes moments as ISO 8601 with the offset of a time zone: `2026-10-25T02:30:00+01:00`. Clocks change at quarter hours
 * only, so one look for each is enough. UTC for a zone that nobody knows.
 */
export function localIso(timeZone: string): (atMs: number) => string {
  const offsets = new Map<number, number>();
  const offsetAt = (atMs: number): number => {
    const quarter = Math.floor(atMs / quarterMs);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    if (offsets.size >= mostKept) offsets.clear();
    const offset = shownOffsetMs(timeZone, quarter * quarterMs) ?? 0;
    offsets.set(quarter, offset);
    return offset;
  };
  return (atMs) => {
    const offset = offsetAt(atMs);
    const minutes = Math.round(Math.abs(offset) / 60_000);
    const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
    const shown = new Date(atMs + offset).toISOString().slice(0, 19);
    return `${shown}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  };
}
