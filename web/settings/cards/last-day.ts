/** The last day on which a card counts, as a date field has it ("2026-12-06"), and the moment at which that day is over here. */
export const dayOf = (validUntil: string | undefined): string => {
  if (validUntil === undefined) return '';
  const date = new Date(validUntil);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

export const endOf = (day: string): string | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T23:59:59`).toISOString() : undefined;

export const isOver = (validUntil: string | undefined, now: string): boolean =>
  validUntil !== undefined && Date.parse(validUntil) <= Date.parse(now);
