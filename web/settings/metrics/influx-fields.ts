import type { MetricsWords } from '../../words/metrics/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

const isOld = (draft: Draft): boolean => draft['influx.api'] === 'v1';
const isNew = (draft: Draft): boolean => !isOld(draft);

/** Where the database is, and what it wants to know. */
export const influxFields = (w: MetricsWords): readonly FieldSpec[] => [
  { key: 'influx.enabled', kind: 'yes', label: w.enabled, absent: true },
  {
    ...{ key: 'influx.url', kind: 'text', label: w.address, note: w.addressNote, required: true },
    warning: (draft) => ((draft['influx.url'] ?? '').startsWith('http://') ? w.plain : undefined),
  },
  {
    ...{ key: 'influx.api', kind: 'choice', label: w.api, absent: 'v2' },
    choices: { v2: w.apiNew, v1: w.apiOld },
  },
  { key: 'influx.org', kind: 'text', label: w.org, required: true, shown: isNew },
  { key: 'influx.bucket', kind: 'text', label: w.bucket, required: true, shown: isNew },
  { key: 'influx.database', kind: 'text', label: w.database, required: true, shown: isOld },
  { key: 'influx.everyS', kind: 'number', unit: 's', label: w.every, absent: 10 },
];
