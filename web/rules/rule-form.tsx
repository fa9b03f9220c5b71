import { useEffect, useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { Choice, focusWrong, TextField } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useRulesWords } from '../words/rules-screen/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { ActionFields } from './action-fields.tsx';
import { Check } from './check.tsx';
import { ConditionFields } from './condition-fields.tsx';
import { DayPicker } from './day-picker.tsx';
import { DraftNow } from './draft-now.tsx';
import { type DraftField, ruleOf } from './draft-rule.ts';
import { put } from './list-order.ts';
import { draftOf, type RuleDraft } from './rule-draft.ts';
import { isOfBattery, type RuleInput, type RuleOwner } from './rule-owner.ts';
import { type RulePlace, ruleSentence } from './sentence.ts';
import { useRefusedField } from './use-refused-field.tsx';
import { freeId, leanRule, wholeRule } from './whole-rule.ts';

interface RuleFormProps {
  /** Undefined: a new one. */
  readonly rule: RuleInput | undefined;
  readonly owner: RuleOwner;
  readonly site: SiteDocument;
  readonly desk: SiteDesk;
  readonly place: RulePlace;
  /** The list that it stands in. */
  readonly rules: readonly RuleInput[];
  readonly onDraft: (rule: RuleInput | undefined) => void;
  readonly onSave: (rule: RuleInput) => Promise<boolean>;
  readonly onClose: () => void;
}

/** What a rule that is begun says before anything is changed. */
const begun = (id: string): RuleInput => ({
  id,
  if: { kind: 'time', from: '22:00', to: '06:00' },
  // biome-ignore lint/suspicious/noThenProperty: the site document calls it so.
  then: { kind: 'set', valueA: 16 },
});

/** A rule as a sentence that is filled in: when …, then …, and …; what it will say is shown all the time. */
export function RuleForm({ rule, owner, site, desk, place, rules, onDraft, onSave, onClose }: RuleFormProps) {
  const speech = useSpeech();
  const { words, language } = speech;
  const w = useRulesWords();
  const f = w.form;
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  // A set may be meant for a battery: then its amounts are W.
  const given = rule ?? begun('new');
  const isBattery = isOfBattery(owner) || 'valueW' in given.then;
  const [draft, setDraft] = useState<RuleDraft>(() => {
    const amount = isBattery ? '3000' : '16';
    const first = draftOf(wholeRule(given), language, amount);
    return rule === undefined ? { ...first, text: { ...first.text, amount } } : first;
  });
  const [shown, setShown] = useState(false);
  const found = ruleOf(draft, isBattery);
  const faults = 'faults' in found ? found.faults : {};
  const refused = useRefusedField({ desk, site, owner, draft, form });
  const id = (key: DraftField) => `rule-${key}`;

  useEffect(() => onDraft('rule' in found ? leanRule(found.rule) : undefined), [draft]);

  // A conflict is settled by the buttons of its message: ours was put on top, or dropped.
  const conflict = useRef(false);
  useEffect(() => {
    if (desk.trouble?.kind === 'conflict') conflict.current = true;
    else if (conflict.current && desk.trouble === undefined && !desk.busy) onClose();
  }, [desk.trouble, desk.busy]);

  function change(part: Partial<RuleDraft>): void {
    setDraft((was) => ({ ...was, ...part }));
    refused.forget();
  }
  const wrongOf = (key: DraftField) =>
    refused.wrongOf(key) ?? (shown && faults[key] !== undefined ? f.wrong[faults[key]] : undefined);

  async function send(): Promise<void> {
    setShown(true);
    if (!('rule' in found)) return focusWrong(form.current);
    const named = rule === undefined ? freeId(rules, draft.name || 'rule') : rule.id;
    if (await onSave(leanRule({ ...found.rule, id: named }))) onClose();
    else refused.look();
  }

  const byId = (list: readonly { readonly id: string; readonly name?: string | undefined }[] | undefined) =>
    Object.fromEntries(
      (list ?? []).map(({ id: one, name }) => [one, name === undefined || name === one ? one : `${name} (${one})`]),
    );
  const shared = {
    ...{ draft, id, wrongOf, isBattery, voltageV: site.voltageV ?? 230 },
    device: owner.kind === 'user' || owner.kind === 'set' ? undefined : owner.id,
    put: (key: keyof RuleDraft['text']) => (value: string) => change({ text: { ...draft.text, [key]: value } }),
    devices: byId(site.devices),
    meters: byId(site.devices),
    rules: Object.fromEntries(
      rules.filter((one) => one.id !== rule?.id).map((one) => [one.id, place.ruleName?.(one.id) ?? one.id]),
    ),
    sets: Object.fromEntries(Object.keys(site.ruleSets ?? {}).map((one) => [one, place.setName?.(one) ?? one])),
  };
  const saysMuch = draft.action === 'and' || draft.action === 'or';

  return (
    <form
      ref={form}
      class="form form-box rule-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3>{rule === undefined ? f.newTitle : f.editTitle}</h3>
      <p class="rule-preview">
        <small>{f.reads}: </small>
        {'rule' in found ? ruleSentence(speech, w.rule, found.rule, place) : f.incomplete}
      </p>
      {owner.kind === 'chargePoint' && 'rule' in found && (
        <DraftNow chargePoint={owner.id} rules={put(rules, leanRule(found.rule))} rule={draft.id} />
      )}
      <fieldset class="rule-part">
        <legend>{f.when}</legend>
        <div class="field-pair">
          <Choice
            id="rule-condition"
            label={f.condition}
            choices={f.conditions}
            value={draft.condition}
            onValue={(condition) => change({ condition })}
          />
          <Choice
            id="rule-not"
            label={f.holds}
            choices={f.isOrNot}
            value={draft.not ? 'not' : 'is'}
            onValue={(value) => change({ not: value === 'not' })}
          />
        </div>
        <ConditionFields {...shared} />
        <DayPicker days={draft.days} onDays={(days) => change({ days })} />
      </fieldset>
      <fieldset class="rule-part">
        <legend>{f.then}</legend>
        <Choice
          id="rule-action"
          label={f.action}
          choices={f.actions}
          value={draft.action}
          onValue={(action) => change({ action })}
        />
        <ActionFields {...shared} variableList="rule-variables" onRetrigger={(retrigger) => change({ retrigger })} />
        <datalist id="rule-variables">
          {settable(site, owner).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </fieldset>
      <fieldset class="rule-part">
        <legend>{f.also}</legend>
        {!saysMuch && <Check label={f.finish} checked={draft.finish} onChecked={(finish) => change({ finish })} />}
        {!isBattery && <Check label={f.surplus} checked={draft.surplus} onChecked={(surplus) => change({ surplus })} />}
        <Check label={f.enabled} checked={draft.enabled} onChecked={(enabled) => change({ enabled })} />
        <div class="field-pair">
          <TextField
            id={id('holdS')}
            label={f.holdS}
            note={f.holdNote}
            value={draft.holdS}
            onValue={(holdS) => change({ holdS })}
            wrong={wrongOf('holdS')}
            placeholder="0"
            numeric
          />
          <TextField
            id="rule-name"
            label={f.name}
            value={draft.name}
            onValue={(name) => change({ name: name.slice(0, 80) })}
          />
        </div>
      </fieldset>
      {!refused.atField && <SaveTrouble desk={desk} />}
      <FormButtons
        yes={words.common.save}
        no={words.common.cancel}
        busy={desk.busy}
        onCancel={() => {
          if (desk.trouble !== undefined) desk.drop();
          onClose();
        }}
      />
    </form>
  );
}

/** Names that a rule may set: variables of the site that are no formulas, and switches of its charge points. */
function settable({ variables = [], devices = [] }: SiteDocument, { kind }: RuleOwner): readonly string[] {
  const own = variables.filter(({ expr }) => expr === undefined).map(({ name }) => name);
  if (kind === 'user') return own;
  const points = devices.filter(({ id, role }) => role === 'chargePoint' || (role === undefined && id.startsWith('E')));
  return [...own, ...points.flatMap(({ id }) => ['switch_phases', 'out1', 'out2'].map((field) => `${id}.${field}`))];
}
