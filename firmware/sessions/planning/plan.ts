import { type Currents, leastCost, type Solver } from './linear-program.ts';
import {
  type CarPlan,
  energyWh,
  type PlanCar,
  type PlannedSlot,
  type PlanProblem,
  type PlanSlot,
  pricesOf,
  usableMs,
} from './problem.ts';

/** Less is nothing, A. */
const nothingA = 1e-6;
/** What whole mA and the arithmetic of the solver leave over, Wh. */
const nearlyWh = 2;

/**
 * The cheapest plan in which each car has its energy by its time, or, where that cannot be, as much as there is. A car
 * draws nothing or at least its minimum, and no row is exceeded at any moment. Undefined where the solver gave up: then
 * nobody has a plan.
 */
export function planOf(problem: PlanProblem, solve: Solver): readonly CarPlan[] | undefined {
  const currents = leastCost(problem, true, solve);
  return currents && problem.cars.map((car, c) => carPlan(problem, car, c, currents));
}

function carPlan(problem: PlanProblem, car: PlanCar, c: number, currents: Currents): CarPlan {
  const { slots, voltageV } = problem;
  const prices = pricesOf(slots);
  const planned: PlannedSlot[] = [];
  let costCt = 0;
  let gotWh = 0;
  slots.forEach((slot, s) => {
    const part = plannedSlot(car, slot, currents.currentA[c]?.[s] ?? 0);
    if (part === undefined) return;
    planned.push(part);
    const wh = energyWh(car, part.currentMa, part.toMs - part.fromMs, voltageV);
    gotWh += wh;
    costCt += (wh * (prices[s] ?? 0)) / 1000;
  });
  const missingWh = car.energyWh - gotWh;
  return { chargePoint: car.chargePoint, slots: planned, costCt, missingWh: missingWh > nearlyWh ? missingWh : 0 };
}

/** A mean current as one that a car can draw: whole mA; below its minimum that, for a part of the slot. */
function plannedSlot(car: PlanCar, slot: PlanSlot, meanA: number): PlannedSlot | undefined {
  if (meanA <= nothingA) return undefined;
  const { fromMs } = slot;
  const ms = usableMs(slot, car);
  const currentMa = Math.floor(meanA * 1000 + 1e-3);
  if (currentMa >= car.minMa) return { fromMs, toMs: fromMs + ms, currentMa };
  const partMs = Math.round((ms * meanA * 1000) / car.minMa);
  return partMs > 0 ? { fromMs, toMs: fromMs + partMs, currentMa: car.minMa } : undefined;
}
