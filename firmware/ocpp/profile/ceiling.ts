import type { ChargingSchedule, ConnectorFacts, Phases, RateUnit, SchedulePeriod } from './charging-profile.ts';

/**
 * What one or several profiles allow at a moment: amperes and watts apart, for one becomes the other only by the number of
 * phases that is left when all are merged. Infinity: nothing is said.
 */
export interface Ceiling {
  readonly maxMa: number;
  readonly maxW: number;
  readonly phases: Phases;
  readonly phaseToUse?: Phases;
}

export const openCeiling: Ceiling = { maxMa: Number.POSITIVE_INFINITY, maxW: Number.POSITIVE_INFINITY, phases: 3 };

export function ceilingOfPeriod({ unit }: ChargingSchedule, period: SchedulePeriod): Ceiling {
  return {
    maxMa: unit === 'A' ? period.limit : Number.POSITIVE_INFINITY,
    maxW: unit === 'W' ? period.limit : Number.POSITIVE_INFINITY,
    phases: period.phases ?? 3,
    ...(period.phaseToUse === undefined ? {} : { phaseToUse: period.phaseToUse }),
  };
}

/**
 * The lowest of each (1.6 3.13.3: nothing above what any of them allows; phases: our choice, the standard is silent). Where two
 * name different conductors the first one's stands.
 */
export function lowest(a: Ceiling, b: Ceiling): Ceiling {
  const phases = Math.min(a.phases, b.phases) as Phases;
  const phaseToUse = a.phaseToUse ?? b.phaseToUse;
  return {
    maxMa: Math.min(a.maxMa, b.maxMa),
    maxW: Math.min(a.maxW, b.maxW),
    phases,
    ...(phaseToUse === undefined ? {} : { phaseToUse }),
  };
}

/** What a connector can do at most. */
export const ceilingOfConnector = ({ maxMa, phases }: ConnectorFacts): Ceiling => ({
  ...openCeiling,
  maxMa,
  phases,
});

/** mA per phase or W over all phases, whole, rounded down. */
export function limitIn(unit: RateUnit, { maxMa, maxW, phases }: Ceiling, voltageV: number): number {
  return unit === 'A'
    ? Math.min(maxMa, Math.floor((maxW * 1000) / (voltageV * phases)))
    : Math.min(maxW, Math.floor((maxMa * voltageV * phases) / 1000));
}
