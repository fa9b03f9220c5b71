import { highsSolver } from '../../firmware/control/planning/highs-solver.ts';
import { type Currents, leastCost, linear } from '../../firmware/sessions/planning/linear-program.ts';
import { planOf } from '../../firmware/sessions/planning/plan.ts';
import { energyWh, type PlanProblem, pricesOf, usableMs } from '../../firmware/sessions/planning/problem.ts';
import { faultsOf } from '../../test/firmware/sessions/planning/check-plan.ts';
import { randomProblem } from '../../test/firmware/sessions/planning/random-problem.ts';

const cases = Number(process.env.NETWACHT_BENCH_CASES ?? 500);

/**
 * Deadline plans against the offline optimum on random nights: what a plan costs beside the linear program (which knows no
 * minimum current), and whether each deadline that can be kept is kept.
 */
export async function run(): Promise<void> {
  const solve = await highsSolver();
  const patient = await highsSolver({ mostSeconds: 60, gap: 1e-4 });
  const above: number[] = [];
  const took: number[] = [];
  let kept = 0;
  let feasible = 0;
  let faults = 0;
  let dearer = 0;
  for (let seed = 1; seed <= cases; seed += 1) {
    const problem = randomProblem(seed);
    const fromMs = performance.now();
    const plans = planOf(problem, solve);
    if (plans === undefined) throw new Error(`case ${seed}: the solver gave up`);
    took.push(performance.now() - fromMs);
    const found = faultsOf(problem, plans);
    faults += found.length;
    if (found.length > 0) console.log(`case ${seed}: ${found.slice(0, 3).join('; ')}`);
    const optimum = leastCost(problem, linear, solve);
    if (optimum === undefined) throw new Error(`case ${seed} has no optimum`);
    const missesWh = optimum.missingWh.reduce((sum, wh) => sum + wh, 0);
    const missingWh = plans.reduce((sum, plan) => sum + plan.missingWh, 0);
    if (missesWh < 1) {
      feasible += 1;
      if (missingWh < 3) kept += 1;
      else console.log(`case ${seed}: ${missingWh.toFixed(1)} Wh missing`);
    }
    const prices = pricesOf(problem.slots);
    const optimumCt = costOf(problem, optimum);
    const costCt = plans.reduce((sum, plan) => sum + plan.costCt, 0);
    // Where prices are negative a cost near zero says nothing in per cent: then it is what the energy costs at the mean price.
    const totalWh = problem.cars.reduce((sum, car) => sum + car.energyWh, 0);
    const meanCt = prices.reduce((sum, ct) => sum + ct, 0) / prices.length;
    const scale = prices.some((ct) => ct < 0)
      ? Math.max(Math.abs(optimumCt), (totalWh / 1000) * Math.abs(meanCt))
      : optimumCt;
    const more = (costCt - optimumCt) / scale;
    above.push(more);
    if (more > 0.01) {
      dearer += 1;
      const slots = new Set(problem.slots.keys());
      const whole = leastCost(problem, { ...linear, whole: slots }, patient);
      const wholeCt = whole === undefined ? Number.NaN : costOf(problem, whole);
      console.log(
        `case ${seed}: ${(100 * more).toFixed(2)} % above the optimum (${costCt.toFixed(1)} / ${optimumCt.toFixed(1)} ct; ${wholeCt.toFixed(1)} ct is the least with minimum currents)`,
      );
    }
  }
  const sorted = above.toSorted((a, b) => a - b);
  const at = (list: readonly number[], share: number) =>
    list[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0;
  const times = took.toSorted((a, b) => a - b);
  console.log(
    `planning: ${cases} cases, cost above the optimum: median ${(100 * at(sorted, 0.5)).toFixed(3)} %, p99 ${(100 * at(sorted, 0.99)).toFixed(3)} %, most ${(100 * at(sorted, 1)).toFixed(3)} %; above 1 %: ${dearer}`,
  );
  console.log(`planning: ${kept} of ${feasible} deadlines that can be kept are kept; ${faults} faults of plans`);
  console.log(
    `planning: median ${at(times, 0.5).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms, most ${at(times, 1).toFixed(1)} ms a plan`,
  );
}

/** What mean currents cost, ct. */
function costOf({ cars, slots, voltageV }: PlanProblem, { currentA }: Currents): number {
  const prices = pricesOf(slots);
  return cars.reduce(
    (sum, car, c) =>
      sum +
      slots.reduce((all, slot, s) => {
        const wh = energyWh(car, (currentA[c]?.[s] ?? 0) * 1000, usableMs(slot, car), voltageV);
        return all + (wh * (prices[s] ?? 0)) / 1000;
      }, 0),
    0,
  );
}
