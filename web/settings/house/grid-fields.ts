import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { SiteWords } from '../../words/site/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

/** The fields of contacts that mean limits (docs/grid-sources.md). */
export function inputFields(w: SiteWords, site: SiteDocument): readonly FieldSpec[] {
  const g = w.house.grid;
  const from =
    (...kinds: string[]) =>
    (draft: Draft): boolean =>
      kinds.includes(draft['source.kind'] ?? '');
  const ownTable = (draft: Draft): boolean => (draft.preset ?? '') === '';
  return [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    circuitField(w, site),
    {
      key: 'scope',
      kind: 'choice',
      label: w.house.limits.scope,
      choices: w.house.limits.scopes,
      absent: 'chargePoints',
    },
    { key: 'source.kind', kind: 'choice', label: g.source, choices: g.sources, required: true },
    { key: 'source.chip', kind: 'text', label: g.chip, absent: 'gpiochip0', shown: from('gpio') },
    { key: 'source.lines', kind: 'numbers', label: g.lines, note: g.linesNote, required: true, shown: from('gpio') },
    { key: 'source.bias', kind: 'choice', label: g.bias, choices: g.biases, absent: 'pull-up', shown: from('gpio') },
    {
      key: 'source.device',
      kind: 'choice',
      label: g.device,
      choices: Object.fromEntries((site.devices ?? []).map(({ id, name }) => [id, name ?? id])),
      required: true,
      shown: from('device'),
    },
    { key: 'source.inputs', kind: 'numbers', label: g.lines, note: g.linesNote, required: true, shown: from('device') },
    { key: 'source.path', kind: 'text', label: g.path, required: true, shown: from('serial') },
    { key: 'source.lines', kind: 'words', label: g.lines, note: g.serialNote, required: true, shown: from('serial') },
    {
      key: 'contacts',
      kind: 'rows',
      label: g.inverts,
      note: g.invertNote,
      row: [{ key: 'invert', kind: 'yes', label: g.invert }],
    },
    { key: 'preset', kind: 'choice', label: g.preset, choices: g.presets, absent: '' },
    {
      key: 'table',
      kind: 'rows',
      label: g.table,
      note: g.tableNote,
      shown: ownTable,
      row: [
        { key: 'pattern', kind: 'text', label: g.pattern, required: true },
        { key: 'percent', kind: 'number', unit: '%', label: g.percent },
        { key: 'limitW', kind: 'number', unit: 'W', label: g.limitW },
        { key: 'limitA', kind: 'number', unit: 'A', label: g.limitA },
        { key: 'unlimited', kind: 'yes', label: g.unlimited },
        { key: 'name', kind: 'text', label: w.entry.name },
      ],
    },
    { key: 'baseW', kind: 'number', unit: 'W', label: g.baseW },
    { key: 'debounceMs', kind: 'number', unit: 'ms', label: g.debounceMs, note: w.entry.emptyMeans('100 ms') },
    { key: 'holdS', kind: 'number', unit: 's', label: g.holdS, note: w.entry.emptyMeans('10 s') },
    { key: 'safe.limitW', kind: 'number', unit: 'W', label: g.safe, note: g.safeNote },
  ];
}

const circuitField = (w: SiteWords, site: SiteDocument): FieldSpec => ({
  key: 'circuit',
  kind: 'choice',
  label: w.house.grid.circuit,
  choices: Object.fromEntries(site.circuits.map(({ id, name }) => [id, name ?? id])),
  required: true,
});

/** Those of which a site has one at most. */
export function singleFields(w: SiteWords, site: SiteDocument) {
  const g = w.house.grid;
  return {
    lpc: [
      circuitField(w, site),
      {
        key: 'scope',
        kind: 'choice',
        label: w.house.limits.scope,
        choices: w.house.limits.scopes,
        absent: 'chargePoints',
      },
      { key: 'maximumW', kind: 'number', unit: 'W', label: g.maximumW },
      { key: 'failsafeW', kind: 'number', unit: 'W', label: g.failsafeW, note: w.entry.emptyMeans('4200 W') },
      {
        key: 'failsafeDurationS',
        kind: 'number',
        unit: 's',
        label: g.failsafeDurationS,
        note: w.entry.emptyMeans('7200 s'),
      },
      { key: 'afterFailsafe', kind: 'choice', label: g.afterFailsafe, choices: g.afterFailsafes, absent: 'stay' },
    ],
    quarterPeak: [
      { key: 'limitW', kind: 'number', unit: 'W', label: g.peakW },
      { key: 'month', kind: 'yes', label: g.peakMonth },
      { key: 'reserveW', kind: 'number', unit: 'W', label: g.peakReserve },
    ],
    feedIn: [
      { key: 'maxW', kind: 'number', unit: 'W', label: g.feedInW, required: true },
      { key: 'factor', kind: 'number', label: g.feedInFactor, note: g.feedInNote },
    ],
    surplus: [
      {
        key: 'formula',
        kind: 'formula',
        unitOf: () => 'W',
        label: g.surplusFormula,
        note: g.surplusNote,
        required: true,
      },
    ],
  } satisfies Record<string, readonly FieldSpec[]>;
}
