import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { RuleListState, State } from '../../firmware/api/shapes.ts';
import { readRuleStates } from '../api/rules.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { askedText } from './asked-text.ts';
import { AttemptPanel } from './attempt-panel.tsx';
import { ExamplesPanel } from './examples-panel.tsx';
import { ReadOnlyRules } from './read-only-rules.tsx';
import { type RuleInput, type RuleOwner, ruleHome } from './rule-owner.ts';
import { RulesPanel } from './rules-panel.tsx';
import type { RulePlace } from './sentence.ts';
import { SetsOfList } from './set-of-list.tsx';
import { namesOf } from './site-names.ts';

interface PointRulesProps {
  readonly id: string;
  readonly live: State;
  /** Undefined: whoever looks may not see the site. */
  readonly desk: SiteDesk | undefined;
}

/** Rules move with the values they look at. */
export const statesMs = 2_000;

/** Every rule that counts at a charge point, in the order in which it is looked at, and how it stands. */
export function PointRules({ id, live, desk }: PointRulesProps) {
  const speech = useSpeech();
  const w = useRulesWords();
  const site = desk?.site;
  const read = useRead(() => readRuleStates(id), `${id} ${desk?.busy ?? ''}`, statesMs);
  const [draft, setDraft] = useState<readonly RuleInput[]>();
  const owner: RuleOwner = { kind: 'chargePoint', id };
  const states = read.value?.chargePoint === id ? read.value : undefined;
  const own = states?.lists.find(({ of }) => of === 'own');
  const others = states?.lists.filter(({ of }) => of !== 'own') ?? [];
  const rules = site && ruleHome(site, owner)?.rules;
  const names = namesOf(site, live);
  const place = { of: 'chargePoint', deviceName: names.device, setName: names.set } as const;
  const said = (list: RuleListState) => (
    <>
      <p class="rules-come-to">{askedText(speech, w, list)}</p>
      {list.cutOff && <Note text={w.list.cutOff} />}
    </>
  );

  return (
    <>
      {states?.off === true && <Note text={w.list.rulesOff} />}
      {states === undefined && (
        <p class="soft" role="status">
          {read.failure === undefined ? w.list.waiting : w.list.notTold}
        </p>
      )}
      {site !== undefined && desk !== undefined && rules !== undefined ? (
        <RulesPanel
          {...{ owner, site, desk, live }}
          title={w.list.own}
          states={own?.rules}
          decidedBy={own?.decidedBy ?? null}
          empty={w.list.empty}
          onDraft={setDraft}
          below={own !== undefined && <SetsOfList list={own} {...{ site, names, place }} now={live.at} />}
        >
          {own !== undefined && own.rules.length > 0 && said(own)}
          {own === undefined && rules.length > 0 && others.some(({ of }) => of === 'set') && <p>{w.list.replaced}</p>}
        </RulesPanel>
      ) : (
        own !== undefined && (
          <Panel id="rules-own" title={w.list.own}>
            {own.rules.length === 0 ? <p class="soft">{w.list.empty}</p> : said(own)}
            <ReadOnlyRules
              states={own.rules.filter(({ set }) => set === null)}
              rules={undefined}
              decidedBy={own.decidedBy}
              {...{ place }}
              now={live.at}
            />
            <SetsOfList list={own} site={undefined} {...{ names, place }} now={live.at} />
            <p class="note">{w.list.statesOnly}</p>
          </Panel>
        )
      )}
      {others.map((list) => (
        <OtherList key={`${list.of}-${list.id}`} {...{ list, site, names, place }} now={live.at}>
          {said(list)}
        </OtherList>
      ))}
      {others.length > 0 && own !== undefined && <p class="note">{w.list.lowest}</p>}
      {site !== undefined && desk !== undefined && rules !== undefined && (
        <ExamplesPanel owner={owner} desk={desk} open={rules.length === 0} />
      )}
      <AttemptPanel chargePoint={id} draft={draft} rules={rules} now={live.at} />
    </>
  );
}

interface OtherListProps {
  readonly list: RuleListState;
  readonly site: SiteDesk['site'];
  readonly names: ReturnType<typeof namesOf>;
  readonly place: Omit<RulePlace, 'ruleName'>;
  readonly now: string;
  readonly children: ComponentChildren;
}

/** The list of who charges, or the set that a card has brought. */
function OtherList({ list, site, names, place, now, children }: OtherListProps) {
  const w = useRulesWords();
  const id = list.id ?? '';
  const owner: RuleOwner = { kind: list.of === 'user' ? 'user' : 'set', id };
  const title = list.of === 'user' ? w.list.ofUser(names.user(id)) : w.list.ofCard(names.set(id));
  return (
    <Panel
      id={`rules-${list.of}-${id}`}
      title={title}
      actions={
        site !== undefined && (
          <a class="plain-button" href={linkTo('rules', [owner.kind, id])}>
            {w.list.changeThere}
          </a>
        )
      }
    >
      {children}
      <ReadOnlyRules
        states={list.rules.filter(({ set }) => set === null || (list.of === 'set' && set === id))}
        rules={site && ruleHome(site, owner)?.rules}
        decidedBy={list.decidedBy}
        {...{ place, now }}
      />
      <SetsOfList
        list={{ ...list, rules: list.rules.filter(({ set }) => set !== id) }}
        {...{ site, names, place, now }}
      />
    </Panel>
  );
}

const Note = ({ text }: { readonly text: string }) => (
  <p class="ask" role="status">
    <Mark tone="limited" /> {text}
  </p>
);
