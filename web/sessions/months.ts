import { shownDate } from '../time/calendar.ts';
import { localeOf } from '../words/speech.ts';

/** A month of the site's calendar, "2026-11". */
const form = /^(\d{4})-(0[1-9]|1[0-2])$/;

export const isMonth = (text: string | undefined): text is string => text !== undefined && form.test(text);

/** The month that is so many months later; a negative number is earlier. */
export function monthLater(month: string, months: number): string {
  const [, year = '', number = ''] = form.exec(month) ?? [];
  return new Date(Date.UTC(Number(year), Number(number) - 1 + months, 1)).toISOString().slice(0, 7);
}

/** "November 2026". */
export const monthName = (month: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** A moment (UTC) as the clock on the wall of the site shows it, written as the box writes times: with the offset. */
export function wallTime(timeZone: string, at: string): string {
  const atMs = Date.parse(at);
  const shownMs = shownDate(timeZone, atMs).getTime();
  const minutes = Math.round((shownMs - atMs) / 60_000);
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  const shown = new Date(shownMs).toISOString().slice(0, 19);
  return `${shown}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
