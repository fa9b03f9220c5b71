import { type Ceiling, ceilingOfPeriod, lowest } from './ceiling.ts';
import type { ChargingProfile, ChargingSchedule } from './charging-profile.ts';

/** What holds from a moment on and until when; no ceiling: not in force. `untilMs` Infinity: for ever. */
export interface Segment {
  readonly ceiling: Ceiling | undefined;
  readonly untilMs: number;
}

const forEver = Number.POSITIVE_INFINITY;
export const recurrenceMs = { daily: 86_400_000, weekly: 604_800_000 } as const;

/**
 * What a profile says at a moment. `chargingSinceMs`: begin of the transaction, for schedules that count from there; undefined:
 * none runs, then charging would begin at that very moment. Of several schedules (2.0.1) the lowest that is in force holds:
 * whichever of them the backend believes a car has chosen is kept (by our reading).
 */
export function segmentAt(profile: ChargingProfile, atMs: number, chargingSinceMs: number | undefined): Segment {
  const { validFromMs, validToMs } = profile;
  if (validFromMs !== undefined && atMs < validFromMs) return { ceiling: undefined, untilMs: validFromMs };
  if (validToMs !== undefined && atMs >= validToMs) return { ceiling: undefined, untilMs: forEver };
  let ceiling: Ceiling | undefined;
  let untilMs = validToMs ?? forEver;
  for (const schedule of profile.schedules) {
    const segment = segmentOfSchedule(profile, schedule, atMs, chargingSinceMs);
    if (segment.ceiling !== undefined) ceiling = ceiling ? lowest(ceiling, segment.ceiling) : segment.ceiling;
    untilMs = Math.min(untilMs, segment.untilMs);
  }
  return { ceiling, untilMs };
}

function segmentOfSchedule(
  { kind, recurrency }: ChargingProfile,
  schedule: ChargingSchedule,
  atMs: number,
  chargingSinceMs: number | undefined,
): Segment {
  const { startMs } = schedule;
  if (kind === 'relative' || startMs === undefined) return sinceCharging(schedule, atMs, chargingSinceMs);
  if (atMs < startMs) return { ceiling: undefined, untilMs: startMs };
  if (kind === 'absolute') return withinRun(schedule, startMs, forEver, atMs);
  const everyMs = recurrenceMs[recurrency ?? 'daily'];
  const runMs = startMs + Math.floor((atMs - startMs) / everyMs) * everyMs;
  return withinRun(schedule, runMs, runMs + everyMs, atMs);
}

/** A begin that is still to come by the clock (it was set back) counts as just now: nothing is open for that. */
function sinceCharging(schedule: ChargingSchedule, atMs: number, chargingSinceMs: number | undefined): Segment {
  if (chargingSinceMs === undefined) return { ...withinRun(schedule, atMs, forEver, atMs), untilMs: forEver };
  if (atMs >= chargingSinceMs) return withinRun(schedule, chargingSinceMs, forEver, atMs);
  return { ...withinRun(schedule, atMs, forEver, atMs), untilMs: chargingSinceMs };
}

/** One run of a schedule; `nextMs`: when it begins anew, which cuts it off (1.6 7.8: a longer one is not executed to its end). */
function withinRun(schedule: ChargingSchedule, runMs: number, nextMs: number, atMs: number): Segment {
  const endMs = schedule.durationS === undefined ? nextMs : Math.min(nextMs, runMs + schedule.durationS * 1000);
  if (atMs >= endMs) return { ceiling: undefined, untilMs: nextMs };
  const k = lastStarted(schedule, atMs - runMs);
  const period = schedule.periods[k];
  if (period === undefined) return { ceiling: undefined, untilMs: endMs };
  const next = schedule.periods[k + 1];
  return {
    ceiling: ceilingOfPeriod(schedule, period),
    untilMs: next === undefined ? endMs : Math.min(endMs, runMs + next.startS * 1000),
  };
}

/** Index of the last period that has begun; periods are in order (validated at installation). */
function lastStarted({ periods }: ChargingSchedule, elapsedMs: number): number {
  let low = 0;
  let high = periods.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((periods[middle]?.startS ?? 0) * 1000 <= elapsedMs) low = middle;
    else high = middle - 1;
  }
  return low;
}
