import { type Currents, leastCost, linear, placeOf, type Solver, scoreOf, weightOf } from './linear-program.ts';
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
/** A plan that costs so little more than the linear program is not bettered, as a share of its cost. */
const goodEnough = 0.005;
/** Rounds until no slot is crowded; more than any night has needed. */
const mostRounds = 100;

/**
 * The cheapest plan in which each car has its energy by its time, or, where that cannot be, as much as there is. A car
 * draws nothing or at least its minimum, and no row is exceeded at any moment. Undefined where the solver gave up: then
 * nobody has a plan.
 *
 * First by linear programs alone, which take milliseconds: where cars at their minimum would exceed a row, the one that
 * charges least there leaves the slot. Only when that costs more than it should, minimum currents become part of the program.
 */
export function planOf(problem: PlanProblem, solve: Solver): readonly CarPlan[] | undefined {
  const bound = leastCost(problem, linear, solve);
  if (bound === undefined) return undefined;
  const quick = givingWay(problem, bound, solve);
  const boundCt = scoreOf(problem, bound);
  const isGood = quick !== undefined && scoreOf(problem, quick) - boundCt <= goodEnough * Math.abs(boundCt);
  const exact = isGood ? undefined : leastCost(problem, { ...linear, whole: new Set(problem.slots.keys()) }, solve);
  const best = [quick, exact]
    .filter((each) => each !== undefined)
    .sort((a, b) => scoreOf(problem, a) - scoreOf(problem, b))[0];
  return best && problem.cars.map((car, c) => carPlan(problem, car, c, best));
}

/** In each crowded slot the car that charges least leaves it, until none is crowded. */
function givingWay(problem: PlanProblem, bound: Currents, solve: Solver): Currents | undefined {
  const without = new Set<string>();
  let currents: Currents | undefined = bound;
  for (let round = 0; round < mostRounds && currents !== undefined; round += 1) {
    const crowded = crowdedSlots(problem, currents);
    if (crowded.length === 0) return currents;
    for (const { slot, car } of crowded) without.add(placeOf(car, slot));
    currents = leastCost(problem, { ...linear, without }, solve);
  }
  return undefined;
}

/** Slots in which cars that draw nothing or at least their minimum exceed a row, and the car of that row that draws least. */
function crowdedSlots(
  { slots, cars, rows }: PlanProblem,
  { currentA }: Currents,
): readonly { readonly slot: number; readonly car: number }[] {
  const meanMa = (c: number, s: number): number => (currentA[c]?.[s] ?? 0) * 1000;
  const drawnMa = (c: number, s: number): number =>
    meanMa(c, s) > nothingA * 1000 ? Math.max(meanMa(c, s), cars[c]?.minMa ?? 0) : 0;
  return [...slots.keys()].flatMap((slot) => {
    for (const row of rows) {
      const inRow = row.cars.filter((c) => weightOf(cars[c]?.phases ?? [], row) > 0 && drawnMa(c, slot) > 0);
      const sumMa = inRow.reduce((sum, c) => sum + weightOf(cars[c]?.phases ?? [], row) * drawnMa(c, slot), 0);
      if (sumMa <= Math.max(0, row.capacityMa[slot] ?? 0) + nothingA * 1000) continue;
      const [car] = inRow.sort((a, b) => meanMa(a, slot) - meanMa(b, slot));
      return car === undefined ? [] : [{ slot, car }];
    }
    return [];
  });
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
