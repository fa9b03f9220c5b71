import { dateFields } from './fields.ts';

/** The clock on the wall at one moment; `month` and `yearday` count from 0, `weekday` from Sunday. */
interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A site has one time zone; a few more cover a change of it and tests. */
const maxFormatters = 8;
const formatters = new Map<string, Intl.DateTimeFormat>();
const dayMs = 86_400_000;

/**
 * Value of a `date.` name (`date.hour`, canonical spelling) in an IANA time zone.
 * `undefined` for a name that is none, a time that is none, or a zone this machine does not know.
 */
export function dateField(name: string, wallMs: number, timeZone: string): number | undefined {
  const field = name.startsWith('date.') ? name.slice(5) : '';
  if (!dateFields.has(field) || !(Math.abs(wallMs) <= 8.64e15)) return undefined;
  const formatter = formatterOf(timeZone);
  if (formatter === undefined) return undefined;
  return clockField(field, wallMs, formatter);
}

/** What the clock on the wall shows at a moment, as the UTC ms that would show the same, to the second; `undefined` as above. */
export function shownMs(wallMs: number, timeZone: string): number | undefined {
  const formatter = Math.abs(wallMs) <= 8.64e15 ? formatterOf(timeZone) : undefined;
  return formatter && asUtc(clockAt(wallMs, formatter));
}

function clockField(field: string, wallMs: number, formatter: Intl.DateTimeFormat): number | undefined {
  const now = clockAt(wallMs, formatter);
  switch (field) {
    case 'year':
      return now.year;
    case 'month':
      return now.month;
    case 'day':
      return now.day;
    case 'weekday':
      return new Date(asUtc(now)).getUTCDay();
    case 'yearday':
      return Math.floor((asUtc(now) - Date.UTC(now.year, 0, 1)) / dayMs);
    case 'hour':
      return now.hour;
    case 'minute':
      return now.minute;
    case 'second':
      return now.second;
    case 'dayminute':
      return now.hour * 60 + now.minute;
    case 'daysecond':
      return now.hour * 3600 + now.minute * 60 + now.second;
    case 'dst':
      return isSummerTime(wallMs, now, formatter) ? 1 : 0;
    case 'timestamp':
      return Math.floor(wallMs / 1000);
    default:
      return undefined;
  }
}

/** Standard time is the smaller offset of the first of January and of July, north and south of the equator alike. */
function isSummerTime(wallMs: number, now: WallClock, formatter: Intl.DateTimeFormat): boolean {
  const offset = (atMs: number): number => asUtc(clockAt(atMs, formatter)) - Math.floor(atMs / 1000) * 1000;
  const standard = Math.min(offset(Date.UTC(now.year, 0, 1)), offset(Date.UTC(now.year, 6, 1)));
  return offset(wallMs) > standard;
}

const asUtc = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second);

function clockAt(wallMs: number, formatter: Intl.DateTimeFormat): WallClock {
  const parts = new Map(formatter.formatToParts(wallMs).map(({ type, value }) => [type, Number(value)]));
  return {
    year: parts.get('year') ?? 0,
    month: (parts.get('month') ?? 1) - 1,
    day: parts.get('day') ?? 1,
    hour: parts.get('hour') ?? 0,
    minute: parts.get('minute') ?? 0,
    second: parts.get('second') ?? 0,
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const cached = formatters.get(timeZone);
  if (cached !== undefined) return cached;
  const formatter = newFormatter(timeZone);
  if (formatter === undefined) return undefined;
  if (formatters.size >= maxFormatters) formatters.clear();
  formatters.set(timeZone, formatter);
  return formatter;
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined; // an unknown zone: no value, as the docstring says
    throw error;
  }
}
