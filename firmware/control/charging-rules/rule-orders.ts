import type { ChargeOrder } from '../../domain/order.ts';
import type { Reason } from '../../domain/reason.ts';
import type { RuleSheet } from '../../rules/compile-rules.ts';
import type { RuleResult } from '../../rules/rule-result.ts';
import type { Situation } from '../../rules/situation.ts';

/**
 * What a list of rules asks for; undefined when it asks for all there is. Rules with `surplus` may take only what would be
 * fed in, so they ask for a place at the surplus as well.
 */
export function orderOf(
  chargePoint: string,
  of: 'rule' | 'user',
  sheet: RuleSheet,
  result: RuleResult,
  { min, max, volts }: Pick<Situation, 'min' | 'max' | 'volts'>,
): ChargeOrder | undefined {
  const { value, surplus, minimum } = result;
  const decided = sheet.rules[result.decidedBy];
  const up = Number.isNaN(minimum) ? {} : { phasesUpMa: minimum };
  const reason: Reason = {
    code: surplus ? 'surplus' : of,
    limitMa: value,
    ...(decided === undefined ? {} : { rule: decided.id }),
  };
  const common = { chargePoint, origin: of, ...up, reason };
  if (!surplus) return value >= max && Number.isNaN(minimum) ? undefined : { ...common, maxMa: value };
  const { held, heldUntilMs, holdMs } = result;
  const surplusRules = { held, holdMs, ...(Number.isNaN(heldUntilMs) ? {} : { untilMs: heldUntilMs }) };
  const asked = { ...common, surplusOnly: true, surplusRules };
  if (held) return asked;
  // A share of what there is is power: on one phase it may be enough where it is too little for three.
  if (decided?.kind === 'share' && value > 0) return { ...asked, maxW: (value * volts) / 1000 };
  return { ...asked, maxMa: value < min ? 0 : value };
}
