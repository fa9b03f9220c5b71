/** A charging profile as a simulated charge point holds it: one schedule, absolute. */
export interface InstalledProfile {
  readonly id: number;
  readonly evseId: number;
  readonly purpose: string;
  readonly stackLevel: number;
  readonly transactionId?: string;
  readonly unit: 'A' | 'W';
  readonly startMs: number;
  readonly durationS: number | undefined;
  readonly periods: readonly { readonly startPeriod: number; readonly limit: number; readonly numberPhases?: number }[];
}

interface Moment {
  readonly nowMs: number;
  readonly transactionId: string | undefined;
  readonly phases: 1 | 3;
  readonly voltageV: number;
}

/**
 * What profiles allow at a moment, mA per phase, written apart from the engine of the program: the highest level that is
 * valid of a purpose; TxProfile in place of TxDefaultProfile; the whole station's on top. undefined: none speaks.
 */
export function limitNow(profiles: readonly InstalledProfile[], moment: Moment): number | undefined {
  const of = (purpose: string) =>
    profiles
      .filter((one) => one.purpose === purpose)
      .filter(({ transactionId }) => transactionId === undefined || transactionId === moment.transactionId)
      .map((one) => ({ level: one.stackLevel, limitMa: limitOf(one, moment) }))
      .filter(({ limitMa }) => limitMa !== undefined)
      .sort((a, b) => b.level - a.level)[0]?.limitMa;
  const own = of('TxProfile') ?? of('TxDefaultProfile');
  const whole = of('ChargingStationMaxProfile') ?? of('ChargePointMaxProfile');
  const both = [own, whole].filter((limit) => limit !== undefined);
  return both.length === 0 ? undefined : Math.min(...both);
}

function limitOf({ startMs, durationS, periods, unit }: InstalledProfile, { nowMs, phases, voltageV }: Moment) {
  const s = (nowMs - startMs) / 1_000;
  if (s < 0 || (durationS !== undefined && s >= durationS)) return undefined;
  const period = periods.findLast(({ startPeriod }) => startPeriod <= s);
  if (period === undefined) return undefined;
  if (unit === 'A') return Math.round(period.limit * 1_000);
  return Math.floor((period.limit / (voltageV * Math.min(phases, period.numberPhases ?? 3))) * 1_000);
}
