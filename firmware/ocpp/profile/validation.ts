import type { OcppVersion } from '../version.ts';
import type { ChargingProfile, ChargingSchedule, RateUnit, SchedulePeriod } from './charging-profile.ts';
import { type Refusal, refusal } from './refusal.ts';

/** How much a station takes; it tells these to a backend (1.6 9.4, 2.0.1 SmartChargingCtrlr). */
export interface ProfileBounds {
  /** ChargeProfileMaxStackLevel, ProfileStackLevel. */
  readonly maxStackLevel: number;
  /** ChargingScheduleMaxPeriods, PeriodsPerSchedule. */
  readonly maxPeriods: number;
  /** MaxChargingProfilesInstalled, Entries of ChargingProfiles. */
  readonly maxProfiles: number;
  /** Of all profiles together: they are kept as one document, written whole. */
  readonly maxPeriodsInAll: number;
  /** 1.6 knows one schedule, 2.0.1 up to three. */
  readonly maxSchedules: number;
  /** ChargingScheduleAllowedChargingRateUnit, RateUnit. */
  readonly units: readonly RateUnit[];
}

export const defaultBounds: ProfileBounds = {
  maxStackLevel: 100,
  maxPeriods: 1024,
  maxProfiles: 64,
  maxPeriodsInAll: 8192,
  maxSchedules: 3,
  units: ['A', 'W'],
};

/** Far above anything a connector can do; a larger one is a mistake of somebody. 10 kA, 10 MW. */
const maxLimit = 10_000_000;
/** Seconds are 32-bit numbers at most peers: 68 years. */
const maxS = 2_147_483_647;
/** Year 1 to 9999 is what a date of OCPP can hold; these are generous. */
const maxTimeMs = 8.64e15;

/** What is wrong with a profile as such, whatever else is installed; undefined: nothing. `nowMs`: wall clock. */
export function faultOf(
  profile: ChargingProfile,
  version: OcppVersion,
  bounds: ProfileBounds,
  nowMs: number,
): Refusal | undefined {
  const fault = faultOfHead(profile, bounds) ?? faultOfSchedules(profile, bounds) ?? faultOfTimes(profile, version);
  if (fault !== undefined) return fault;
  return isOver(profile, nowMs) ? refusal('past', 'The profile is over: it can never be in force again') : undefined;
}

function faultOfHead({ id, purpose, connector, stackLevel }: ChargingProfile, bounds: ProfileBounds) {
  if (!Number.isSafeInteger(id)) return refusal('payload', 'The id of the profile is no whole number');
  if (!Number.isSafeInteger(stackLevel) || stackLevel < 0 || stackLevel > bounds.maxStackLevel)
    return refusal('stackLevel', `The stack level is ${stackLevel}; 0 to ${bounds.maxStackLevel} are possible`);
  if (purpose === 'stationMax' && connector !== 0)
    return refusal('connector', `A maximum of the station belongs to connector 0, not to ${connector}`);
  if (purpose === 'tx' && connector === 0)
    return refusal('connector', 'A profile of a transaction belongs to a connector, not to 0');
  return undefined;
}

function faultOfTimes(profile: ChargingProfile, version: OcppVersion) {
  const { kind, recurrency, purpose, validFromMs, validToMs, schedules } = profile;
  if (kind === 'relative' && (purpose === 'stationMax' || purpose === 'external'))
    return refusal('kind', 'A limit of the whole station cannot be relative to a transaction');
  if (kind === 'recurring' && recurrency === undefined)
    return refusal('recurrency', 'A recurring profile does not say whether it recurs daily or weekly');
  const starts = schedules.map(({ startMs }) => startMs);
  if (kind === 'recurring' && starts.includes(undefined))
    return refusal('start', 'A recurring profile does not say when it starts');
  if (version === '2.0.1' && kind === 'absolute' && starts.includes(undefined))
    return refusal('start', 'An absolute profile does not say when it starts (K01.FR.40)');
  if (version === '2.0.1' && kind === 'relative' && starts.some((startMs) => startMs !== undefined))
    return refusal('start', 'A relative profile must not say when it starts (K01.FR.41)');
  if ([validFromMs, validToMs, ...starts].some((ms) => ms !== undefined && !(Math.abs(ms) <= maxTimeMs)))
    return refusal('payload', 'A date of the profile cannot be read');
  if (validFromMs !== undefined && validToMs !== undefined && validToMs <= validFromMs)
    return refusal('validity', 'The profile is valid to a moment that is not after the one it is valid from');
  return undefined;
}

/** Whether a profile can never be in force again. */
export function isOver({ kind, validToMs, schedules }: ChargingProfile, nowMs: number): boolean {
  if (validToMs !== undefined && validToMs <= nowMs) return true;
  return (
    kind === 'absolute' &&
    schedules.every(
      ({ startMs, durationS }) =>
        startMs !== undefined && durationS !== undefined && startMs + durationS * 1000 <= nowMs,
    )
  );
}

function faultOfSchedules({ schedules }: ChargingProfile, bounds: ProfileBounds) {
  if (schedules.length === 0 || schedules.length > bounds.maxSchedules)
    return refusal(
      'schedules',
      `The profile has ${schedules.length} schedules; 1 to ${bounds.maxSchedules} are possible`,
    );
  for (const schedule of schedules) {
    const fault = faultOfSchedule(schedule, bounds);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfSchedule({ id, unit, durationS, minRate, periods }: ChargingSchedule, bounds: ProfileBounds) {
  if (id !== undefined && !Number.isSafeInteger(id))
    return refusal('payload', 'The id of a schedule is no whole number');
  if (!bounds.units.includes(unit)) return refusal('unit', `Limits in ${unit} are not supported`);
  if (durationS !== undefined && !(Number.isSafeInteger(durationS) && durationS > 0 && durationS <= maxS))
    return refusal('duration', `A schedule lasts ${durationS} s; it must be a whole number from 1 on`);
  if (minRate !== undefined && !(Number.isSafeInteger(minRate) && minRate >= 0 && minRate <= maxLimit))
    return refusal(
      'limit',
      'The lowest rate of a schedule is out of range; 0 A to 10 000 A or 0 W to 10 MW are possible',
    );
  if (periods.length === 0) return refusal('periods', 'A schedule has no periods');
  if (periods.length > bounds.maxPeriods)
    return refusal('tooManyPeriods', `A schedule has ${periods.length} periods; ${bounds.maxPeriods} are possible`);
  let lastS = -1;
  for (const [k, period] of periods.entries()) {
    const fault = faultOfPeriod(period, k, lastS);
    if (fault !== undefined) return fault;
    lastS = period.startS;
  }
  return undefined;
}

function faultOfPeriod({ startS, limit, phases, phaseToUse }: SchedulePeriod, k: number, lastS: number) {
  if (!Number.isSafeInteger(startS) || startS < 0 || startS > maxS)
    return refusal('periods', `Period ${k} starts at ${startS} s; it must be a whole number from 0 on`);
  if (k === 0 && startS !== 0) return refusal('periods', `The first period starts at ${startS} s instead of 0`);
  if (startS <= lastS)
    return refusal('periods', `Period ${k} starts at ${startS} s, not after the one before it (${lastS} s)`);
  if (!(Number.isSafeInteger(limit) && limit >= 0 && limit <= maxLimit))
    return refusal('limit', `The limit of period ${k} is out of range; 0 A to 10 000 A or 0 W to 10 MW are possible`);
  if (phases !== undefined && phases !== 1 && phases !== 2 && phases !== 3)
    return refusal('phases', `Period ${k} has ${phases as number} phases; 1, 2 and 3 are possible`);
  if (phaseToUse === undefined) return undefined;
  if (phaseToUse !== 1 && phaseToUse !== 2 && phaseToUse !== 3)
    return refusal('phaseToUse', `Period ${k} names phase ${phaseToUse as number}; 1, 2 and 3 are possible`);
  if (phases !== 1) return refusal('phaseToUse', `Period ${k} names a phase to use and not one phase (K01.FR.19)`);
  return undefined;
}
