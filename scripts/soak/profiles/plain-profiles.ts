import type { ChargingProfile, SchedulePeriod } from '../../../firmware/ocpp/profile/charging-profile.ts';

/** What typed-ocpp takes otherwise than the standard; docs/ocpp-profiles.md says what each is. */
export const quirks = [
  'no-station-maximum',
  'one-of-a-purpose',
  'same-level',
  'counts-from-window',
  'recurrence',
  'validity-at-begin',
  'beyond-the-end',
] as const;
export type Quirk = (typeof quirks)[number];

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  /** Begin of the transaction, or of the window where none runs. */
  readonly begunMs: number;
}

const everyMs = { daily: 86_400_000, weekly: 604_800_000 } as const;

/**
 * The same profile in words that leave nothing to a quirk, except the one of `left`: absolute schedules in the window that end
 * where their last period ends and are valid all the time. By the standard both mean the same in the window.
 */
export function plainProfiles(profile: ChargingProfile, window: Window, left?: Quirk): readonly ChargingProfile[] {
  const changes = [profile.validFromMs, profile.validToMs].some(
    (ms) => ms !== undefined && ms > window.fromMs && ms < window.toMs,
  );
  const level = left === 'same-level' ? profile.stackLevel : profile.stackLevel * 2 + (profile.connector > 0 ? 1 : 0);
  let pieces: readonly ChargingProfile[] = [{ ...profile, stackLevel: level }];
  // A validity that begins or ends within a relative or recurring one has no other words than absolute ones.
  if (left !== 'counts-from-window' || changes) pieces = pieces.flatMap((one) => counted(one, window));
  if (left !== 'recurrence' || changes) pieces = pieces.flatMap((one) => runsOf(one, window));
  if (left !== 'validity-at-begin') pieces = pieces.flatMap(validAllTheTime);
  if (left !== 'beyond-the-end') pieces = pieces.map(cut);
  return pieces;
}

const withSchedule = (
  profile: ChargingProfile,
  change: Partial<ChargingProfile['schedules'][number]>,
): ChargingProfile => ({
  ...profile,
  schedules: profile.schedules.map((schedule) => ({ ...schedule, ...change })),
});

/** Counted from the begin of the transaction; until then, where it is to come yet, the first period. */
function counted(profile: ChargingProfile, { fromMs, begunMs }: Window): readonly ChargingProfile[] {
  const [schedule] = profile.schedules;
  if (schedule === undefined || (profile.kind !== 'relative' && schedule.startMs !== undefined)) return [profile];
  const absolute: ChargingProfile = { ...profile, kind: 'absolute' };
  const counts = withSchedule(absolute, { startMs: begunMs });
  if (begunMs <= fromMs) return [counts];
  const waiting = { startMs: fromMs, durationS: (begunMs - fromMs) / 1000, periods: schedule.periods.slice(0, 1) };
  return [withSchedule(absolute, waiting), counts];
}

function runsOf(profile: ChargingProfile, { fromMs, toMs }: Window): readonly ChargingProfile[] {
  const [schedule] = profile.schedules;
  if (profile.kind !== 'recurring' || schedule?.startMs === undefined) return [profile];
  const { recurrency = 'daily', ...rest } = profile;
  const runs: ChargingProfile[] = [];
  const every = everyMs[recurrency];
  const durationS = Math.min(schedule.durationS ?? every / 1000, every / 1000);
  for (let startMs = schedule.startMs; startMs < toMs; startMs += every)
    if (startMs + every > fromMs) runs.push(withSchedule({ ...rest, kind: 'absolute' }, { startMs, durationS }));
  return runs;
}

function cut(profile: ChargingProfile): ChargingProfile {
  const [schedule] = profile.schedules;
  const every = profile.kind === 'recurring' ? everyMs[profile.recurrency ?? 'daily'] / 1000 : Number.POSITIVE_INFINITY;
  const endS = Math.min(schedule?.durationS ?? every, every);
  return withSchedule(profile, { periods: (schedule?.periods ?? []).filter(({ startS }) => startS < endS) });
}

function validAllTheTime({ validFromMs, validToMs, ...profile }: ChargingProfile): readonly ChargingProfile[] {
  const [schedule] = profile.schedules;
  if (schedule?.startMs === undefined || profile.kind !== 'absolute')
    return [{ ...profile, ...given({ validFromMs, validToMs }) }];
  const { startMs, durationS = Number.POSITIVE_INFINITY, periods } = schedule;
  const beginMs = Math.max(startMs, validFromMs ?? startMs);
  const endMs = Math.min(startMs + durationS * 1000, validToMs ?? Number.POSITIVE_INFINITY);
  if (beginMs >= endMs) return [];
  const shiftS = (beginMs - startMs) / 1000;
  const current = periods.findLastIndex(({ startS }) => startS <= shiftS);
  const shifted = periods
    .slice(current)
    .map((period: SchedulePeriod) => ({ ...period, startS: Math.max(0, period.startS - shiftS) }));
  const whole = withSchedule(profile, { startMs: beginMs, periods: shifted });
  return [endMs === Number.POSITIVE_INFINITY ? whole : withSchedule(whole, { durationS: (endMs - beginMs) / 1000 })];
}

const given = (validity: {
  validFromMs: number | undefined;
  validToMs: number | undefined;
}): Partial<ChargingProfile> => Object.fromEntries(Object.entries(validity).filter(([, ms]) => ms !== undefined));
