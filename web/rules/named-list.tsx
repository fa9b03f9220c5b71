import { useState } from 'preact/hooks';
import type { State } from '../../firmware/api/shapes.ts';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { AttemptPanel } from './attempt-panel.tsx';
import { ExamplesPanel } from './examples-panel.tsx';
import { type RuleInput, type RuleOwner, ruleHome } from './rule-owner.ts';
import { RulesPanel } from './rules-panel.tsx';
import { namesOf } from './site-names.ts';

interface NamedListProps {
  readonly owner: Extract<RuleOwner, { kind: 'user' | 'set' }>;
  readonly live: State;
  readonly desk: SiteDesk;
}

/** The rules of a person, or a named set: they stand somewhere only while they are used there. */
export function NamedList({ owner, live, desk }: NamedListProps) {
  const w = useRulesWords();
  const { site } = desk;
  const [draft, setDraft] = useState<readonly RuleInput[]>();
  const [chosen, setChosen] = useState<string>();
  if (site === undefined) return null;
  const names = namesOf(site, live);
  const isUser = owner.kind === 'user';
  const rules = ruleHome(site, owner)?.rules ?? [];
  const points = Object.fromEntries(live.chargePoints.map(({ id, name }) => [id, name]));
  const chargePoint = chosen ?? live.chargePoints[0]?.id;
  return (
    <>
      <RulesPanel
        {...{ owner, site, desk, live }}
        title={isUser ? w.list.ofPerson(names.user(owner.id)) : w.list.setTitle(names.set(owner.id))}
        states={undefined}
        decidedBy={null}
        onDraft={setDraft}
        empty={isUser ? w.list.emptyPerson : w.list.emptySet}
      >
        <p class="note">{isUser ? w.list.whenCharging : w.list.whenUsed}</p>
      </RulesPanel>
      <ExamplesPanel owner={owner} desk={desk} open={rules.length === 0} />
      {chargePoint !== undefined && (
        <AttemptPanel {...{ chargePoint, points, draft, rules }} onPoint={setChosen} now={live.at} />
      )}
    </>
  );
}
