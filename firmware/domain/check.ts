import type { PhaseName } from './phases.ts';

/** `meter`: sign, factor and phase order of a grid meter. `wiring`: the phases a charge point is wired to. */
export const checkKinds = ['meter', 'wiring'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** What an installer asks for. */
export interface CheckRequest {
  readonly kind: CheckKind;
  /** Id of the meter or charge point. */
  readonly device: string;
  /** Only for a meter: a person switches a load of 1.5 kW or more on this phase when told; else charge points are stepped. */
  readonly loadPhase?: PhaseName;
}

export const checkStatuses = ['running', 'found', 'unclear', 'failed'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** What a check has to say; the sentences are in docs/commissioning.md and in the page. */
export const checkCodes = [
  // running
  'settling',
  'stepping',
  'switchOn',
  'switchOff',
  // found
  'fits',
  'fitsInPart',
  'phasesDiffer',
  'signInverted',
  'factorDiffers',
  // unclear: nothing is told rather than something wrong
  'noLoad',
  'noMeter',
  'noAnswer',
  'disturbed',
  'threePhaseCar',
  'phasesDoNotFit',
  'voltageMixed',
  // failed
  'noMeterAbove',
  'notAGridMeter',
  'unknownDevice',
  'observing',
  'siteChanged',
  'ended',
] as const;
export type CheckCode = (typeof checkCodes)[number];

/** One step of the load and what moved with it, A. */
export interface CheckStep {
  /** Which charge point; null when a person switched. */
  readonly chargePoint: string | null;
  /** Change of the load per own phase of the box as it says itself; null where it does not measure. */
  readonly loadA: readonly number[] | null;
  /** Change per own phase of the meter, signed. */
  readonly meterA: readonly number[];
}

/** A check and what it found so far. Nothing of it is applied by itself. */
export interface CheckResult {
  readonly id: string;
  readonly kind: CheckKind;
  readonly device: string;
  /** The meter that looked. */
  readonly meter: string | null;
  /** The charge points that were stepped. */
  readonly chargePoints: readonly string[];
  readonly status: CheckStatus;
  readonly code: CheckCode;
  /** Per own phase of the meter: 1 = import counts as import; null = not seen, or the meter gives no power. */
  readonly sign: readonly (1 | -1 | null)[];
  /** Per own phase of the meter: what it counts for every ampere that flows; null = not seen or not known. */
  readonly ratio: readonly (number | null)[];
  /** Building phase behind each own phase of the device; null = not told by this load. */
  readonly phases: readonly (PhaseName | null)[];
  /** Share of the steps that agree with what was found, 0..1. */
  readonly confidence: number;
  /** What the entry of the device should become; null = nothing, or it cannot be put right in the site document. */
  readonly siteChange: { readonly phases?: string; readonly factor?: number } | null;
  /**
   * True where `siteChange.phases` rests on what was not seen: for a charge point that its phases follow in their order
   * (a right-hand rotating field), for a meter that the charge points are wired as entered.
   */
  readonly restAssumed: boolean;
  readonly steps: readonly CheckStep[];
  readonly startedAt: string;
  /** When it ends by itself. */
  readonly endsAt: string;
}
