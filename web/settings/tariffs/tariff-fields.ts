import type { SiteWords } from '../../words/site/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

/** The fields of a tariff, by its kind (docs/tariffs.md). */
export function tariffFields(w: SiteWords): readonly FieldSpec[] {
  const t = w.tariffs;
  const is =
    (kind: string) =>
    (draft: Draft): boolean =>
      draft.kind === kind;
  const ct: FieldSpec = { key: 'ct', kind: 'number', unit: 'ct/kWh', label: t.ct, required: true };
  const level: FieldSpec = { key: 'level', kind: 'number', label: t.level };
  return [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: w.entry.name },
    { key: 'kind', kind: 'choice', label: t.kind, choices: t.kinds, required: true, onlyNew: true },
    { key: 'variable', kind: 'text', label: t.variable, note: t.variableNote, required: true, shown: is('variable') },
    {
      key: 'unit',
      kind: 'choice',
      label: t.unit,
      note: t.unitNote,
      choices: { '': '–', 'ct/kWh': 'ct/kWh', 'EUR/kWh': 'EUR/kWh', 'EUR/MWh': 'EUR/MWh' },
      absent: '',
      shown: (draft) => is('variable')(draft) && /^(|\[\])$/.test(draft.prices ?? ''),
    },
    {
      key: 'prices',
      kind: 'rows',
      label: t.values,
      note: t.valuesNote,
      shown: is('variable'),
      row: [{ key: 'value', kind: 'number', label: t.value, required: true }, ct, level],
    },
    {
      key: 'prices',
      kind: 'rows',
      label: t.rows,
      note: t.rowsNote,
      shown: is('table'),
      row: [
        { key: 'from', kind: 'text', label: t.from, absent: '00:00' },
        { key: 'to', kind: 'text', label: t.to, absent: '24:00' },
        ct,
        level,
        { key: 'months', kind: 'numbers', label: t.months },
        { key: 'days', kind: 'days', label: w.entry.daysOf },
      ],
    },
    { key: 'format', kind: 'choice', label: t.format, choices: t.formats, required: true, shown: is('dayAhead') },
    { key: 'url', kind: 'text', label: t.url, note: t.urlNote, required: true, shown: is('dayAhead') },
    { key: 'markupCt', kind: 'number', unit: 'ct/kWh', label: t.markupCt, note: t.markupNote, shown: is('dayAhead') },
    { key: 'markupPercent', kind: 'number', unit: '%', label: t.markupPercent, shown: is('dayAhead') },
    { key: 'vatPercent', kind: 'number', unit: '%', label: t.vatPercent, shown: is('dayAhead') },
    { key: 'fallbackCt', kind: 'number', unit: 'ct/kWh', label: t.fallbackCt, note: t.fallbackNote },
    { key: 'feedInCt', kind: 'number', unit: 'ct/kWh', label: t.feedInCt, note: t.feedInNote },
  ];
}
