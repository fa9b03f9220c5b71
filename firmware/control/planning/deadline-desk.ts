import type { Clock } from '../../domain/clock.ts';
import type { Schedule } from '../../domain/known.ts';
import type { LimitRecord } from '../../domain/limit.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import type { StoredOrder } from '../../domain/stored-order.ts';
import type { CarPlan, PlanProblem } from '../../sessions/planning/problem.ts';
import { HouseMean } from './house-mean.ts';
import { carOf, fullPowerW, leastWh, pricesMatter, problemOf, type Wish, wishesOf } from './night.ts';

export interface DeadlineDeskOptions {
  readonly site: () => Site | undefined;
  /** Orders of persons on disk. */
  readonly orders: () => readonly StoredOrder[];
  /** The price series ahead; the same list while nothing has changed. */
  readonly prices: () => readonly PriceSpan[];
  /** What plans of limits, as they are now, say at a wall time. */
  readonly plannedLimits: () => (wallMs: number) => readonly LimitRecord[];
  readonly plan: (problem: PlanProblem) => Promise<readonly CarPlan[] | undefined>;
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
}

/** A plan as people see it. */
export interface DeadlinePlan {
  readonly chargePoint: string;
  readonly madeAtMs: number;
  readonly departureMs: number;
  readonly slots: CarPlan['slots'];
  readonly costCt: number;
  readonly missingWh: number;
}

const quarterMs = 900_000;
/** A plan is made anew no more often. */
const restMs = 10_000;

/**
 * The main thread's desk for deadlines: as cheap as possible by a time. Plans anew when a need, a price, a limit or a car
 * changes, and every quarter hour, since cars do not do as planned. Without a plan a car charges at once.
 */
export class DeadlineDesk {
  readonly #options: DeadlineDeskOptions;
  readonly #houses = new HouseMean();
  #wishes: readonly Wish[] = [];
  #plans: readonly (DeadlinePlan & { readonly fullW: number })[] = [];
  #plannedFor = '';
  #plannedAtMs = Number.NEGATIVE_INFINITY;
  #runs = false;

  constructor(options: DeadlineDeskOptions) {
    this.#options = options;
  }

  /** After every cycle. */
  observe(state: State): void {
    const { clock, site, orders, prices, plannedLimits } = this.#options;
    const now = site();
    const needs = orders().flatMap((order) => (order.kind === 'need' ? [order] : []));
    if (now === undefined || (needs.length === 0 && this.#plans.length === 0)) return;
    const wallMs = clock.wallMs();
    this.#wishes = wishesOf(needs, state, wallMs);
    this.#houses.observe(state, new Set(this.#wishes.map(({ point }) => point.id)), clock.monotonicMs());
    const series = prices();
    const what = questionOf(this.#wishes, state, series, wallMs);
    if (what === this.#plannedFor || this.#runs || clock.monotonicMs() - this.#plannedAtMs < restMs) return;
    this.#plannedFor = what;
    this.#plannedAtMs = clock.monotonicMs();
    const { voltageV } = now;
    void this.#planAll(
      problemOf(this.#wishes, {
        state,
        prices: series,
        houses: this.#houses,
        plannedLimits: plannedLimits(),
        voltageV,
        wallMs,
      }),
      wallMs,
    );
  }

  /** What the control worker is told: a car that has what it asked for waits until it leaves. */
  schedules(): readonly Schedule[] {
    return this.#plans.flatMap((plan): readonly Schedule[] => {
      const wish = this.#wishes.find(({ point }) => point.id === plan.chargePoint);
      if (wish?.departureMs !== plan.departureMs) return [];
      const { chargePoint, departureMs, fullW } = plan;
      return [{ chargePoint, departureMs, fullW, slots: joined(plan.slots) }];
    });
  }

  /** The plan of a charge point; undefined where its car charges at once. */
  plan(chargePoint: string): DeadlinePlan | undefined {
    return this.#plans.find((plan) => plan.chargePoint === chargePoint);
  }

  async #planAll(problem: PlanProblem | undefined, wallMs: number): Promise<void> {
    const { plan, log } = this.#options;
    const wishes = this.#wishes;
    this.#runs = true;
    try {
      const plans = problem === undefined ? undefined : await plan(problem);
      if (problem !== undefined && plans === undefined)
        log.warn({ cars: problem.cars.length }, 'no plan was found in time: cars with a deadline charge at once');
      const { voltageV } = problem ?? { voltageV: 0 };
      const made = (plans ?? []).flatMap((one) => {
        const wish = wishes.find(({ point }) => point.id === one.chargePoint);
        if (wish === undefined) return [];
        const { departureMs } = wish;
        return [{ ...one, madeAtMs: wallMs, departureMs, fullW: fullPowerW(carOf(wish), voltageV) }];
      });
      this.#plans = [...made, ...this.#done(wishes, wallMs)];
    } catch (error) {
      this.#plans = [];
      log.warn({ err: error }, 'planning failed: cars with a deadline charge at once');
    } finally {
      this.#runs = false;
    }
  }

  /** Cars that have what they asked for wait until they leave, where others would have waited for a cheaper hour. */
  #done(wishes: readonly Wish[], wallMs: number) {
    const prices = this.#options.prices();
    return wishes.flatMap(({ point, leftWh, departureMs }) => {
      if (leftWh >= leastWh) return [];
      const before = this.#plans.find((plan) => plan.chargePoint === point.id && plan.departureMs === departureMs);
      if (before === undefined && !pricesMatter(wallMs, departureMs, prices)) return [];
      const done = {
        chargePoint: point.id,
        departureMs,
        madeAtMs: before?.madeAtMs ?? wallMs,
        fullW: before?.fullW ?? 0,
      };
      return [{ ...done, slots: [], costCt: 0, missingWh: 0 }];
    });
  }
}

/** What a plan depends on, as one text: the same text, the same plan. */
function questionOf(wishes: readonly Wish[], state: State, prices: readonly PriceSpan[], wallMs: number): string {
  return JSON.stringify([
    Math.floor(wallMs / quarterMs),
    wishes.map(({ need, point, leftWh }) => [need.chargePoint, need.atMs, point.phases, point.maxA, leftWh > 0]),
    state.circuits.map(({ limitA, limitW }) => [limitA.map(Math.floor), limitW]),
    prices.length,
    prices[0]?.fromMs,
    prices.at(-1)?.toMs,
    prices.reduce((sum, { ct }) => sum + ct, 0),
  ]);
}

/** Whole amperes, rounded up: less would make the car late, the limits hold anyway. Slots alike are one. */
function joined(slots: CarPlan['slots']): Schedule['slots'] {
  const out: { fromMs: number; toMs: number; maxMa: number }[] = [];
  for (const { fromMs, toMs, currentMa } of slots) {
    const maxMa = Math.ceil(currentMa / 1000) * 1000;
    const last = out.at(-1);
    if (last?.toMs === fromMs && last.maxMa === maxMa) last.toMs = toMs;
    else out.push({ fromMs, toMs, maxMa });
  }
  return out;
}
