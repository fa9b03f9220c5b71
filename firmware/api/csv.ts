/** A value that a spreadsheet would take for a formula is text with an apostrophe before it. */
const formula = /^[=+\-@\t\r]/;

/** One line of CSV (RFC 4180) with its end; text never runs as a formula in a spreadsheet. */
export const csvRow = (values: readonly (string | number)[]): string => `${values.map(cell).join(',')}\r\n`;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
