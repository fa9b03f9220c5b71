import '../../style/site.css';
import { Panel } from '../../part/panel.tsx';
import { keepsUsers } from '../../part/role.ts';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import { EntryList, textColumn } from '../entry/entry-list.tsx';
import type { FieldSpec } from '../entry/field-spec.ts';
import { listOf } from '../entry/place.ts';
import type { SectionProps } from '../sections.ts';
import { BalancePanel } from './balance-panel.tsx';

/** Metering points: what each tenant or plant is, and what it took, gave and pays in a month. */
export const Metering = ({ state, role }: SectionProps) => (
  <InSiteWords>
    <WithSite>
      {keepsUsers(role) && <BalancePanel now={state.at} />}
      <Points />
    </WithSite>
  </InSiteWords>
);

function Points() {
  const { short } = useSpeech();
  const w = useSiteWords();
  const m = w.metering;
  const { site } = useDesk();
  const fields: readonly FieldSpec[] = [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: w.entry.name },
    { key: 'consumer', kind: 'formula', label: m.consumer, note: m.consumerNote },
    { key: 'producer', kind: 'formula', label: m.producer, note: m.producerNote },
    { key: 'priority', kind: 'number', label: m.priority, note: m.priorityNote },
    { key: 'share', kind: 'number', label: m.share, note: m.shareNote },
    { key: 'gridCostFactor', kind: 'number', label: m.factor, note: m.factorNote },
    { key: 'generationCostCt', kind: 'number', unit: 'ct/kWh', label: m.cost, note: m.costNote },
  ];
  const number = (value: unknown, absent: number): string => short(typeof value === 'number' ? value : absent);
  return (
    <Panel id="points" title={m.points}>
      <p class="note">{m.note}</p>
      <EntryList
        id="point"
        caption={m.points}
        empty={m.none}
        place={listOf('meteringPoints')}
        fields={fields}
        nameOf={(entry) => String(entry.name ?? entry.id)}
        addWord={m.add}
        columns={[
          textColumn('name', w.entry.name, (entry) => String(entry.name ?? entry.id)),
          {
            ...textColumn('consumer', m.consumer, ({ consumer }) => String(consumer ?? '')),
            cell: ({ consumer }) => <code>{String(consumer ?? '')}</code>,
          },
          {
            ...textColumn('producer', m.producer, ({ producer }) => String(producer ?? '')),
            cell: ({ producer }) => <code>{String(producer ?? '')}</code>,
          },
          textColumn('share', m.shareHead, ({ priority, share }) => `${number(priority, 1)} / ${number(share, 1)}`),
        ]}
      />
      {(site.meteringPoints ?? []).length > 0 && <p class="note">{m.pastNote}</p>}
    </Panel>
  );
}
