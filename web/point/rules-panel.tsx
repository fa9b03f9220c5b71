import type { Role, RuleListState, RuleState } from '../../firmware/api/shapes.ts';
import { readRules } from '../api/point.ts';
import { useRead } from '../live/use-read.ts';
import { linkTo } from '../live/use-route.ts';
import { faultText } from '../part/fault-text.ts';
import { Mark } from '../part/mark.tsx';
import { Panel } from '../part/panel.tsx';
import { Problem } from '../part/problem.tsx';
import { sees } from '../part/role.ts';
import { whySentence } from '../rules/why.ts';
import { usePointWords } from '../words/point/speech.ts';
import { InRuleWords, useRuleWords } from '../words/rules/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** The rules that count here, each with how it stands now and why. */
export function RulesPanel({ id, role }: { id: string; role: Role }) {
  const { words } = useSpeech();
  const w = usePointWords();
  const { value, failure } = useRead(() => readRules(id), id, 5000);
  return (
    <Panel id="rules" title={w.rules.title}>
      {value === undefined && failure !== undefined && <Problem text={faultText(words, failure)} />}
      {value?.off === true && <p>{w.rules.off}</p>}
      {value?.lists.length === 0 && value.off === false && <p class="soft">{w.rules.none}</p>}
      <InRuleWords>
        {value?.lists.map((list) => (
          <List key={`${list.of} ${list.id}`} list={list} now={value.at} />
        ))}
      </InRuleWords>
      {sees(role, 'rules') && (
        <p class="note">
          <a href={linkTo('rules', [id])}>{w.rules.edit}</a>
        </p>
      )}
    </Panel>
  );
}

function List({ list, now }: { list: RuleListState; now: string }) {
  const { setting } = useSpeech();
  const w = usePointWords();
  return (
    <section class="point-rules">
      <h3>
        {w.rules.of[list.of]}
        {list.id !== null && ` (${list.id})`}
      </h3>
      <p class="soft">{w.rules.asks(setting(list.valueA))}</p>
      <ol>
        {list.rules.map((rule) => (
          <Rule key={`${rule.set} ${rule.id}`} rule={rule} now={now} decides={rule.id === list.decidedBy} />
        ))}
      </ol>
    </section>
  );
}

function Rule({ rule, now, decides }: { rule: RuleState; now: string; decides: boolean }) {
  const speech = useSpeech();
  const ruleWords = useRuleWords();
  const w = usePointWords();
  const tone = rule.result === null ? 'unknown' : rule.result || rule.held ? 'ok' : 'idle';
  return (
    <li data-rule={rule.id}>
      <Mark tone={tone} /> <b>{rule.name ?? rule.id}</b>
      {decides && <span class="point-decides"> {w.rules.decides}</span>}
      <br />
      {whySentence(speech, ruleWords, rule, now)}
    </li>
  );
}
