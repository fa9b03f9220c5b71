import type { Series, SeriesKind, SeriesUnit } from '../../domain/history.ts';

/** Part 0: mean or last; 1: min; 2: max. */
export const partsOf = (kind: SeriesKind): number => (kind === 'measured' || kind === 'setting' ? 3 : 1);

/** Values are kept as integers of mA, W, 0.1 V, Wh, 0.001 ct; plain numbers to three decimals. */
const scales: Readonly<Record<SeriesUnit, number>> = { A: 1000, W: 1, V: 10, Wh: 1, ct: 1000, '': 1000 };

export const scaleOf = ({ kind, unit }: Series): number => (kind === 'word' ? 1 : scales[unit]);

/** Series that are read together lie in one blob: all of a device, all of a circuit, the site, the variables. */
export function groupOf(name: string): string {
  const [kind = '', id = ''] = name.split('.');
  if (kind === 'flow' || kind === 'price') return 'site';
  return kind === 'variable' ? kind : `${kind}.${id}`;
}
