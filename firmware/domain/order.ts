import type { LimitOrigin } from './limit.ts';
import type { Reason } from './reason.ts';

/** Who asks; a plan, a person, a backend, a rule. Limits in A or W are records of their own (limit.ts). */
export type OrderOrigin = Extract<LimitOrigin, 'profile' | 'plan' | 'override' | 'budget'> | 'rule' | 'user';

/**
 * What somebody asks for one charge point beside its limits (control.md §3). Of several orders the lowest `maxMa` and
 * the highest `minMa` hold, the last `tier`, `departureMs` and `energyWh`; `surplusOnly` of any holds.
 */
export interface ChargeOrder {
  readonly chargePoint: string;
  readonly origin: OrderOrigin;
  /** Ceiling, mA per phase; 0 pauses. Never negative, never NaN. */
  readonly maxMa?: number;
  /** Wished-for floor, mA per phase: where less is left the car waits. */
  readonly minMa?: number;
  readonly tier?: number;
  /** Only what would be exported otherwise may be drawn. */
  readonly surplusOnly?: boolean;
  /** Energy still wanted, Wh, and the wall time by which it should be there. */
  readonly energyWh?: number;
  readonly departureMs?: number;
  /** The charging rules of the charge point do not count. */
  readonly rulesOff?: boolean;
  /** Phases asked for by a person; "auto" leaves it to the loop. */
  readonly phases?: 1 | 3 | 'auto';
  /** Told when `maxMa` is what holds the charge point back. */
  readonly reason: Reason;
}
