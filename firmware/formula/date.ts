import { dateFields } from './fields.ts';
import { asUtc, clockAt, formatterOf, type WallClock } from './wall-clock.ts';

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
