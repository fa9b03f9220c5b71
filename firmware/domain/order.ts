import type { LimitOrigin } from './limit.ts';
import type { Reason } from './reason.ts';

/** Who asks; a plan, a person, a backend, a rule. Limits in A or W are records of their own (limit.ts). */
export type OrderOrigin = Extract<LimitOrigin, 'profile' | 'plan' | 'override' | 'budget'> | 'rule' | 'user';

/** What charging rules say of a charge point that runs on surplus: then the usual margin and hold do not count. */
export interface SurplusRules {
  /** It is held at its minimum now, although the surplus does not bear it. */
  readonly held: boolean;
  /** Until when, monotonic ms; absent = as long as the rules say so. */
  readonly untilMs?: number;
  /** How long it is held when others take what is left, ms. */
  readonly holdMs: number;
}

/**
 * What somebody asks for one charge point beside its limits (control.md §3). Of several orders the lowest `maxMa` and
 * the highest `minMa` hold, the last `tier`, `departureMs` and `energyWh`; `surplusOnly` of any holds.
 */
export interface ChargeOrder {
  readonly chargePoint: string;
  readonly origin: OrderOrigin;
  /** Ceiling, mA per phase; 0 pauses. Never negative, never NaN. */
  readonly maxMa?: number;
  /** The same over all phases that are used, W. */
  readonly maxW?: number;
  /** Wished-for floor, mA per phase: where less is left the car waits. */
  readonly minMa?: number;
  readonly tier?: number;
  /** Only what would be exported otherwise may be drawn. */
  readonly surplusOnly?: boolean;
  readonly surplusRules?: SurplusRules;
  /** Energy still wanted, Wh, and the wall time by which it should be there. */
  readonly energyWh?: number;
  readonly departureMs?: number;
  /** The charging rules of the charge point do not count. */
  readonly rulesOff?: boolean;
  /** Phases asked for by a person; "auto" leaves it to the loop. */
  readonly phases?: 1 | 3 | 'auto';
  /** What three phases must bear for a while before they are used, mA per phase. */
  readonly phasesUpMa?: number;
  /** Told when `maxMa` is what holds the charge point back. */
  readonly reason: Reason;
}

/** How many phases are asked for: the last word counts, except that one phase of a backend holds. `auto` where nobody says. */
export function phaseWish(orders: readonly ChargeOrder[]): 1 | 3 | 'auto' {
  if (orders.some(({ origin, phases }) => origin === 'profile' && phases === 1)) return 1;
  return orders.findLast(({ phases }) => phases !== undefined)?.phases ?? 'auto';
}
