import '../../style/site.css';
import { InSiteWords, useSiteWords } from '../../words/site/speech.ts';
import { useDesk, WithSite } from '../entry/desk.tsx';
import type { FieldSpec } from '../entry/field-spec.ts';
import { FieldsPanel } from '../entry/fields-panel.tsx';

/** What holds for the whole site: its name and place, whether the box acts, its waiting times, what holds when something is lost. */
export const General = () => (
  <InSiteWords>
    <WithSite>
      <Panels />
    </WithSite>
  </InSiteWords>
);

function Panels() {
  const g = useSiteWords().general;
  const { site } = useDesk();
  const place: readonly FieldSpec[] = [
    { key: 'name', kind: 'text', label: g.name, required: true },
    {
      key: 'timezone',
      kind: 'text',
      label: g.timezone,
      note: g.timezoneNote,
      required: true,
      proposals: Intl.supportedValuesOf('timeZone'),
    },
    { key: 'voltageV', kind: 'number', unit: 'V', label: g.voltage, note: g.voltageNote, absent: 230 },
  ];
  const mode: readonly FieldSpec[] = [
    {
      key: 'mode',
      kind: 'choice',
      label: g.mode,
      choices: g.modes,
      absent: 'manage',
      warning: (draft) => (draft.mode === 'observe' ? g.observeWarning : undefined),
    },
  ];
  const timing: readonly FieldSpec[] = (
    [
      ['minOnS', 120],
      ['minPauseS', 60],
      ['surplusPauseS', 300],
      ['raiseIntervalS', 8],
      ['slotS', 900],
      ['phaseUpDelayS', 600],
    ] as const
  ).map(([key, absent]) => ({ key: `timing.${key}`, kind: 'number', unit: 's', ...g.timingOf[key], absent }));
  const sharing: readonly FieldSpec[] = [
    {
      key: 'sharePercent',
      kind: 'number',
      unit: '%',
      label: g.share,
      note: g.shareNote,
      absent: 100,
    },
    { key: 'imbalance.maxA', kind: 'number', unit: 'A', label: g.imbalance, note: g.imbalanceNote, absent: 20 },
    { key: 'imbalance.includesHouse', kind: 'yes', label: g.includesHouse, absent: false },
  ];
  const lost: readonly FieldSpec[] = [
    {
      key: 'lostPolicy',
      kind: 'choice',
      label: g.lost,
      choices: g.losts,
      absent: 'minimum',
      warning: (draft) => (draft.lostPolicy === 'free' ? g.freeWarning : undefined),
    },
  ];
  const reading: readonly FieldSpec[] = [
    {
      key: 'openReads',
      kind: 'yes',
      label: g.openReads,
      note: g.openReadsNote,
      absent: false,
      warning: (draft) => (draft.openReads === 'true' ? g.openReadsWarning : undefined),
    },
  ];
  return (
    <>
      <FieldsPanel id="place" title={g.place} fields={place} />
      <FieldsPanel
        id="mode"
        title={g.modeTitle}
        fields={mode}
        warning={site.mode === 'observe' ? g.observeWarning : undefined}
      />
      <FieldsPanel id="timing" title={g.timing} note={g.timingNote} fields={timing} />
      <FieldsPanel id="sharing" title={g.sharing} fields={sharing} />
      <FieldsPanel id="lost" title={g.lostTitle} fields={lost} />
      <FieldsPanel id="reading" title={g.reading} fields={reading} />
    </>
  );
}
