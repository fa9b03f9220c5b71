import { is16, type Payload16, type Payload201 } from './profile-case.ts';

/** A profile as the oracle holds it: the payload with its dates read. Times are wall ms, limits tenths of A or W as they came. */
export interface Held {
  readonly id: number;
  readonly connector: number;
  readonly purpose: string;
  readonly level: number;
  readonly kind: string;
  readonly everyMs: number | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  transaction: string | undefined;
  readonly schedules: readonly HeldSchedule[];
}

export interface HeldSchedule {
  readonly unit: 'A' | 'W';
  readonly startMs: number | undefined;
  readonly lengthMs: number;
  readonly periods: readonly {
    readonly afterMs: number;
    readonly tenths: number;
    readonly phases: number;
    readonly conductor: number | undefined;
  }[];
}

const dayMs = 24 * 60 * 60 * 1000;

export function heldOf(payload: Payload16 | Payload201, connector: number, atMs: number): Held {
  const schedules = (
    Array.isArray(payload.chargingSchedule) ? payload.chargingSchedule : [payload.chargingSchedule]
  ) as readonly Payload201['chargingSchedule'][number][];
  const isMax = payload.chargingProfilePurpose === 'ChargePointMaxProfile';
  const { transactionId } = payload;
  return {
    id: is16(payload) ? payload.chargingProfileId : payload.id,
    connector,
    purpose: payload.chargingProfilePurpose,
    level: payload.stackLevel,
    kind: payload.chargingProfileKind,
    everyMs: payload.recurrencyKind === undefined ? undefined : payload.recurrencyKind === 'Daily' ? dayMs : 7 * dayMs,
    fromMs: payload.validFrom === undefined ? Number.NEGATIVE_INFINITY : new Date(payload.validFrom).getTime(),
    toMs: payload.validTo === undefined ? Number.POSITIVE_INFINITY : new Date(payload.validTo).getTime(),
    transaction:
      transactionId === undefined
        ? undefined
        : typeof transactionId === 'number'
          ? `tx${transactionId}`
          : transactionId,
    schedules: schedules.map((schedule) => ({
      unit: schedule.chargingRateUnit,
      startMs:
        schedule.startSchedule !== undefined
          ? new Date(schedule.startSchedule).getTime()
          : isMax && payload.chargingProfileKind === 'Absolute'
            ? atMs
            : undefined,
      lengthMs: schedule.duration === undefined ? Number.POSITIVE_INFINITY : schedule.duration * 1000,
      periods: schedule.chargingSchedulePeriod.map((period) => ({
        afterMs: period.startPeriod * 1000,
        tenths: Math.round(period.limit * 10),
        phases: period.numberPhases ?? 3,
        conductor: 'phaseToUse' in period ? period.phaseToUse : undefined,
      })),
    })),
  };
}
