import type { ChargingProfile, RateUnit, SchedulePeriod } from './charging-profile.ts';

/** What the payloads of both versions have in common: 0.1 A or 0.1 W outside, whole mA and W inside. */

/** A or W of a payload to mA or W; down, for a limit may only be kept. */
export const inside = (value: number, unit: RateUnit): number =>
  unit === 'A' ? Math.floor(value * 1000 + 1e-6) : Math.floor(value + 1e-6);

/** mA or W to A or W of a payload, in steps of 0.1, down. */
export const outside = (limit: number, unit: RateUnit): number =>
  unit === 'A' ? Math.floor(limit / 100) / 10 : Math.floor(limit);

export const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

export const textOf = (ms: number): string => new Date(ms).toISOString();

/** Leaves out what is undefined: payloads have no empty members. */
export function given<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

export interface WirePeriod {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
  readonly phaseToUse?: number;
}

/** A number of phases above 3 or below 1 is left for the validation to refuse. */
export function periodFrom(
  { startPeriod, limit, numberPhases, phaseToUse }: WirePeriod,
  unit: RateUnit,
): SchedulePeriod {
  return given<SchedulePeriod>({
    startS: startPeriod,
    limit: inside(limit, unit),
    phases: numberPhases as SchedulePeriod['phases'],
    phaseToUse: phaseToUse as SchedulePeriod['phaseToUse'],
  });
}

export const kinds = { Absolute: 'absolute', Recurring: 'recurring', Relative: 'relative' } as const;
export const recurrencies = { Daily: 'daily', Weekly: 'weekly' } as const;

/** When a profile counts, in the words that both versions have. */
export interface WireTimes {
  readonly stackLevel: number;
  readonly chargingProfileKind: keyof typeof kinds;
  readonly recurrencyKind?: keyof typeof recurrencies;
  readonly validFrom?: string;
  readonly validTo?: string;
}

export function timesFrom({ stackLevel, chargingProfileKind, recurrencyKind, validFrom, validTo }: WireTimes) {
  return {
    stackLevel,
    kind: kinds[chargingProfileKind],
    // Only a recurring profile has one (1.6 7.8); some send it with others, where it says nothing.
    recurrency:
      recurrencyKind === undefined || chargingProfileKind !== 'Recurring' ? undefined : recurrencies[recurrencyKind],
    validFromMs: timeOf(validFrom),
    validToMs: timeOf(validTo),
  } satisfies { readonly [K in keyof ChargingProfile]?: ChargingProfile[K] | undefined };
}

export const kindText = { absolute: 'Absolute', recurring: 'Recurring', relative: 'Relative' } as const;
export const recurrencyText = { daily: 'Daily', weekly: 'Weekly' } as const;
