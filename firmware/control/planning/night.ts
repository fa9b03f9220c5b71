import type { LimitRecord } from '../../domain/limit.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { ChargePointState, State } from '../../domain/state.ts';
import type { StoredNeed } from '../../domain/stored-order.ts';
import type { PlanCar, PlanProblem, PlanRow, PlanSlot } from '../../sessions/planning/problem.ts';
import { isPlugged } from '../orders.ts';
import { belowOf, type HouseMean, phaseIndexOf } from './house-mean.ts';
import { limitsAhead, limitWithoutPlans } from './limits-ahead.ts';

const quarterMs = 900_000;
/** Two days. */
const mostSlots = 192;
/** Less is not worth a plan, Wh. */
export const leastWh = 100;
/** Prices that differ by less are one price, ct/kWh. */
const alikeCt = 0.05;
/** Where nobody measures, so much of a limit is left to the house. */
const assumedShare = 0.3;

/** A car that wants energy by a time, with what it still needs. */
export interface Wish {
  readonly need: StoredNeed;
  readonly point: ChargePointState;
  readonly leftWh: number;
  readonly departureMs: number;
}

/** Needs that a plan can be made for: a car is there, energy and departure are known and not over. */
export function wishesOf(needs: readonly StoredNeed[], state: State, wallMs: number): readonly Wish[] {
  return needs.flatMap((need): Wish[] => {
    const point = state.chargePoints.find(({ id }) => id === need.chargePoint);
    const { energyWh, counterWh, departureMs } = need;
    if (point === undefined || !isPlugged(point.state) || energyWh === undefined || departureMs === undefined)
      return [];
    if (departureMs <= wallMs) return [];
    const gotWh = point.energyWh === null || counterWh === undefined ? 0 : Math.max(0, point.energyWh - counterWh);
    return [{ need, point, leftWh: Math.max(0, energyWh - gotWh), departureMs }];
  });
}

/** Whether it matters until a time when anybody charges. */
export const pricesMatter = (wallMs: number, untilMs: number, prices: readonly PriceSpan[]): boolean =>
  differ(slotsUntil(wallMs, untilMs, prices));

function differ(slots: readonly PlanSlot[]): boolean {
  const known = slots.flatMap(({ ct }) => ct ?? []);
  return known.length > 0 && Math.max(...known) - Math.min(...known) >= alikeCt;
}

/** What is known of the time until the last car leaves; undefined where it does not matter when anybody charges. */
export function problemOf(
  wishes: readonly Wish[],
  facts: {
    readonly state: State;
    readonly prices: readonly PriceSpan[];
    readonly houses: Pick<HouseMean, 'of'>;
    /** What plans of limits say at a wall time. */
    readonly plannedLimits: (wallMs: number) => readonly LimitRecord[];
    readonly voltageV: number;
    readonly wallMs: number;
  },
): PlanProblem | undefined {
  const { state, prices, houses, plannedLimits, voltageV, wallMs } = facts;
  const open = wishes.filter(({ leftWh }) => leftWh >= leastWh);
  const lastMs = open.reduce((latest, { departureMs }) => Math.max(latest, departureMs), wallMs);
  const slots = slotsUntil(wallMs, lastMs, prices);
  if (!differ(slots)) return undefined;
  const cars = open.map(carOf);
  const below = belowOf(state);
  const ahead = limitsAhead(slots, plannedLimits);
  const ofCircuits = state.circuits.flatMap((circuit): readonly PlanRow[] => {
    const under = open.flatMap(({ point }, c) => (below(point.circuit, circuit.id) ? [c] : []));
    if (under.length === 0) return [];
    const { id, reserveA, limitW } = circuit;
    const limitA = limitWithoutPlans(state, circuit);
    const house = houses.of(id) ?? ([0, 1, 2] as const).map((p) => assumedShare * limitA[p]);
    const flat = (ampere: number) => slots.map(() => Math.max(0, Math.floor(ampere * 1000)));
    const perPhase = ([0, 1, 2] as const).map((phase): PlanRow => {
      const takenMa = (reserveA + (house[phase] ?? 0)) * 1000;
      const capacityMa = slots.map((_, s) =>
        Math.max(0, Math.floor(Math.min(limitA[phase] * 1000, ahead.circuitMa(id, s)) - takenMa)),
      );
      return { phase, cars: under, capacityMa };
    });
    if (limitW === null) return perPhase;
    const houseA = house.reduce((sum, a) => sum + a, 0);
    return [...perPhase, { phase: undefined, cars: under, capacityMa: flat(limitW / voltageV - houseA) }];
  });
  // A plan of a charge point binds each of its phases alike.
  const ofChargePoints = cars.flatMap(({ chargePoint, phases, maxMa }, c): readonly PlanRow[] => {
    if (!ahead.chargePoints.has(chargePoint)) return [];
    const capacityMa = slots.map((_, s) => Math.min(maxMa, ahead.chargePointMa(chargePoint, s)));
    return phases.slice(0, 1).map((phase) => ({ phase, cars: [c], capacityMa }));
  });
  return { slots, cars, rows: [...ofCircuits, ...ofChargePoints], voltageV };
}

/** What a car can take at most, W. */
export const fullPowerW = ({ phases, maxMa }: PlanCar, voltageV: number): number =>
  (phases.length * maxMa * voltageV) / 1000;

export function carOf({ point, leftWh, departureMs }: Wish): PlanCar {
  const ceilingA = Math.min(point.maxA, point.orders?.override?.limitA ?? Number.POSITIVE_INFINITY);
  return {
    chargePoint: point.id,
    phases: point.phases.map(phaseIndexOf),
    minMa: Math.round(point.minA * 1000),
    maxMa: Math.max(Math.round(point.minA * 1000), Math.round(ceilingA * 1000)),
    energyWh: Math.round(leftWh),
    departureMs,
  };
}

/** Quarter hours by the clock; the first is what is left of this one. Each at the price of its middle. */
function slotsUntil(wallMs: number, lastMs: number, prices: readonly PriceSpan[]): readonly PlanSlot[] {
  const slots: PlanSlot[] = [];
  for (let fromMs = wallMs; fromMs < lastMs && slots.length < mostSlots; ) {
    const toMs = (Math.floor(fromMs / quarterMs) + 1) * quarterMs;
    const middleMs = (fromMs + toMs) / 2;
    const price = prices.find((span) => middleMs >= span.fromMs && middleMs < span.toMs);
    slots.push({ fromMs, toMs, ct: price?.ct });
    fromMs = toMs;
  }
  return slots;
}
