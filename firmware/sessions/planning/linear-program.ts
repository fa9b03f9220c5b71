import type { PhaseIndex } from '../../domain/phases.ts';
import { energyWh, type PlanProblem, type PlanRow, pricesOf, usableMs } from './problem.ts';

/** Solves a program in CPLEX LP format: values by name, or undefined where there is no solution. */
export type Solver = (program: string) => ReadonlyMap<string, number> | undefined;

/** Mean currents by car and slot, A, and what each car misses, Wh. */
export interface Currents {
  readonly currentA: readonly (readonly number[])[];
  readonly missingWh: readonly number[];
}

/** Among alike prices the earlier slot: what is in the car is in the car. ct/kWh for each slot. */
const laterCt = 1e-5;
/** Energy that is not there in time is dearer than any other, by this, ct/kWh. */
const missingCt = 100;

/** What is asked of a program beyond the linear one. */
export interface Restrictions {
  /** Slots in which minimum currents count. */
  readonly whole: ReadonlySet<number>;
  /** Cars that may not charge in some slots, as `placeOf` names them. */
  readonly without: ReadonlySet<string>;
}
export const linear: Restrictions = { whole: new Set(), without: new Set() };
export const placeOf = (car: number, slot: number): string => `${car}_${slot}`;

/**
 * A problem as a program. `x3_17`: mean current of car 3 in slot 17, A; `m3`: what car 3 misses, Wh. Each car gets its energy
 * or misses some of it, no row is exceeded, the cost is the least. In the slots of `whole` a car draws nothing or at least its
 * minimum, `q3_17` while it draws; a mean below that is the minimum for a part of the slot. Without any the program is linear,
 * and its cost is a bound that no plan can be under.
 */
export function programOf(problem: PlanProblem, { whole, without }: Restrictions): string {
  const { slots, cars, rows, voltageV } = problem;
  const prices = pricesOf(slots);
  const used = cars.map((car, c) =>
    slots.map((slot, s) => usableMs(slot, car) > 0 && !without.has(placeOf(c, s)) && bearsMinimum(problem, c, s)),
  );
  const isUsed = (car: number, slot: number): boolean => used[car]?.[slot] ?? false;
  const drawn = (car: number, slot: number): string => `${whole.has(slot) ? 'q' : 'x'}${car}_${slot}`;
  const each = <T>(make: (car: number, slot: number) => readonly T[]): readonly T[] =>
    cars.flatMap((_, c) => slots.flatMap((_slot, s) => (isUsed(c, s) ? make(c, s) : [])));
  const perAmpereWh = cars.map((car) => slots.map((slot) => energyWh(car, 1000, usableMs(slot, car), voltageV)));

  const costs = each((c, s) => [
    term((((prices[s] ?? 0) + laterCt * s) * (perAmpereWh[c]?.[s] ?? 0)) / 1000, `x${c}_${s}`),
  ]);
  const misses = cars.map((_, c) => term(missingPriceCt(prices) / 1000, `m${c}`));
  const energies = cars.map((car, c) => {
    const parts = slots.flatMap((_, s) => (isUsed(c, s) ? [term(perAmpereWh[c]?.[s] ?? 0, `x${c}_${s}`)] : []));
    return ` e${c}: ${[...parts, term(1, `m${c}`)].join('\n ')} = ${car.energyWh}`;
  });
  const limits = rows.flatMap((row, r) =>
    slots.flatMap((_, s) => {
      const parts = row.cars.flatMap((c) => {
        const weight = weightOf(cars[c]?.phases ?? [], row);
        return weight > 0 && isUsed(c, s) ? [term(weight, drawn(c, s))] : [];
      });
      const mostA = Math.max(0, row.capacityMa[s] ?? 0) / 1000;
      return parts.length === 0 ? [] : [` r${r}_${s}: ${parts.join(' ')} <= ${mostA}`];
    }),
  );
  const eachWhole = (make: (car: number, slot: number) => string) => each((c, s) => (whole.has(s) ? [make(c, s)] : []));
  const links = eachWhole((c, s) => ` d${c}_${s}: x${c}_${s} - q${c}_${s} <= 0`);
  const bounds = each((c, s) => {
    const [minA, maxA] = [(cars[c]?.minMa ?? 0) / 1000, (cars[c]?.maxMa ?? 0) / 1000];
    return [` 0 <= x${c}_${s} <= ${maxA}`, ...(whole.has(s) ? [` ${minA} <= q${c}_${s} <= ${maxA}`] : [])];
  });
  return [
    ...['Minimize', ` cost: ${[...costs, ...misses].join('\n ')}`, 'Subject To', ...energies, ...limits, ...links],
    ...['Bounds', ...bounds],
    ...(links.length > 0 ? ['Semi-Continuous', ...eachWhole((c, s) => ` q${c}_${s}`)] : []),
    ...['End', ''],
  ].join('\n');
}

const term = (factor: number, name: string): string => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`;

/** No car charges where some row does not even bear its minimum. */
function bearsMinimum({ cars, rows }: PlanProblem, car: number, slot: number): boolean {
  const { minMa, phases } = cars[car] ?? { minMa: 0, phases: [] };
  return rows.every((row) => !row.cars.includes(car) || weightOf(phases, row) * minMa <= (row.capacityMa[slot] ?? 0));
}

/** How often a car's current counts in a row. */
export const weightOf = (phases: readonly PhaseIndex[], { phase }: Pick<PlanRow, 'phase'>): number =>
  phase === undefined ? phases.length : phases.includes(phase) ? 1 : 0;

/** What missing energy counts, ct/kWh: more than any that could be had. */
const missingPriceCt = (prices: readonly number[]): number =>
  2 * prices.reduce((most, ct) => Math.max(most, Math.abs(ct)), 0) + missingCt;

/** What a plan costs with what it misses, ct: the lower, the better. */
export function scoreOf({ cars, slots, voltageV }: PlanProblem, { currentA, missingWh }: Currents): number {
  const prices = pricesOf(slots);
  return cars.reduce((all, car, c) => {
    const paid = slots.reduce((sum, slot, s) => {
      const currentMa = (currentA[c]?.[s] ?? 0) * 1000;
      return sum + (energyWh(car, currentMa, usableMs(slot, car), voltageV) * (prices[s] ?? 0)) / 1000;
    }, 0);
    return all + paid + ((missingWh[c] ?? 0) * missingPriceCt(prices)) / 1000;
  }, 0);
}

/** The currents of the least cost; undefined where the solver gave up. */
export function leastCost(problem: PlanProblem, restrictions: Restrictions, solve: Solver): Currents | undefined {
  const values = solve(programOf(problem, restrictions));
  if (values === undefined) return undefined;
  const currents = {
    currentA: problem.cars.map((_, c) => problem.slots.map((_slot, s) => Math.max(0, values.get(`x${c}_${s}`) ?? 0))),
    missingWh: problem.cars.map((_, c) => Math.max(0, values.get(`m${c}`) ?? 0)),
  };
  return addsUp(problem, currents) ? currents : undefined;
}

/** A solver that ran out of time may give values that solve nothing. */
function addsUp({ cars, slots, voltageV }: PlanProblem, { currentA, missingWh }: Currents): boolean {
  return cars.every((car, c) => {
    const gotWh = slots.reduce(
      (sum, slot, s) => sum + energyWh(car, (currentA[c]?.[s] ?? 0) * 1000, usableMs(slot, car), voltageV),
      0,
    );
    return Math.abs(gotWh + (missingWh[c] ?? 0) - car.energyWh) < 1;
  });
}
