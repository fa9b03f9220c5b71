import type { Column } from './table.tsx';

/** The rows as CSV (RFC 4180): a heading line, comma, CRLF, numbers with a point, an empty cell for no value. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const told = columns.filter(({ plain }) => plain !== undefined);
  const lines = [told.map(({ head }) => head), ...rows.map((row) => told.map(({ plain }) => plain?.(row) ?? ''))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe there. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
