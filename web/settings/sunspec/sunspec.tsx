import '../../style/site.css';
import { Fact } from '../../part/fact.tsx';
import { Panel } from '../../part/panel.tsx';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { WithSite } from '../entry/desk.tsx';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';
import { FieldsPanel } from '../entry/fields-panel.tsx';
import type { SectionProps } from '../sections.ts';

/** The SunSpec server: whether it is open, to whom, what may be written, and what holds by it now. */
export const SunSpec = (props: SectionProps) => (
  <InSiteWords>
    <WithSite>
      <Panels {...props} />
    </WithSite>
  </InSiteWords>
);

function Panels({ state }: SectionProps) {
  const w = useSiteWords().sunspec;
  const writes = (draft: Draft): boolean => draft['sunspec.writes'] === 'true';
  const fields: readonly FieldSpec[] = [
    { key: 'sunspec.enabled', kind: 'yes', label: w.enabled, note: w.enabledNote, absent: false },
    { key: 'sunspec.port', kind: 'number', label: w.port, note: w.portNote, absent: 502 },
    { key: 'sunspec.allow', kind: 'words', label: w.allow, note: w.allowNote },
    {
      ...{ key: 'sunspec.writes', kind: 'yes', label: w.writes, absent: false },
      warning: (draft) => (writes(draft) ? w.writesWarning : undefined),
    },
    { key: 'sunspec.leaseS', kind: 'number', unit: 's', label: w.lease, note: w.leaseNote, absent: 60, shown: writes },
  ];
  const held = state.limits.find(({ origin }) => origin === 'sunspec');
  return (
    <>
      <FieldsPanel id="sunspec" title={w.title} note={w.note} fields={fields} />
      <Panel id="sunspec-now" title={w.now}>
        <dl class="facts">
          <Fact term={w.written}>{held?.source.split(' by ')[0] ?? w.nothing}</Fact>
        </dl>
      </Panel>
    </>
  );
}
