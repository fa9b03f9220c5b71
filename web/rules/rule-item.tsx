import { useState } from 'preact/hooks';
import type { Rule, RuleState } from '../../firmware/api/shapes.ts';
import { Icon } from '../part/icon.tsx';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { RuleStanding } from './rule-standing.tsx';
import { type RulePlace, ruleSentence } from './sentence.ts';

/** What can be done with a rule of the list. */
export interface RuleActs {
  readonly edit: () => void;
  readonly move: (step: 1 | -1) => void;
  readonly copy: () => void;
  readonly toggle: () => void;
  readonly remove: () => void;
}

interface RuleItemProps {
  readonly rule: Rule;
  readonly number: number;
  readonly name: string;
  readonly place: RulePlace;
  readonly state: RuleState | undefined;
  readonly decides: boolean;
  readonly now: string;
  /** Undefined: it can only be read here. */
  readonly acts?: RuleActs | undefined;
  readonly first?: boolean;
  readonly last?: boolean;
}

/** A rule as a sentence, how it stands, and what can be done with it. */
export function RuleItem(props: RuleItemProps) {
  const { rule, number, name, place, state, decides, now, acts, first = false, last = false } = props;
  const speech = useSpeech();
  const w = useRulesWords();
  return (
    <li
      class={`rule${rule.enabled ? '' : ' rule-off'}`}
      data-rule={rule.id}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (!event.altKey || step === 0 || acts === undefined) return;
        event.preventDefault();
        acts.move(step);
      }}
    >
      <span class="rule-number">{number}</span>
      <div class="rule-body">
        {rule.name !== undefined && <b class="rule-name">{rule.name}</b>}
        <p class="rule-says">{ruleSentence(speech, w.rule, rule, place)}</p>
        {state !== undefined && <RuleStanding state={state} decides={decides} now={now} />}
        {acts !== undefined && <RuleButtons {...{ acts, name, first, last }} enabled={rule.enabled} />}
      </div>
    </li>
  );
}

interface RuleButtonsProps {
  readonly acts: RuleActs;
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly enabled: boolean;
}

function RuleButtons({ acts, name, first, last, enabled }: RuleButtonsProps) {
  const { words } = useSpeech();
  const w = useRulesWords();
  const [more, setMore] = useState(false);
  return (
    <div class="buttons rule-buttons">
      <button class="plain-button" type="button" data-act="edit" onClick={acts.edit}>
        <Icon name="edit" /> {words.common.edit}
        <span class="unseen"> {name}</span>
      </button>
      <button
        class="plain-button icon-button"
        type="button"
        data-act="up"
        aria-label={w.item.up(name)}
        title={w.item.up(name)}
        aria-disabled={first}
        onClick={() => !first && acts.move(-1)}
      >
        <Icon name="up" />
      </button>
      <button
        class="plain-button icon-button"
        type="button"
        data-act="down"
        aria-label={w.item.down(name)}
        title={w.item.down(name)}
        aria-disabled={last}
        onClick={() => !last && acts.move(1)}
      >
        <Icon name="down" />
      </button>
      <button class="plain-button" type="button" aria-expanded={more} onClick={() => setMore(!more)}>
        {w.item.more}
        <span class="unseen"> {name}</span>
      </button>
      {more && (
        <>
          <button class="plain-button" type="button" onClick={acts.copy}>
            {w.item.copy}
          </button>
          <button class="plain-button" type="button" onClick={acts.toggle}>
            {enabled ? w.item.switchOff : w.item.switchOn}
          </button>
          <button class="plain-button" type="button" onClick={acts.remove}>
            <Icon name="remove" /> {words.common.remove}
          </button>
        </>
      )}
    </div>
  );
}
