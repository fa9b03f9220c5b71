import type { RuleListState } from '../../firmware/api/shapes.ts';
import type { RulesScreenWords } from '../words/rules-screen/en.ts';
import type { Speech } from '../words/speech.ts';

/** What a list of a charge point comes to now: "Asks for 16 A now, from the surplus only". */
export function askedText(speech: Speech, { list: w }: RulesScreenWords, list: RuleListState): string {
  const { valueA, surplus, held, decidedBy } = list;
  const amount = speech.setting(valueA);
  const asks = valueA <= 0 ? w.asksNothing : surplus ? w.asksSurplus(amount) : w.asks(amount);
  return [asks, ...(held ? [w.held] : []), ...(decidedBy === null ? [w.noOneDecided] : [])].join('; ').concat('.');
}
