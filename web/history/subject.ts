import type { State } from '../../firmware/api/shapes.ts';

/** What the history is looked at of: `flow` (the house), `chargePoint` (all of them), `chargePoint.E1`, `meter.M1`. */
export type Subject =
  | { readonly kind: 'house'; readonly id: 'flow' }
  | { readonly kind: 'chargePoints'; readonly id: 'chargePoint' }
  | { readonly kind: 'chargePoint' | 'meter'; readonly id: string; readonly device: string; readonly name: string };

/** Everything that has a history, the house first. */
export const subjectsOf = ({ chargePoints, meters }: Pick<State, 'chargePoints' | 'meters'>): readonly Subject[] => [
  { kind: 'house', id: 'flow' },
  ...(chargePoints.length > 1 ? [{ kind: 'chargePoints', id: 'chargePoint' } as const] : []),
  ...chargePoints.map(({ id, name }): Subject => ({ kind: 'chargePoint', id: `chargePoint.${id}`, device: id, name })),
  ...meters.map(({ id, name }): Subject => ({ kind: 'meter', id: `meter.${id}`, device: id, name })),
];

/** What the address asks for; a series of a device is that device, what is not known is the house. */
export function subjectOf(subjects: readonly Subject[], series: string | undefined): Subject {
  const asked = (series ?? '').split(',')[0] ?? '';
  const fitting = subjects.filter(({ id }) => asked === id || asked.startsWith(`${id}.`));
  return fitting.toSorted((a, b) => b.id.length - a.id.length)[0] ?? { kind: 'house', id: 'flow' };
}
