import type { ChargeOrder, SurplusRules } from '../domain/order.ts';
import type { Reason } from '../domain/reason.ts';

/** What all orders for one charge point come to (control.md §3). */
export interface Wanted {
  readonly ceilings: readonly { readonly maxMa: number; readonly reason: Reason }[];
  /** The same over all phases in use, W. */
  readonly powers: readonly { readonly maxW: number; readonly reason: Reason }[];
  readonly minMa: number;
  readonly tier: number | undefined;
  readonly surplusOnly: boolean;
  /** Only where charging rules alone ask for surplus. */
  readonly surplusRules: SurplusRules | undefined;
  readonly energyWh: number | undefined;
  readonly departureMs: number | undefined;
}

/**
 * Joins the orders for one charge point: every ceiling counts, the highest floor holds, and the last word on tier,
 * energy and departure. A ceiling that is no current (NaN, negative) is refused where it comes in; here it pauses.
 */
export function wantedOf(orders: readonly ChargeOrder[], chargePoint: string): Wanted {
  const own = orders.filter((order) => order.chargePoint === chargePoint);
  const last = <K extends 'tier' | 'energyWh' | 'departureMs'>(key: K): ChargeOrder[K] | undefined =>
    own.findLast((order) => order[key] !== undefined)?.[key];
  return {
    ceilings: own.flatMap(({ maxMa, reason }) =>
      maxMa === undefined ? [] : [{ maxMa: maxMa >= 0 ? Math.floor(maxMa) : 0, reason }],
    ),
    powers: own.flatMap(({ maxW, reason }) => (maxW === undefined ? [] : [{ maxW: Math.max(0, maxW || 0), reason }])),
    minMa: own.reduce((highest, { minMa = 0 }) => Math.max(highest, minMa), 0),
    tier: last('tier'),
    surplusOnly: own.some((order) => order.surplusOnly === true),
    surplusRules: joinedRules(own.filter((order) => order.surplusOnly === true)),
    energyWh: last('energyWh'),
    departureMs: last('departureMs'),
  };
}

/** Held by one is held; of two holds the shorter one counts. */
function joinedRules(orders: readonly ChargeOrder[]): SurplusRules | undefined {
  let joined: SurplusRules | undefined;
  for (const { surplusRules: rules } of orders) {
    if (rules === undefined) return undefined;
    const untilMs = Math.min(joined?.untilMs ?? Number.POSITIVE_INFINITY, rules.untilMs ?? Number.POSITIVE_INFINITY);
    joined = {
      held: joined?.held === true || rules.held,
      holdMs: Math.min(joined?.holdMs ?? Number.POSITIVE_INFINITY, rules.holdMs),
      ...(Number.isFinite(untilMs) ? { untilMs } : {}),
    };
  }
  return joined;
}
