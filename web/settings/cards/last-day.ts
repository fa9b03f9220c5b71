import { dayEnds, dayText } from '../../time/calendar.ts';

/** The last day of the site on which a card counts, as a date field has it ("2026-12-06"), and the moment at which it is over. */
export const dayOf = (timeZone: string, validUntil: string | undefined): string =>
  validUntil === undefined ? '' : dayText(timeZone, Date.parse(validUntil));

export function endOf(timeZone: string, day: string): string | undefined {
  const endMs = dayEnds(timeZone, day);
  return endMs === undefined ? undefined : new Date(endMs).toISOString();
}

export const isOver = (validUntil: string | undefined, now: string): boolean =>
  validUntil !== undefined && Date.parse(validUntil) <= Date.parse(now);
