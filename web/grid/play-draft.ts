import { numberOf } from '../part/number-text.ts';
import { fusePowerW } from '../reason/ruling.ts';
import { nextClock } from '../time/calendar.ts';

export type PlayUnit = 'kW' | 'W' | '%';
export type PlayTime = 'minutes' | 'hours' | 'seconds' | 'until';

/** What is typed: a limit and how long it holds. */
export interface PlayDraft {
  readonly limit: string;
  readonly unit: PlayUnit;
  readonly time: string;
  readonly timeUnit: PlayTime;
}

/** What is sent to the box. */
export type PlayRequest = ({ readonly limitW: number } | { readonly percent: number }) & { readonly durationS: number };

/** The box plays no longer than this. */
export const longestS = 3600;
const unitS = { seconds: 1, minutes: 60, hours: 3600 };

/** The limit, as it is sent; undefined: it is none. */
export function limitOf({ limit, unit }: PlayDraft): { limitW: number } | { percent: number } | undefined {
  const value = numberOf(limit);
  if (value === undefined || value < 0) return undefined;
  if (unit === '%') return value <= 100 ? { percent: value } : undefined;
  const limitW = Math.round(unit === 'kW' ? value * 1000 : value);
  return limitW <= 1e7 ? { limitW } : undefined;
}

/** How long, s; a time of day is the next one. Undefined: none, or longer than the box plays. */
export function durationOf(timeZone: string, { time, timeUnit }: PlayDraft, nowMs: number): number | undefined {
  const seconds =
    timeUnit === 'until' ? untilS(timeZone, time, nowMs) : (numberOf(time) ?? Number.NaN) * unitS[timeUnit];
  const whole = Math.round(seconds);
  return whole >= 1 && whole <= longestS ? whole : undefined;
}

function untilS(timeZone: string, time: string, nowMs: number): number {
  const [, hour, minute] = /^(\d\d?):(\d\d)/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) return Number.NaN;
  const endMs = nextClock(timeZone, Number(hour), Number(minute), nowMs);
  // Not a moment before the minute that was asked for.
  return Math.ceil((endMs - nowMs) / 1000);
}

/** What a limit lets through, W over three phases; of a percentage that of the fuse. */
export const powerOf = (limit: { limitW: number } | { percent: number }, fuseA: number): number =>
  'limitW' in limit ? limit.limitW : (Math.floor(fuseA * 10 * limit.percent) / 1000 / fuseA) * fusePowerW({ fuseA });
