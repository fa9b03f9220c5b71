import type { PerPhase } from './phases.ts';

/** Where a ceiling comes from (contracts §5). */
export const limitOrigins = [
  'fuse',
  'reserve',
  'formula',
  'percent',
  'variable',
  'smgw',
  'para14a',
  'lpc',
  'relay',
  'profile',
  'plan',
  'override',
  'budget',
  'device',
  'leader',
  'sunspec',
  /** A person limits for a while on the page, with a limit or with values of variables. */
  'manual',
] as const;
export type LimitOrigin = (typeof limitOrigins)[number];

/** `all`: everything in the circuit, the house included. `chargePoints`: controllable devices only (§14a EnWG). Never mixed. */
export type LimitScope = 'all' | 'chargePoints';

/** A ceiling in force. Exactly one of `circuit` and `chargePoint` is set. */
export interface LimitRecord {
  readonly id: string;
  readonly origin: LimitOrigin;
  readonly scope: LimitScope;
  readonly circuit?: string;
  readonly chargePoint?: string;
  /** mA per phase, or W over the phases. */
  readonly unit: 'mA' | 'W';
  /** Never negative. Zero is zero. */
  readonly value: number;
  /** mA of each phase where they differ; `value` is the lowest of them then. Only with `mA`. */
  readonly perPhaseMa?: PerPhase;
  /** Wall time since when this value holds. */
  readonly sinceMs: number;
  /** Wall time when it ends by itself, if it does. */
  readonly untilMs?: number;
  /** Who or what set it, in words of the site: a variable's name and its writer, "site". */
  readonly source: string;
  /** True when the formula gave no value and the fallback holds. */
  readonly failed: boolean;
  /** Names of the variables the formula reads. */
  readonly variables: readonly string[];
}

/** The ruling value of one limit as it was last written to disk; after a restart the lower of this and the computed one holds. */
export interface StoredRuling {
  readonly limitId: string;
  readonly circuit: string;
  readonly unit: 'mA' | 'W';
  readonly value: number;
  /** The formula (or number) it was computed from: a ruling dies with the text that made it. */
  readonly text: string;
  readonly atMs: number;
}
