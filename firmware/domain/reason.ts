import type { LimitOrigin } from './limit.ts';
import type { PhaseName } from './phases.ts';

/** Why a charge point gets what it gets, or why a circuit is limited (contracts §5). Texts live in the page. */
export const reasonCodes = [
  'noCar',
  'carFull',
  'carLimit',
  'deviceLimit',
  'fuse',
  'circuit',
  'power',
  'reserve',
  'overdraft',
  'imbalance',
  'variable',
  'formulaFailed',
  'operator',
  'profile',
  'plan',
  'rule',
  'user',
  'budget',
  'unauthorised',
  'override',
  'surplus',
  'waitingTurn',
  'pause',
  'minOn',
  'ramp',
  'phaseSwitch',
  'meterStale',
  'lost',
  'notFollowing',
  'disabled',
  'observe',
  'leader',
  'sunspec',
  'manual',
  'starting',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** A code and the facts that a sentence needs. Times are ISO 8601 (UTC). */
export interface Reason {
  readonly code: ReasonCode;
  readonly circuit?: string;
  readonly phase?: PhaseName;
  /** The ceiling that ruled, mA per phase; absent for a limit in W. */
  readonly limitMa?: number;
  readonly origin?: LimitOrigin;
  /** The charging rule that decided, by its id. */
  readonly rule?: string;
  readonly since?: string;
  readonly until?: string;
}
