import type { RuleListState, RuleStates } from '../../domain/rule-states.ts';
import { type Moment, ruleStates } from '../../rules/rule-states.ts';
import type { ChargingRules } from './charging-rules.ts';

/** How the rules of a charge point stood in the last cycle; undefined for one that is not there. */
export function ruleReport(
  rules: ChargingRules,
  chargePoint: string,
  { nowMs, wallMs }: Omit<Moment, 'cycle'>,
): RuleStates | undefined {
  if (!rules.has(chargePoint)) return undefined;
  const moment = { cycle: rules.cycle, nowMs, wallMs };
  const lists = rules.walked(chargePoint).map(({ list, sheet, result }): RuleListState => {
    const { value, surplus, held, decidedBy, shownId, cutOff } = result;
    return {
      ...{ of: list.of, id: list.id === '' ? null : list.id, valueA: value / 1000, surplus, held },
      decidedBy: sheet.rules[decidedBy]?.id ?? null,
      shownId: shownId === 0 ? null : shownId,
      ...{ cutOff, rules: ruleStates(sheet, result, moment) },
    };
  });
  return { chargePoint, at: new Date(wallMs).toISOString(), off: rules.isOff(chargePoint), lists };
}
