import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { numberOf } from '../../part/number-text.ts';
import type { SiteWords } from '../../words/site/en.ts';
import type { Speech } from '../../words/speech.ts';
import type { Draft, FieldSpec } from '../entry/field-spec.ts';
import { below, isChargePoint } from './tree.ts';

type Circuit = SiteDocument['circuits'][number];

/** The fields of a circuit; a new one hangs on the one that was pressed. */
export function circuitFields(
  w: SiteWords,
  { kilowatt }: Speech,
  site: SiteDocument,
  circuit: Circuit | undefined,
): readonly FieldSpec[] {
  const c = w.house.circuit;
  const beside =
    (key: string, note?: string) =>
    (draft: Draft): string | undefined => {
      const current = numberOf(draft[key] ?? '');
      const power =
        current === undefined ? undefined : w.house.kwBeside(kilowatt(current * 3 * (site.voltageV ?? 230)));
      return [note, power].filter((part) => part !== undefined).join(' ') || undefined;
    };
  const is14a = (draft: Draft): boolean => (draft['para14a.mode'] ?? '') !== '';
  const under = circuit === undefined ? [] : below(site, circuit.id);
  const parents = site.circuits.filter(({ id }) => id !== circuit?.id && !under.includes(id));
  const isRoot = circuit !== undefined && circuit.parent === undefined;
  return [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: c.name },
    ...(isRoot
      ? []
      : [
          {
            key: 'parent',
            kind: 'choice',
            label: c.parent,
            ...(circuit === undefined ? {} : { note: c.parentNote }),
            required: true,
            choices: Object.fromEntries(parents.map(({ id, name }) => [id, name ?? id])),
          } as const,
        ]),
    { key: 'fuseA', kind: 'number', unit: 'A', label: c.fuseA, required: true, note: beside('fuseA') },
    { key: 'reserveA', kind: 'number', unit: 'A', label: c.reserveA, note: beside('reserveA', c.reserveNote) },
    {
      key: 'assumedHouseA',
      kind: 'number',
      unit: 'A',
      label: c.assumedHouseA,
      note: beside('assumedHouseA', c.assumedNote),
    },
    { key: 'staleMeterCurrentA', kind: 'number', unit: 'A', label: c.stale, note: c.staleNote },
    { key: 'staleMeterFinalA', kind: 'number', unit: 'A', label: c.staleFinal, note: c.staleFinalNote },
    {
      key: 'para14a.mode',
      kind: 'choice',
      label: c.para14aMode,
      note: c.para14aNote,
      choices: c.para14aModes,
      absent: '',
    },
    {
      key: 'para14a.units',
      kind: 'rows',
      label: c.units,
      note: c.unitsNote,
      shown: is14a,
      row: unitFields(w, site),
    },
    {
      key: 'para14a.sumP',
      kind: 'choice',
      label: c.sumP,
      choices: c.sumPs,
      absent: 'all',
      shown: (draft) => is14a(draft) && /heatPump|airConditioner/.test(draft['para14a.units'] ?? ''),
    },
  ];
}

/** A consumer is a device of the site, or else a kind with its power. */
function unitFields(w: SiteWords, site: SiteDocument): readonly FieldSpec[] {
  const c = w.house.circuit;
  const { device: _ours, ...kinds } = c.unitKinds;
  const points = (site.devices ?? []).filter(isChargePoint);
  return [
    {
      key: 'device',
      kind: 'choice',
      label: c.unitDevice,
      choices: { '': '–', ...Object.fromEntries(points.map(({ id, name }) => [id, name ?? id])) },
      absent: '',
    },
    {
      key: 'kind',
      kind: 'choice',
      label: c.unitKind,
      choices: { '': '–', ...kinds },
      absent: '',
      shown: (row) => (row.device ?? '') === '',
    },
    {
      key: 'powerW',
      kind: 'number',
      unit: 'W',
      label: c.unitPower,
      shown: (row) => (row.device ?? '') === '',
    },
  ];
}
