import assert from 'node:assert/strict';
import { DeadlineDesk } from '../../../../firmware/control/planning/deadline-desk.ts';
import { highsSolver } from '../../../../firmware/control/planning/highs-solver.ts';
import { plannedLimits } from '../../../../firmware/control/planning/limits-ahead.ts';
import { planInThread } from '../../../../firmware/control/planning/planner.ts';
import type { LimitRecord } from '../../../../firmware/domain/limit.ts';
import type { PriceSpan } from '../../../../firmware/domain/prices.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import type { ChargePointState, LimitState, State } from '../../../../firmware/domain/state.ts';
import type { StoredNeed, StoredOrder } from '../../../../firmware/domain/stored-order.ts';
import { planOf } from '../../../../firmware/sessions/planning/plan.ts';
import type { CarPlan, PlanProblem } from '../../../../firmware/sessions/planning/problem.ts';
import { knowledge } from '../../domain/site/documents.ts';

const hourMs = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
/** Seven in the evening before the night with 25 hours. */
const evening = Date.parse('2026-10-24T17:00:00Z');

const point = (more: Partial<ChargePointState> = {}): ChargePointState => ({
  ...{ id: 'E1', name: 'E1', circuit: 'house', state: 'B', minA: 6, maxA: 16, offeredA: 0, phases: ['L1', 'L2', 'L3'] },
  ...{ drawnA: [0, 0, 0], powerW: 0, energyWh: 1000, reason: { code: 'plan' } },
  ...more,
});
const need = (energyWh: number, hours: number): StoredNeed => ({
  ...{ kind: 'need', chargePoint: 'E1', atMs: evening, source: 'admin', begun: true },
  ...{ energyWh, counterWh: 1000, departureMs: evening + hours * hourMs },
});
/** Hours at these prices. */
const prices = (cts: readonly number[]): readonly PriceSpan[] =>
  cts.map((ct, k) => ({ fromMs: evening + k * hourMs, toMs: evening + (k + 1) * hourMs, ct }));

class Night {
  wallMs = evening;
  orders: readonly StoredOrder[] = [];
  prices: readonly PriceSpan[] = [];
  points: readonly ChargePointState[] = [point()];
  limitA = 32;
  houseA = 2;
  limits: readonly LimitState[] = [];
  plannedLimits: (wallMs: number) => readonly LimitRecord[] = () => [];
  asked: PlanProblem[] = [];
  readonly warned: string[] = [];
  readonly desk: DeadlineDesk;

  constructor(plan: (problem: PlanProblem) => Promise<readonly CarPlan[] | undefined>) {
    this.desk = new DeadlineDesk({
      site: () => ({ voltageV: 230 }) as Site,
      orders: () => this.orders,
      prices: () => this.prices,
      plannedLimits: () => this.plannedLimits,
      plan: (problem) => {
        this.asked.push(problem);
        return plan(problem);
      },
      clock: { wallMs: () => this.wallMs, monotonicMs: () => this.wallMs },
      log: { warn: (_, message) => void this.warned.push(message) },
    });
  }

  /** A cycle so many seconds later, and time for a plan. */
  async run(seconds = 11): Promise<void> {
    this.wallMs += seconds * 1000;
    const drawnA = [this.houseA, this.houseA, this.houseA] as const;
    const limitA = [this.limitA, this.limitA, this.limitA] as const;
    const circuit = { id: 'house', name: 'house', parent: null, fuseA: 32, reserveA: 1, limitA, limitW: null, drawnA };
    const state = {
      circuits: [{ ...circuit, reason: { code: 'fuse' }, headroomA: drawnA }],
      chargePoints: this.points,
      limits: this.limits,
    };
    this.desk.observe(state as unknown as State);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Hours of the evening in which the car may charge, with amperes. */
  slots() {
    return this.desk
      .schedules()
      .map(({ slots }) =>
        slots.map(({ fromMs, toMs, maxMa }) => [(fromMs - evening) / hourMs, (toMs - evening) / hourMs, maxMa / 1000]),
      );
  }
}

describe('the desk of deadlines', () => {
  let night: Night;
  before(async () => {
    const solve = await highsSolver();
    make = () => new Night(async (problem) => planOf(problem, solve));
  });
  let make: () => Night;
  beforeEach(() => {
    night = make();
  });

  it('plans the cheap hours of the night in which an hour comes twice', async () => {
    // 02:00 to 03:00 comes twice: hours 7 and 8 of this evening.
    night.prices = prices([30, 30, 30, 28, 27, 26, 25, 12, 11, 26, 30, 30, 30]);
    night.orders = [need(22_080, 12)];
    await night.run();
    assert.deepEqual(night.slots(), [[[7, 9, 16]]]);
    const plan = night.desk.plan('E1');
    assert.equal(plan?.missingWh, 0);
    assert.ok(Math.abs((plan?.costCt ?? 0) - 11.04 * 23) < 1);
  });

  it('plans anew when a limit falls, with what the house leaves', async () => {
    night.prices = prices([30, 10, 20, 30]);
    night.orders = [need(11_040, 4)];
    await night.run();
    assert.deepEqual(night.slots(), [[[1, 2, 16]]]);
    night.limitA = 11;
    await night.run();
    assert.deepEqual(
      night.slots()[0]?.map(([from, to, ampere]) => [from, to, ampere]),
      [[1, 3, 8]],
    );
    assert.equal(night.asked.length, 2);
  });

  it('keeps limits that plans bring later, of circuits and of charge points, and does not keep those that end', async () => {
    night.prices = prices([30, 10, 20, 30]);
    night.orders = [need(11_040, 4)];
    const document = {
      ...{ name: 'night', timezone: 'Europe/Amsterdam' },
      // 19:00 in Amsterdam is 17:00 UTC in summer: eleven amperes in the cheap hour, from 20:00 on.
      circuits: [{ id: 'house', fuseA: 32, plan: [{ fromMin: 1200, minutes: 60, limitA: 11 }] }],
      devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', plan: [] as object[] }],
    };
    const read = (what: object) => {
      const result = readSite(what, knowledge);
      return result.ok ? result.site : assert.fail(JSON.stringify(result.faults));
    };
    night.plannedLimits = plannedLimits(read(document), []);
    await night.run();
    // 11 A less 1 A of reserve and 2 A of the house for an hour, the rest an hour later.
    assert.deepEqual(night.slots(), [
      [
        [1, 2, 8],
        [2, 2.5, 16],
      ],
    ]);
    const [box] = document.devices;
    box?.plan.push({ fromMin: 1200, minutes: 60, limitA: 0 });
    night.plannedLimits = plannedLimits(read(document), []);
    await night.run(900);
    assert.deepEqual(night.slots(), [[[2, 3, 16]]]);

    const other = make();
    Object.assign(other, { prices: night.prices, orders: night.orders, limitA: 6 });
    const entry = {
      id: 'plan:house:0',
      origin: 'plan',
      circuit: 'house',
      unit: 'A',
      value: 6,
      source: 'plan',
    } as const;
    other.limits = [{ ...entry, since: '', until: null }];
    await other.run();
    assert.deepEqual(other.slots(), [[[1, 2, 16]]]);
  });

  it('plans the night that lacks an hour', async () => {
    // From 19:00 to 07:00 there are eleven hours only: the clock goes from 02:00 to 03:00.
    const shiftMs = Date.parse('2026-03-28T18:00:00Z') - evening;
    night.wallMs += shiftMs;
    night.prices = prices([30, 30, 30, 30, 30, 30, 12, 11, 30, 30, 30]).map(({ fromMs, toMs, ct }) => ({
      ...{ fromMs: fromMs + shiftMs, toMs: toMs + shiftMs, ct },
    }));
    const departureMs = Date.parse('2026-03-29T07:00:00+02:00');
    night.orders = [{ ...need(22_080, 0), departureMs }];
    // A plan of limits by the clock of the site: from 03:00 on, which is an hour after 01:00.
    const read = readSite(
      {
        ...{ name: 'night', timezone: 'Europe/Amsterdam' },
        circuits: [{ id: 'house', fuseA: 32, plan: [{ fromMin: 180, minutes: 60, limitA: 3 }] }],
      },
      knowledge,
    );
    night.plannedLimits = plannedLimits(read.ok ? read.site : assert.fail(), []);
    await night.run();
    const [slots] = night.desk.schedules();
    const spans = slots?.slots.map(({ fromMs, toMs }) => [iso(fromMs), iso(toMs)]);
    // 03:00 to 04:00 is closed: 02:00 to 03:00 did not happen, so 01:00 to 02:00 stands right before it.
    assert.ok(
      spans?.some(([from]) => from === '2026-03-29T00:00:00.000Z'),
      JSON.stringify(spans),
    );
    assert.ok(
      spans?.every(([from = '', to = '']) => to <= '2026-03-29T01:00:00.000Z' || from >= '2026-03-29T02:00:00.000Z'),
    );
    assert.equal(night.desk.plan('E1')?.missingWh, 0);
  });

  it('asks again every quarter hour and not in between', async () => {
    night.prices = prices([30, 10, 20, 30]);
    night.orders = [need(11_040, 4)];
    await night.run();
    await night.run();
    assert.equal(night.asked.length, 1);
    await night.run(900);
    assert.equal(night.asked.length, 2);
    assert.equal(night.asked[1]?.cars[0]?.energyWh, 11_040);
  });

  it('lets a car that has what it asked for wait until it leaves', async () => {
    night.prices = prices([10, 10, 20, 30]);
    night.orders = [need(11_040, 4)];
    await night.run();
    night.points = [point({ energyWh: 12_040 })];
    await night.run(900);
    assert.deepEqual(night.slots(), [[]]);
    night.points = [point({ state: 'A' })];
    await night.run(1);
    assert.deepEqual(night.slots(), []);
  });

  it('lets it wait after a restart as well, which knows of no plan before', async () => {
    night.prices = prices([10, 10, 20, 30]);
    night.orders = [need(11_040, 4)];
    night.points = [point({ energyWh: 12_040 })];
    await night.run();
    assert.deepEqual([night.slots(), night.asked.length], [[[]], 0]);
    const alike = make();
    Object.assign(alike, { prices: prices([20, 20, 20, 20]), orders: night.orders, points: night.points });
    await alike.run();
    assert.deepEqual(alike.slots(), []);
  });

  it('has no plan where it does not matter: alike prices, no prices, no energy, no departure, no car', async () => {
    const { departureMs: _, ...open } = need(5000, 4);
    const { energyWh: _energy, ...vague } = need(5000, 4);
    const cases: readonly (readonly [readonly PriceSpan[], StoredOrder, ChargePointState])[] = [
      [prices([20, 20.02, 20]), need(5000, 3), point()],
      [[], need(5000, 3), point()],
      [prices([10, 20, 30]), open, point()],
      [prices([10, 20, 30]), vague, point()],
      [prices([10, 20, 30]), need(5000, 3), point({ state: 'A' })],
      [prices([10, 20, 30]), { ...need(5000, 3), departureMs: evening - 1 }, point()],
    ];
    for (const [series, order, car] of cases) {
      const other = make();
      Object.assign(other, { prices: series, orders: [order], points: [car] });
      await other.run();
      assert.deepEqual([other.slots(), other.asked.length], [[], 0]);
    }
  });

  it('lets cars charge at once when planning fails, and says so', async () => {
    for (const plan of [async () => undefined, async () => Promise.reject(new Error('out of memory'))]) {
      night = new Night(plan);
      night.prices = prices([30, 10, 20]);
      night.orders = [need(5000, 3)];
      await night.run();
      assert.deepEqual([night.slots(), night.warned.length], [[], 1]);
    }
  });

  it('plans in a thread of its own', async () => {
    const slots = [30, 10].map((ct, k) => ({ fromMs: evening + k * 900_000, toMs: evening + (k + 1) * 900_000, ct }));
    const car = { chargePoint: 'E1', phases: [0, 1, 2], minMa: 6000, maxMa: 16_000, energyWh: 2760 } as const;
    const plans = await planInThread({
      ...{ slots, voltageV: 230, rows: [] },
      cars: [{ ...car, departureMs: evening + 1_800_000 }],
    });
    assert.deepEqual(plans?.[0]?.slots, [{ fromMs: evening + 900_000, toMs: evening + 1_800_000, currentMa: 16_000 }]);
  });
});
