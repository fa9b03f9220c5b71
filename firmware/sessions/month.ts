import { calendarDays } from '../formula/shown-time.ts';

const dayMs = 86_400_000;

/** A month of the site's calendar, `2026-11`: from its first moment to that of the next one, wall ms. Undefined for none. */
export function monthSpan(
  timeZone: string,
  month: string,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (match === null) return undefined;
  const middleMs = Date.UTC(Number(match[1]), Number(match[2]) - 1, 15);
  const days = calendarDays(timeZone, middleMs - 16 * dayMs, middleMs + 19 * dayMs).filter(({ date }) =>
    date.startsWith(`${month}-`),
  );
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined || last === undefined ? undefined : { fromMs: first.fromMs, toMs: last.toMs };
}
