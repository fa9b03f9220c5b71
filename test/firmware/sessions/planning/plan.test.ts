import assert from 'node:assert/strict';
import { highsSolver } from '../../../../firmware/control/planning/highs-solver.ts';
import { leastCost, linear, type Solver, scoreOf } from '../../../../firmware/sessions/planning/linear-program.ts';
import { planOf } from '../../../../firmware/sessions/planning/plan.ts';
import type { PlanCar, PlanProblem } from '../../../../firmware/sessions/planning/problem.ts';
import { faultsOf } from './check-plan.ts';
import { randomProblem, startMs } from './random-problem.ts';

const quarterMs = 900_000;
const at = (slot: number): number => startMs + slot * quarterMs;
/** Quarter hours from 17:00 UTC on, at these prices. */
const slotsAt = (cts: readonly (number | undefined)[]) => cts.map((ct, k) => ({ fromMs: at(k), toMs: at(k + 1), ct }));
const car = (more: Partial<PlanCar>): PlanCar => ({
  ...{ chargePoint: 'E1', phases: [0], minMa: 6000, maxMa: 16_000, energyWh: 920, departureMs: at(100) },
  ...more,
});
const problem = (
  cts: readonly (number | undefined)[],
  cars: readonly PlanCar[],
  capacityMa = 100_000,
): PlanProblem => ({
  ...{ slots: slotsAt(cts), cars, voltageV: 230 },
  rows: ([0, 1, 2] as const).map((phase) => ({
    ...{ phase, cars: cars.map((_, c) => c), capacityMa: cts.map(() => capacityMa) },
  })),
});

describe('plans of deadlines', () => {
  let solve: Solver;
  before(async () => {
    solve = await highsSolver();
  });
  const planned = (one: PlanProblem) => {
    const plans = planOf(one, solve);
    assert.ok(plans);
    assert.deepEqual(faultsOf(one, plans), []);
    return plans;
  };
  const slotsOf = (one: PlanProblem) =>
    planned(one).map(({ slots }) =>
      slots.map(({ fromMs, toMs, currentMa }) => [(fromMs - startMs) / quarterMs, (toMs - fromMs) / 60_000, currentMa]),
    );

  it('charge in the cheapest quarter, the earlier one of two alike', () => {
    assert.deepEqual(slotsOf(problem([30, 20, 20, 25], [car({})])), [[[1, 15, 16_000]]]);
  });

  it('meet the energy exactly, in part of a slot where the rest is below the minimum', () => {
    const [slots] = slotsOf(problem([30, 20, 10, 25], [car({ energyWh: 920 + 115 })]));
    assert.deepEqual(slots, [
      [1, 5, 6000],
      [2, 15, 16_000],
    ]);
  });

  it('leave before the car does: a quarter hour that it is not there for to its end counts in part', () => {
    const [slots] = slotsOf(problem([30, 10], [car({ energyWh: 460, departureMs: at(2) - 7.5 * 60_000 })]));
    assert.deepEqual(slots, [[1, 7.5, 16_000]]);
  });

  it('use a quarter hour of which nobody knows the price last', () => {
    assert.deepEqual(slotsOf(problem([undefined, 20, 30, 40], [car({ energyWh: 1840 })])), [
      [
        [1, 15, 16_000],
        [2, 15, 16_000],
      ],
    ]);
  });

  it('let two cars that cannot charge at once share the cheap hours, the hurried one first', () => {
    const hurried = car({ chargePoint: 'E1', departureMs: at(2) });
    const patient = car({ chargePoint: 'E2', departureMs: at(4) });
    const plans = planned(problem([10, 10, 10, 30], [patient, hurried], 16_000));
    assert.deepEqual(
      plans.map(({ missingWh }) => missingWh),
      [0, 0],
    );
    assert.ok(plans.every(({ costCt }) => Math.abs(costCt - 9.2) < 0.01));
  });

  it('say what will be missing, and give what there is', () => {
    const [plan] = planned(problem([30, 20], [car({ energyWh: 3000, departureMs: at(2) })]));
    assert.equal(plan?.slots.length, 2);
    assert.ok(Math.abs((plan?.missingWh ?? 0) - (3000 - 1840)) < 2);
  });

  it('charge nobody where a row does not bear the minimum', () => {
    const [plan] = planned(problem([10, 20], [car({})], 5000));
    assert.deepEqual([plan?.slots, plan?.missingWh], [[], 920]);
  });

  it('take what is paid for taking it, but no more than was asked for', () => {
    const [plan] = planned(problem([-5, -10, 3, -1], [car({ energyWh: 920 })]));
    assert.ok(Math.abs((plan?.costCt ?? 0) + 9.2) < 0.01);
  });

  it('give nobody a plan when the solver gives up', () => {
    assert.equal(
      planOf(problem([1, 2], [car({})]), () => undefined),
      undefined,
    );
  });

  it('do not count on a solver that ran out of time', () => {
    const two = problem([10, 20, 30], [car({}), car({ chargePoint: 'E2', energyWh: 500 })], 20_000);
    const empty: Solver = () => new Map();
    assert.equal(planOf(two, empty), undefined);
    const linearOnly: Solver = (program) => (program.includes('Semi-Continuous') ? undefined : solve(program));
    const plans = planOf(two, linearOnly);
    assert.deepEqual(faultsOf(two, plans ?? []), []);
    assert.deepEqual(
      plans?.map(({ missingWh }) => missingWh),
      [0, 0],
    );
  });

  it('are the cheapest where a car that gives way would pay much: minimum currents are part of the program then', () => {
    // Beside the first one at 16 A the second has no room in the cheap quarter; at 12 A it has. Giving way would cost 12.8 ct.
    const first = car({ energyWh: 920 });
    const second = car({ chargePoint: 'E2', energyWh: 300, departureMs: at(3) });
    const plans = planned(problem([40, 10, 12, 40], [first, second], 18_000));
    const costCt = plans.reduce((sum, plan) => sum + plan.costCt, 0);
    assert.ok(Math.abs(costCt - (0.69 * 10 + 0.23 * 12 + 0.3 * 10)) < 0.02, `${costCt} ct`);
  });

  it('keep every deadline that can be kept, exceed no row, and cost what the linear optimum costs, within a per cent', () => {
    for (let seed = 1001; seed <= 1015; seed += 1) {
      const one = randomProblem(seed);
      const plans = planned(one);
      const optimum = leastCost(one, linear, solve);
      assert.ok(optimum);
      const missesWh = optimum.missingWh.reduce((sum, wh) => sum + wh, 0);
      const missingWh = plans.reduce((sum, plan) => sum + plan.missingWh, 0);
      if (missesWh < 1) assert.ok(missingWh < 3 * plans.length, `seed ${seed}: ${missingWh} Wh`);
      const costCt = plans.reduce((sum, plan) => sum + plan.costCt, 0);
      const leastCt = scoreOf(one, { ...optimum, missingWh: [] });
      const usualCt = one.cars.reduce((sum, { energyWh }) => sum + energyWh / 1000, 0) * 10;
      const most = 0.01 * Math.max(Math.abs(leastCt), usualCt);
      assert.ok(costCt - leastCt <= most, `seed ${seed}: ${costCt} ct, not ${leastCt}`);
    }
  });
});
