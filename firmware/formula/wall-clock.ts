/** The clock on the wall at one moment; `month` and `yearday` count from 0, `weekday` from Sunday. */
export interface WallClock {
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

/** What the clock on the wall shows at a moment, as the UTC ms that would show the same, to the second; `undefined` as above. */
export function shownMs(wallMs: number, timeZone: string): number | undefined {
  const formatter = Math.abs(wallMs) <= 8.64e15 ? formatterOf(timeZone) : undefined;
  return formatter && asUtc(clockAt(wallMs, formatter));
}

export const asUtc = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second);

export function clockAt(wallMs: number, formatter: Intl.DateTimeFormat): WallClock {
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

export function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
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
