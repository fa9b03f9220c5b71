import type { LimitRecord } from '../../domain/limit.ts';
import type { StoredPlan } from '../../domain/outside-plan.ts';
import { mapPhases, type PerPhase } from '../../domain/phases.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { CircuitState, State } from '../../domain/state.ts';
import type { PlanSlot } from '../../sessions/planning/problem.ts';
import { outsidePlanRecords, planRecords } from '../plan.ts';

/** Gives the records of all plans of limits, of the site document and from outside, that hold at a wall time. */
export const plannedLimits =
  (site: Site | undefined, outside: readonly StoredPlan[]) =>
  (wallMs: number): readonly LimitRecord[] =>
    site === undefined ? [] : [...planRecords(site, wallMs), ...outsidePlanRecords(outside, site, wallMs)];

/** Ceilings of time-of-day plans by slot, mA per phase; without one, no bound. */
export interface LimitsAhead {
  circuitMa(circuit: string, slot: number): number;
  chargePointMa(chargePoint: string, slot: number): number;
  /** Charge points that some plan speaks of. */
  readonly chargePoints: ReadonlySet<string>;
}

/** What the plans of the site and from outside (plan.ts) will allow. `recordsAt`: their records at a wall time. */
export function limitsAhead(
  slots: readonly PlanSlot[],
  recordsAt: (wallMs: number) => readonly LimitRecord[],
): LimitsAhead {
  // An entry may begin or end within a slot: what holds at either end counts for all of it.
  const bySlot = slots.map(({ fromMs, toMs }) => [...recordsAt(fromMs), ...recordsAt(toMs - 1)]);
  const lowest = (slot: number, isMeant: (record: LimitRecord) => boolean) =>
    (bySlot[slot] ?? []).reduce(
      (least, record) => (record.unit === 'mA' && isMeant(record) ? Math.min(least, record.value) : least),
      Number.POSITIVE_INFINITY,
    );
  return {
    circuitMa: (circuit, slot) => lowest(slot, (record) => record.circuit === circuit),
    chargePointMa: (chargePoint, slot) => lowest(slot, (record) => record.chargePoint === chargePoint),
    chargePoints: new Set(bySlot.flat().flatMap(({ chargePoint }) => chargePoint ?? [])),
  };
}

/** The limit of a circuit now, without what a plan says of this moment only. */
export function limitWithoutPlans({ limits }: Pick<State, 'limits'>, { id, fuseA, limitA }: CircuitState): PerPhase {
  const own = limits.filter(({ circuit, unit }) => circuit === id && unit === 'A');
  if (!own.some(({ origin }) => origin === 'plan')) return limitA;
  const lowestA = own.reduce((least, { origin, value }) => (origin === 'plan' ? least : Math.min(least, value)), fuseA);
  return mapPhases(limitA, () => lowestA);
}
