import type { RuleListState, SiteDocument } from '../../firmware/api/shapes.ts';
import { linkTo } from '../live/use-route.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { ReadOnlyRules } from './read-only-rules.tsx';
import { ruleHome } from './rule-owner.ts';
import type { RulePlace } from './sentence.ts';
import type { SiteNames } from './site-names.ts';

interface SetsOfListProps {
  readonly list: Pick<RuleListState, 'rules' | 'decidedBy'>;
  readonly site: SiteDocument | undefined;
  readonly names: SiteNames;
  readonly place: Omit<RulePlace, 'ruleName'>;
  readonly now: string;
}

/** The rule sets that rules of a list switch to, each with its rules as they stand there. */
export function SetsOfList({ list, site, names, place, now }: SetsOfListProps) {
  const w = useRulesWords();
  const sets = [...new Set(list.rules.flatMap(({ set }) => set ?? []))];
  return (
    <>
      {sets.map((set) => (
        <div key={set}>
          <h3>{w.list.inSet(names.set(set))}</h3>
          <ReadOnlyRules
            states={list.rules.filter((rule) => rule.set === set)}
            rules={site && ruleHome(site, { kind: 'set', id: set })?.rules}
            decidedBy={list.decidedBy}
            place={place}
            now={now}
          />
          {site !== undefined && (
            <p>
              <a href={linkTo('rules', ['set', set])}>{w.list.changeThere}</a>
            </p>
          )}
        </div>
      ))}
    </>
  );
}
