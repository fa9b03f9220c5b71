import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { SiteWords } from '../../words/site/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

const methods = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' };
const hasBody = (draft: Draft): boolean => (draft.method ?? 'GET') !== 'GET';

/** The fields of an output (docs/outputs.md). */
export function outputFields(w: SiteWords, site: SiteDocument): readonly FieldSpec[] {
  const o = w.outputs;
  const call: readonly FieldSpec[] = [
    { key: 'method', kind: 'choice', label: o.method, choices: methods, absent: 'GET' },
    { key: 'url', kind: 'text', label: o.url, note: o.urlNote, required: true },
    { key: 'body', kind: 'area', label: o.body, note: o.bodyNote, shown: hasBody },
    { key: 'contentType', kind: 'text', label: o.contentType, absent: 'application/json', shown: hasBody },
  ];
  const asked = (site.devices ?? []).filter(({ line, address }) => line === undefined && address !== undefined);
  return [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: w.entry.name },
    { key: 'enabled', kind: 'yes', label: o.enabled, absent: true },
    {
      key: 'device',
      kind: 'choice',
      label: o.device,
      note: o.deviceNote,
      choices: { '': '–', ...Object.fromEntries(asked.map(({ id, name }) => [id, name ?? id])) },
      absent: '',
    },
    ...call,
    { key: 'secret', kind: 'text', label: o.secret, note: o.secretNote },
    { key: 'resendS', kind: 'number', unit: 's', label: o.resendS, note: o.resendNote },
    { key: 'atMostEveryS', kind: 'number', unit: 's', label: o.atMostEveryS, note: w.entry.emptyMeans('1 s') },
    {
      key: 'resets',
      kind: 'rows',
      label: o.resets,
      note: o.resetsNote,
      row: call.map(({ note: _note, ...field }) => field),
    },
  ];
}
