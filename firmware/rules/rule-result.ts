import type { PhaseIndex } from '../domain/phases.ts';

/** What a list of rules comes to. The same object is filled anew by each walk. */
export interface RuleResult {
  /** mA per phase or W; -1 of a battery: leave it alone. */
  value: number;
  /** It comes from rules with `surplus`. */
  surplus: boolean;
  /** It was raised to the minimum for a while (`_undercut`). */
  held: boolean;
  /** Until when (monotonic), NaN where rules say so themselves. */
  heldUntilMs: number;
  /** How long the rule that gave the value holds on, ms. */
  holdMs: number;
  /** Place of the rule that gave the value in its sheet; -1 = none did. */
  decidedBy: number;
  /** Current that must be there for a while before three phases are used, NaN = nothing said. */
  minimum: number;
  /** `_rule_id`, 0 = none. */
  shownId: number;
  /** The walk went in circles and was cut off. */
  cutOff: boolean;
  phase: PhaseIndex;
}

export const emptyResult = (): RuleResult => ({
  ...{ value: 0, surplus: false, held: false, heldUntilMs: Number.NaN, holdMs: 0, decidedBy: -1 },
  ...{ minimum: Number.NaN, shownId: 0, cutOff: false, phase: 0 },
});

/** Without making an object. */
export function copyResult(from: RuleResult, to: RuleResult): void {
  to.value = from.value;
  to.surplus = from.surplus;
  to.held = from.held;
  to.heldUntilMs = from.heldUntilMs;
  to.holdMs = from.holdMs;
  to.decidedBy = from.decidedBy;
  to.minimum = from.minimum;
  to.shownId = from.shownId;
  to.cutOff = from.cutOff;
  to.phase = from.phase;
}
