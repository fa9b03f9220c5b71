import type { OcppVersion } from '../../../firmware/ocpp/version.ts';
import type { Random } from '../../site/random.ts';

/** A call of a backend that means harm, as it stands in its frame. */
export interface HostileCall {
  readonly action: 'SetChargingProfile' | 'ClearChargingProfile';
  readonly payload: object;
}

const hourMs = 3_600_000;
const limits = [0, 0.1, 3, 5.9, 6, 6, 8.5, 10, 13, 16, 20, 32, 32.1, 63, 1e4] as const;
const badLimits = [-1e9, -16, -0.1, 1e9, 1e308] as const;
const levels = [0, 1, 1, 2, 3, 50, 100] as const;
const badLevels = [-1, 101, 2_147_483_647] as const;
const starts = [-1e5 * hourMs, -24 * hourMs, -2 * hourMs, -60_000, 0, 0, 1000, 60_000, hourMs, 1e5 * hourMs] as const;
const durations = [undefined, undefined, 1, 2, 10, 60, 600, 3600, 86_400, 2_147_483_647] as const;
/** What is wrong is wrong now and then: else nothing would ever get past the schema. */
const wrongly = 0.04;
const texts16 = ['ChargePointMaxProfile', 'TxDefaultProfile', 'TxDefaultProfile', 'TxProfile'] as const;
const texts201 = ['ChargingStationMaxProfile', 'TxDefaultProfile', 'TxDefaultProfile', 'TxProfile'] as const;
const times = ['', 'yesterday', '0000-00-00T00:00:00Z', '2026-11-25T25:61:00Z', '+275760-09-13T00:00:01Z'] as const;

/** Everything that a backend may set, right and wrong, at random: negative, huge, overlapping, over, to come, unlimited. */
export function hostileCall(random: Random, version: OcppVersion, nowMs: number, transaction: string): HostileCall {
  if (random.chance(0.12)) return clearing(random, version);
  const profile = profileOf(random, version, nowMs, transaction);
  const isWhole = /Max/.test(profile.chargingProfilePurpose);
  const connector = random.chance(wrongly) ? random.pick([-1, 0, 1, 2]) : isWhole ? 0 : random.pick([0, 1, 1, 1]);
  const payload =
    version === '1.6'
      ? { connectorId: connector, csChargingProfiles: profile }
      : { evseId: connector, chargingProfile: profile };
  return { action: 'SetChargingProfile', payload };
}

function clearing(random: Random, version: OcppVersion): HostileCall {
  const id = random.pick([1, 2, 3, 7, -1]);
  const [all, one] = [random.chance(0.2), version === '1.6' ? { id } : { chargingProfileId: id }];
  return { action: 'ClearChargingProfile', payload: all ? {} : one };
}

function profileOf(random: Random, version: OcppVersion, nowMs: number, transaction: string) {
  const kind = random.pick(['Absolute', 'Absolute', 'Absolute', 'Recurring', 'Relative'] as const);
  const id = random.pick([1, 2, 3, 4, 5, 6, 7, Math.floor(random.between([0, 2e9]))]);
  const head = {
    stackLevel: random.pick(random.chance(wrongly) ? badLevels : levels),
    chargingProfilePurpose: random.pick(version === '1.6' ? texts16 : texts201),
    chargingProfileKind: kind,
    ...(kind === 'Recurring'
      ? { recurrencyKind: random.pick(random.chance(wrongly) ? ['Hourly'] : ['Daily', 'Weekly']) }
      : {}),
    ...(random.chance(0.2) ? { validFrom: timeOf(random, nowMs) } : {}),
    ...(random.chance(0.2) ? { validTo: timeOf(random, nowMs) } : {}),
  };
  const schedule = scheduleOf(random, nowMs, kind !== 'Relative' || random.chance(0.1));
  if (version === '1.6') {
    const transactionId = random.chance(0.1) ? { transactionId: random.pick([1, 0, -1, 2_147_483_647]) } : {};
    return { chargingProfileId: id, ...transactionId, ...head, chargingSchedule: schedule };
  }
  const named = random.chance(wrongly)
    ? { transactionId: random.pick(['nobody', 'x'.repeat(40)]) }
    : /^Tx.*e$/.test(head.chargingProfilePurpose) && !head.chargingProfilePurpose.includes('Default')
      ? { transactionId: transaction }
      : {};
  const more = Array.from({ length: random.pick([1, 1, 1, 1, 2, 3, 4]) }, (_, k) => ({
    ...(k === 0 ? schedule : scheduleOf(random, nowMs, kind !== 'Relative')),
    id: k,
  }));
  return { id, ...named, ...head, chargingSchedule: more };
}

function scheduleOf(random: Random, nowMs: number, hasStart: boolean): object {
  const duration = random.chance(wrongly) ? random.pick([-5, 0, 0.5]) : random.pick(durations);
  const count = random.chance(wrongly) ? random.pick([0, 1025, 10_000]) : random.pick([1, 1, 1, 2, 3, 8, 24]);
  const unit = random.chance(wrongly / 4) ? 'kW' : random.pick(['A', 'A', 'A', 'W']);
  const step = random.pick(random.chance(wrongly) ? [-10, 0] : [1, 5, 60, 900]);
  return {
    ...(hasStart && !random.chance(wrongly) ? { startSchedule: timeOf(random, nowMs) } : {}),
    ...(duration === undefined ? {} : { duration }),
    chargingRateUnit: unit,
    chargingSchedulePeriod: Array.from({ length: count }, (_, k) => periodOf(random, k * step, unit === 'W')),
  };
}

function periodOf(random: Random, startPeriod: number, isW: boolean): object {
  const limit = random.pick(random.chance(wrongly / 2) ? badLimits : limits) * (isW ? random.pick([230, 690]) : 1);
  const numberPhases = random.pick(random.chance(wrongly / 2) ? [0, 7] : [1, 2, 3, 3]);
  return {
    // Both versions know tenths.
    ...{ startPeriod, limit: Number.isFinite(limit) ? Math.round(limit * 10) / 10 : null },
    ...(random.chance(0.3) ? { numberPhases } : {}),
  };
}

function timeOf(random: Random, nowMs: number): string {
  if (random.chance(0.05)) return random.pick(times);
  return new Date(Math.floor((nowMs + random.pick(starts)) / 1000) * 1000).toISOString();
}
