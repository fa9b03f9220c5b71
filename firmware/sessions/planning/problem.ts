import type { PhaseIndex } from '../../domain/phases.ts';

/** A quarter hour, or what is left of one, and what energy costs in it. */
export interface PlanSlot {
  readonly fromMs: number;
  readonly toMs: number;
  /** ct/kWh; undefined: nobody has announced it. */
  readonly ct: number | undefined;
}

/** A car that has to get some energy by some time. */
export interface PlanCar {
  readonly chargePoint: string;
  /** Building phases that it uses. */
  readonly phases: readonly PhaseIndex[];
  readonly minMa: number;
  readonly maxMa: number;
  readonly energyWh: number;
  readonly departureMs: number;
}

/** A row of a circuit: what cars may draw together on one phase, or over all phases in sum, slot by slot. */
export interface PlanRow {
  /** Undefined: over all phases, as a limit in W is. */
  readonly phase: PhaseIndex | undefined;
  /** Indexes of the cars that stand under it. */
  readonly cars: readonly number[];
  /** mA, by slot. */
  readonly capacityMa: readonly number[];
}

export interface PlanProblem {
  readonly slots: readonly PlanSlot[];
  readonly cars: readonly PlanCar[];
  readonly rows: readonly PlanRow[];
  /** Between phase and neutral. */
  readonly voltageV: number;
}

/** What a car gets: current in a part of a slot. */
export interface PlannedSlot {
  readonly fromMs: number;
  readonly toMs: number;
  readonly currentMa: number;
}

export interface CarPlan {
  readonly chargePoint: string;
  /** In order of time; only where it charges. */
  readonly slots: readonly PlannedSlot[];
  /** At the prices of the slots, an unknown one counted as the dearest known, ct. */
  readonly costCt: number;
  /** What it will not get in time. */
  readonly missingWh: number;
}

const hourMs = 3_600_000;

/** Energy that a current gives a car in a time, Wh. */
export const energyWh = (car: PlanCar, currentMa: number, ms: number, voltageV: number): number =>
  ((currentMa / 1000) * car.phases.length * voltageV * ms) / hourMs;

/** The part of a slot in which a car is still there, ms. */
export const usableMs = ({ fromMs, toMs }: PlanSlot, { departureMs }: PlanCar): number =>
  Math.max(0, Math.min(toMs, departureMs) - fromMs);

/** Prices with nothing missing: what nobody has announced counts as the dearest that is known, so that it is used last. */
export function pricesOf(slots: readonly PlanSlot[]): readonly number[] {
  const dearest = slots.reduce(
    (most, { ct }) => (ct === undefined ? most : Math.max(most, ct)),
    Number.NEGATIVE_INFINITY,
  );
  return slots.map(({ ct }) => ct ?? (Number.isFinite(dearest) ? dearest : 0));
}
