import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { SiteWords } from '../../words/site/en.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';

/** The fields of the SunSpec server (docs/sunspec.md). */
export function sunspecFields(w: SiteWords['sunspec']): readonly FieldSpec[] {
  const writes = (draft: Draft): boolean => draft['sunspec.writes'] === 'true';
  return [
    { key: 'sunspec.enabled', kind: 'yes', label: w.enabled, note: w.enabledNote, absent: false },
    { key: 'sunspec.port', kind: 'number', label: w.port, note: w.portNote, absent: 502 },
    { key: 'sunspec.allow', kind: 'words', label: w.allow, note: w.allowNote },
    {
      ...{ key: 'sunspec.writes', kind: 'yes', label: w.writes, absent: false },
      warning: (draft) => (writes(draft) ? w.writesWarning : undefined),
    },
    { key: 'sunspec.leaseS', kind: 'number', unit: 's', label: w.lease, note: w.leaseNote, absent: 60, shown: writes },
  ];
}

/** The fields of the registers of one device (docs/original-api.md). */
export function registerFields({ sunspec, modbus }: SiteWords, site: SiteDocument): readonly FieldSpec[] {
  const points = new Set((site.devices ?? []).filter(isChargePoint).map(({ id }) => id));
  const mayWrite = ({ device = '' }: Draft): boolean => points.has(device);
  const writes = (draft: Draft): boolean => mayWrite(draft) && draft.writes === 'true';
  return [
    { key: 'device', kind: 'choice', label: modbus.device, choices: { '': '–', ...namesOf(site) }, required: true },
    { key: 'port', kind: 'number', label: sunspec.port, note: modbus.portNote, required: true },
    { key: 'allow', kind: 'words', label: sunspec.allow, note: sunspec.allowNote },
    {
      ...{ key: 'writes', kind: 'yes', label: sunspec.writes, absent: false, shown: mayWrite },
      warning: (draft) => (writes(draft) ? modbus.writesWarning : undefined),
    },
    {
      key: 'leaseS',
      kind: 'number',
      unit: 's',
      label: sunspec.lease,
      note: modbus.leaseNote,
      absent: 600,
      shown: writes,
    },
  ];
}

/** What each device is called. */
export const namesOf = (site: SiteDocument): Readonly<Record<string, string>> =>
  Object.fromEntries((site.devices ?? []).map(({ id, name }) => [id, name ?? id]));

/** What a new entry is proposed: the first port that no other has, of those that the image opens to others. */
export function unusedPort(site: SiteDocument): number | undefined {
  const taken = new Set([
    site.sunspec?.port,
    ...(site.registerServers ?? []).map(({ port }) => port),
    ...[...(site.lines ?? []), ...(site.devices ?? [])].map(({ proxy }) => proxy?.port),
  ]);
  return [1503, 1504, 1505, 1506, 1507, 1508, 1509, 1502].find((port) => !taken.has(port));
}

const isChargePoint = ({ id, role }: { readonly id: string; readonly role?: string | undefined }): boolean =>
  role === undefined ? id.startsWith('E') : role === 'chargePoint';
