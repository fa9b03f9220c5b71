import '../../style/site.css';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import { type FieldSpec, fieldText, valueAt } from '../entry/field-spec.ts';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { ValuesPanel } from './values-panel.tsx';

/** Variables: what they are now, and what the site says about them beforehand. */
export const Variables = ({ state }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <ValuesPanel state={state} />
      <Declared />
    </WithSite>
  </InSiteWords>
);

function Declared() {
  const { language } = useSpeech();
  const w = useSiteWords();
  const v = w.variables;
  const timesOut = (draft: Readonly<Record<string, string>>): boolean => (draft.timeoutS ?? '') !== '';
  const fields: readonly FieldSpec[] = [
    { key: 'name', kind: 'text', label: w.entry.name, note: v.nameNote, onlyNew: true, required: true },
    { key: 'value', kind: 'number', label: v.initial, note: v.initialNote },
    { key: 'expr', kind: 'formula', label: v.formula, note: v.formulaNote, variableOf: (draft) => draft.name },
    { key: 'timeoutS', kind: 'number', unit: 's', label: v.timeoutS, note: v.timeoutNote },
    { key: 'failsafe', kind: 'number', label: v.failsafe, note: v.failsafeNote, shown: timesOut },
    { key: 'freshBy', kind: 'choice', label: v.freshBy, choices: v.freshBys, absent: 'write', shown: timesOut },
    { key: 'trigger.seconds', kind: 'number', unit: 's', label: v.trigger, note: v.triggerNote },
    {
      key: 'trigger.retrigger',
      kind: 'yes',
      label: v.retrigger,
      shown: (draft) => (draft['trigger.seconds'] ?? '') !== '',
    },
  ];
  const column = (key: string, head: string, unit = '') =>
    textColumn(key, head, (entry) => {
      const spec = fields.find((one) => one.key === key);
      const text = spec === undefined ? '' : fieldText(spec, valueAt(entry, key), language);
      return text === '' ? '' : `${text}${unit}`;
    });
  return (
    <Panel id="declared" title={v.declared}>
      <p class="note">{v.declaredNote}</p>
      <EntryList
        id="declared-variable"
        caption={v.declared}
        empty={v.noDeclared}
        place={listOf('variables')}
        fields={fields}
        nameOf={(entry) => String(entry.name)}
        addWord={v.declare}
        columns={[
          column('name', w.entry.name),
          column('value', v.initial),
          column('expr', v.formula),
          column('timeoutS', v.timeoutS, '\u00a0s'),
          column('failsafe', v.failsafe),
        ]}
      />
    </Panel>
  );
}
