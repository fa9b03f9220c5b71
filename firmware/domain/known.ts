import type { KnownPrices } from './prices.ts';

/** What the main thread knows and the control worker decides with: who charges where, prices ahead, plans of deadlines. */
export interface Known {
  /** At most one a charge point; a charge point without one asks nobody who charges there. */
  readonly occupants: readonly Occupant[];
  readonly prices: readonly KnownPrices[];
  /** At most one a charge point. */
  readonly schedules: readonly Schedule[];
}

export const nothingKnown: Known = { occupants: [], prices: [], schedules: [] };

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
