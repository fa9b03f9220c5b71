import type { ChargingProfile, ChargingSchedule, SchedulePeriod } from './charging-profile.ts';
import { defaultBounds, faultOf, type ProfileBounds } from './validation.ts';

export interface StoredProfiles {
  readonly profiles: readonly ChargingProfile[];
  /** How many could not be read: something for the log, for a limit may be missing. */
  readonly dropped: number;
}

/**
 * Profiles as they come back from a disk: `ProfileStore.list()` through JSON. What is none is left out and counted; one that is
 * over comes back too (the store lets it go with the next installation), for the clock may not be right yet. One version's come
 * back where the other is spoken now: 1.6 is the one that leaves more open.
 */
export function storedProfiles(stored: unknown, bounds: ProfileBounds = defaultBounds): StoredProfiles {
  if (stored === undefined) return { profiles: [], dropped: 0 };
  if (!Array.isArray(stored)) return { profiles: [], dropped: 1 };
  const read = stored.slice(0, bounds.maxProfiles).map(profileOf);
  const profiles = read.filter(
    (one): one is ChargingProfile =>
      one !== undefined && faultOf(one, '1.6', bounds, Number.NEGATIVE_INFINITY) === undefined,
  );
  return { profiles, dropped: stored.length - profiles.length };
}

const purposes: readonly unknown[] = ['external', 'stationMax', 'txDefault', 'tx'];
const kinds: readonly unknown[] = ['absolute', 'recurring', 'relative'];
const recurrencies: readonly unknown[] = [undefined, 'daily', 'weekly'];

/** Types only; whether the numbers make sense is told by `faultOf`. */
function profileOf(one: unknown): ChargingProfile | undefined {
  if (!isObject(one) || !Array.isArray(one.schedules)) return undefined;
  const { purpose, kind, recurrency, transaction, connector } = one;
  const isOne =
    purposes.includes(purpose) &&
    kinds.includes(kind) &&
    recurrencies.includes(recurrency) &&
    (transaction === undefined || typeof transaction === 'string') &&
    Number.isSafeInteger(connector) &&
    Number(connector) >= 0 &&
    [one.validFromMs, one.validToMs].every(isNumberOrAbsent) &&
    one.schedules.every(isSchedule);
  return isOne ? (one as unknown as ChargingProfile) : undefined;
}

const isSchedule = (one: unknown): one is ChargingSchedule =>
  isObject(one) &&
  (one.unit === 'A' || one.unit === 'W') &&
  [one.id, one.startMs, one.durationS, one.minRate].every(isNumberOrAbsent) &&
  Array.isArray(one.periods) &&
  one.periods.every(isPeriod);

const isPeriod = (one: unknown): one is SchedulePeriod => isObject(one);

const isObject = (one: unknown): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null;

const isNumberOrAbsent = (one: unknown): boolean => one === undefined || typeof one === 'number';
