import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RuleState, SiteDocument, State } from '../../firmware/api/shapes.ts';
import { Icon } from '../part/icon.tsx';
import { Panel } from '../part/panel.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { moved, put, walksOf } from './list-order.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleItem } from './rule-item.tsx';
import { isOfBattery, type RuleInput, type RuleOwner, ruleHome, withRules } from './rule-owner.ts';
import type { RulePlace } from './sentence.ts';
import { namesOf, ruleName } from './site-names.ts';
import { freeId, wholeRule } from './whole-rule.ts';

interface RulesPanelProps {
  readonly owner: RuleOwner;
  readonly title: string;
  readonly site: SiteDocument;
  readonly desk: SiteDesk;
  readonly live: State;
  /** How its rules stand; undefined: they do not count anywhere now, or it is not known. */
  readonly states: readonly RuleState[] | undefined;
  readonly decidedBy: string | null;
  readonly empty: string;
  /** What the list comes to, above its rules. */
  readonly children?: ComponentChildren;
  /** What it goes on with, below its rules. */
  readonly below?: ComponentChildren;
  /** The list with the rule that is being edited; undefined: nothing is edited, or it is not complete. */
  readonly onDraft?: (rules: readonly RuleInput[] | undefined) => void;
}

/** A list of rules that can be changed: each change is saved at once and can be undone. */
export function RulesPanel(props: RulesPanelProps) {
  const { owner, title, site, desk, live, states, decidedBy, empty, children, below, onDraft } = props;
  const w = useRulesWords();
  const rules = ruleHome(site, owner)?.rules ?? [];
  const [editing, setEditing] = useState<string>();
  const [tried, setTried] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  /** What shall have the focus once the list is drawn anew. */
  const focusOn = useRef<string>(undefined);
  useEffect(() => {
    if (focusOn.current === undefined || desk.busy) return;
    frame.current?.closest('section')?.querySelector<HTMLElement>(focusOn.current)?.focus();
    focusOn.current = undefined;
  });

  const nameOf = (id: string) => ruleName(rules, id, w.item.named);
  const names = namesOf(site, live);
  const place: RulePlace = {
    of: isOfBattery(owner) ? (owner.kind as 'charge' | 'discharge') : 'chargePoint',
    deviceName: names.device,
    setName: names.set,
    ruleName: nameOf,
  };
  const key = `${owner.kind}-${owner.id}`;

  /** The change is made on the newest list, should somebody else have changed it meanwhile. */
  async function save(edit: (rules: readonly RuleInput[]) => readonly RuleInput[], said: string): Promise<boolean> {
    if (desk.busy) return false;
    setTried(true);
    return desk.save((from) => withRules(from, owner, edit(ruleHome(from, owner)?.rules ?? [])), said);
  }
  function close(id: string): void {
    setEditing(undefined);
    onDraft?.(undefined);
    focusOn.current = id === '' ? '[data-act=add]' : `[data-rule="${id}"] [data-act=edit]`;
  }

  const actsOf = (rule: RuleInput) => ({
    edit: () => setEditing(rule.id),
    move(step: 1 | -1) {
      const list = moved(rules, rule.id, step);
      if (list === rules) return;
      focusOn.current = `[data-rule="${rule.id}"] [data-act=${step < 0 ? 'up' : 'down'}]`;
      const number = list.findIndex(({ id }) => id === rule.id) + 1;
      void save((from) => moved(from, rule.id, step), w.said.moved(nameOf(rule.id), number));
    },
    copy() {
      const name = w.item.copyOf(nameOf(rule.id)).slice(0, 80);
      void save(
        (from) =>
          from.flatMap((one) =>
            one.id === rule.id ? [one, { ...one, id: freeId(from, one.id), name, enabled: false }] : [one],
          ),
        w.said.copied,
      );
    },
    toggle() {
      const enabled = rule.enabled === false;
      void save(
        (from) => from.map((one) => (one.id === rule.id ? { ...one, enabled } : one)),
        enabled ? w.said.on : w.said.off,
      );
    },
    remove() {
      focusOn.current = '[data-act=add]';
      void save((from) => from.filter(({ id }) => id !== rule.id), w.said.removed);
    },
  });

  const form = (rule: RuleInput | undefined) => (
    <RuleForm
      key={rule?.id ?? 'new'}
      rule={rule}
      {...{ owner, site, desk, place, rules }}
      onDraft={(drafted) => onDraft?.(drafted === undefined ? undefined : put(rules, drafted))}
      onSave={(drafted) => save((from) => put(from, drafted), rule === undefined ? w.said.added : w.said.changed)}
      onClose={() => close(rule?.id ?? '')}
    />
  );
  const items = (walk: ReturnType<typeof walksOf<RuleInput>>['rest']) => (
    <ol class="rules">
      {walk.map(({ rule, number }, index) =>
        rule.id === editing ? (
          <li key={rule.id}>{form(rule)}</li>
        ) : (
          <RuleItem
            key={rule.id}
            rule={wholeRule(rule)}
            {...{ number, place }}
            name={nameOf(rule.id)}
            state={states?.find(({ id, set }) => id === rule.id && (set === null || owner.kind === 'set'))}
            decides={decidedBy === rule.id}
            now={live.at}
            acts={actsOf(rule)}
            first={index === 0}
            last={index === walk.length - 1}
          />
        ),
      )}
    </ol>
  );
  const { surplus, rest } = walksOf(rules);

  return (
    <Panel
      id={`rules-${key}`}
      title={title}
      actions={
        <button class="plain-button" type="button" data-act="add" onClick={() => setEditing('')}>
          <Icon name="add" /> {w.list.add}
        </button>
      }
    >
      <div ref={frame} data-list={key}>
        {children}
        {rules.length === 0 && editing !== '' && <p class="soft">{empty}</p>}
        {surplus.length > 0 && <h3>{w.list.surplusFirst}</h3>}
        {surplus.length > 0 && items(surplus)}
        {surplus.length > 0 && rest.length > 0 && <h3>{w.list.thenRest}</h3>}
        {rest.length > 0 && items(rest)}
        {editing === '' && form(undefined)}
        {below}
        {tried && editing === undefined && <SaveTrouble desk={desk} />}
        {rules.length > 1 && <p class="note no-print">{w.list.keys}</p>}
      </div>
    </Panel>
  );
}
