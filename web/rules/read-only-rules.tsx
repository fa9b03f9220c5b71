import type { RuleState } from '../../firmware/api/shapes.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { RuleItem } from './rule-item.tsx';
import type { RuleInput } from './rule-owner.ts';
import { RuleStanding } from './rule-standing.tsx';
import type { RulePlace } from './sentence.ts';
import { ruleName } from './site-names.ts';
import { wholeRule } from './whole-rule.ts';

interface ReadOnlyRulesProps {
  readonly states: readonly RuleState[];
  /** Undefined: whoever looks may not see them. */
  readonly rules: readonly RuleInput[] | undefined;
  readonly decidedBy: string | null;
  readonly place: Omit<RulePlace, 'ruleName'>;
  readonly now: string;
}

/** Rules that are changed elsewhere, as they stand now. */
export function ReadOnlyRules({ states, rules, decidedBy, place, now }: ReadOnlyRulesProps) {
  const w = useRulesWords();
  const of: RulePlace = { ...place, ruleName: (id) => ruleName(rules ?? [], id, w.item.named) };
  return (
    <ol class="rules">
      {states.map((state, index) => {
        const rule = rules?.find(({ id }) => id === state.id);
        const decides = decidedBy === state.id;
        return rule === undefined ? (
          <li key={state.id} class="rule">
            <span class="rule-number">{index + 1}</span>
            <div class="rule-body">
              <b class="rule-name">{state.name ?? w.item.named(String(index + 1))}</b>
              <RuleStanding {...{ state, decides, now }} />
            </div>
          </li>
        ) : (
          <RuleItem
            key={state.id}
            rule={wholeRule(rule)}
            number={index + 1}
            name={state.name ?? state.id}
            place={of}
            {...{ state, decides, now }}
          />
        );
      })}
    </ol>
  );
}
