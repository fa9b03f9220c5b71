/** What is known of a car's wish and of the car. Nothing in it is guessed: what nobody knows is absent. */
export interface Wish {
  /** Energy still wanted, Wh. */
  readonly energyLeftWh?: number;
  /** Until it leaves, s. */
  readonly leavesInS?: number;
  /** Phases it draws on, once that was seen. */
  readonly phaseCount?: 1 | 2 | 3;
  /** The most it takes per phase, as learned, else what the charge point gives, mA. */
  readonly maxMa: number;
  readonly phaseVoltageV: number;
  readonly charging: boolean;
}

/** The part of an allocation request that comes from a wish; both absent = no deadline, an equal among equals. */
export interface Need {
  /** Current per phase that is just enough until it leaves, mA. */
  readonly needMa?: number;
  /** Who is served first in its tier: the lower, the sooner. Seconds, to be compared only with other ranks. */
  readonly rank?: number;
}

/**
 * Every further phase is worth this much of a head start: a phase that is full of one-phase cars keeps all three of a
 * three-phase car empty, so whoever fills three at once should not come last. More of it against the laxity, in which a
 * car on one phase is ahead anyway because it charges longer. Measured: docs/benchmarks.md.
 */
const aheadPerPhaseS = { departureOnly: 1000, withEnergy: 2000 };
/** Changing places costs both cars their wake-up: whoever charges already is passed only by one clearly more urgent. */
const aheadChargingS = 600;

/**
 * Least laxity: the time left beyond what the car needs at its maximum; by the departure alone when its energy is not
 * known. An unknown car counts as three-phase. After its departure a car that stays has no deadline any more.
 *
 * Laxity falls only while a car waits, so two cars of like urgency would change places with every look: a caller holds
 * a rank until the slot of the rotation ends or more is known of the car.
 */
export function needOf(wish: Wish): Need {
  const { energyLeftWh, leavesInS, phaseCount = 3, maxMa, phaseVoltageV, charging } = wish;
  if (leavesInS === undefined || !(leavesInS > 0)) return {};
  const untilS = charging ? leavesInS - aheadChargingS : leavesInS;
  const further = phaseCount - 1;
  if (energyLeftWh === undefined) return { rank: untilS - further * aheadPerPhaseS.departureOnly };
  const wattSeconds = Math.max(0, energyLeftWh) * 3600;
  const wattsPerMa = (phaseCount * phaseVoltageV) / 1000;
  const atMaximumS = maxMa > 0 ? wattSeconds / (wattsPerMa * maxMa) : 0;
  return {
    needMa: Math.ceil(wattSeconds / leavesInS / wattsPerMa),
    rank: untilS - atMaximumS - further * aheadPerPhaseS.withEnergy,
  };
}
