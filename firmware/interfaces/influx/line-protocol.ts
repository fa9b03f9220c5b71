/** One point of line protocol. A field without a value is not there; a point without a field is none. */
export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are written as floats, always: a field never changes its type. */
  readonly fields: Readonly<Record<string, number | string | boolean | null | undefined>>;
}

/**
 * The line of a point, without its end; `undefined` where nothing is known. Time in ms since 1970.
 * https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/ : commas and spaces are escaped in
 * measurements, `=` besides in tags and keys; in texts only quotes and backslashes.
 */
export function lineOf({ measurement, tags, fields }: Point, atMs: number): string | undefined {
  const values = Object.entries(fields).flatMap(([key, value]) => {
    const text = fieldValue(value);
    return text === undefined ? [] : [`${escaped(key, /[,= ]/g)}=${text}`];
  });
  if (values.length === 0) return undefined;
  // A tag without a value cannot be written; in order of their names, which databases take fastest.
  const named = Object.entries(tags)
    .filter(([key, value]) => oneLine(key) !== '' && oneLine(value) !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `,${escaped(key, /[,= ]/g)}=${escaped(value, /[,= ]/g)}`);
  return `${escaped(measurement, /[, ]/g)}${named.join('')} ${values.join(',')} ${Math.trunc(atMs)}`;
}

function fieldValue(value: number | string | boolean | null | undefined): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return `"${value.replace(/[\r\n]/g, ' ').replace(/["\\]/g, '\\$&')}"`;
  return undefined;
}

const escaped = (text: string, special: RegExp): string => oneLine(text).replace(special, '\\$&');

/**
 * A line ends nowhere within a name. A backslash before something that is escaped would be read as its escape, and one at the
 * end would eat what follows: a slash stands in its place.
 */
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, ' ').replaceAll('\\', '/');
