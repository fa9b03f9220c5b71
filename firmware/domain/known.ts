import type { KnownPrices } from './prices.ts';

/** What the main thread knows and the control worker decides with: who charges where, prices and plans ahead, ceilings of backends. */
export interface Known {
  /** At most one a charge point; a charge point without one asks nobody who charges there. */
  readonly occupants: readonly Occupant[];
  readonly prices: readonly KnownPrices[];
  /** At most one a charge point. */
  readonly schedules: readonly Schedule[];
  /** Any number a charge point: each backend speaks for itself, the lowest holds. */
  readonly ceilings: readonly BackendCeiling[];
}

export const nothingKnown: Known = { occupants: [], prices: [], schedules: [], ceilings: [] };

/** The most that an OCPP backend allows now. It can only lower what our own limits leave. Times are wall ms. */
export interface BackendCeiling {
  /** `id` of the backend. */
  readonly backend: string;
  /** Absent: the house connection, all that it draws. */
  readonly chargePoint?: string;
  /** mA per phase; 0 = nothing flows. */
  readonly maxMa?: number;
  /** The same over all phases, W. */
  readonly maxW?: number;
  /** Phases that may be used. */
  readonly phases?: 1 | 3;
  /**
   * `profile`: its charging profiles. `refused`: it does not know the tag of the car. `stopped`: it ended the transaction.
   * `unavailable`: it took the charge point out of service.
   */
  readonly why: 'profile' | 'refused' | 'stopped' | 'unavailable';
  /** Since when this value holds, and when it will change by itself as far as that is known. */
  readonly sinceMs: number;
  readonly untilMs?: number;
}

/** Who charges at a charge point now, and what that allows. Times are wall ms. */
export interface Occupant {
  readonly chargePoint: string;
  /** False: somebody has to show a tag or a PIN first. */
  readonly authorised: boolean;
  /** `id` in the site's `users`. */
  readonly user?: string;
  /** `id` in the site's `tags`. */
  readonly tag?: string;
  /** Priority of the user or the tag in place of the charge point's. */
  readonly priority?: number;
  /** Rule set of the tag, in place of the charge point's rules. */
  readonly ruleSet?: string;
  /** The user's rules do not count. */
  readonly userRulesOff?: boolean;
  /** Ceiling that the tag brings, mA per phase. */
  readonly maxMa?: number;
  readonly phases?: 1 | 3 | 'auto';
  /** The budget that counts; nothing is left when `used` reaches `amount`. */
  readonly budget?: { readonly unit: 'kWh' | 'min'; readonly amount: number; readonly used: number };
  /** The session that runs. */
  readonly session?: SessionNow;
}

/** What a session has come to. */
export interface SessionNow {
  readonly pluggedAtMs: number;
  readonly energyWh: number;
  /** Time in which it really charged. */
  readonly chargedS: number;
}

/** When a car charges so that it is ready in time and cheap: what it may draw, quarter hour by quarter hour. */
export interface Schedule {
  readonly chargePoint: string;
  /** In order of time; outside of them the car waits. */
  readonly slots: readonly { readonly fromMs: number; readonly toMs: number; readonly maxMa: number }[];
  /** The need it was made for: another departure makes it void. */
  readonly departureMs: number;
  /** What the car can take, W: when that only just suffices, the plan does not count any more. */
  readonly fullW: number;
}
