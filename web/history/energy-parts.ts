import type { EnergyPart } from '../chart/energy-chart.tsx';
import type { Hue } from '../chart/model.ts';
import type { HistoryWords } from '../words/history/en.ts';
import { ofCounter, ofPower } from './energy.ts';
import { added, type Kept, negative, positive } from './series.ts';
import type { TimeSlot } from './slots.ts';
import type { Subject } from './subject.ts';

/** One chart of energy: where it came from, where it went, or what one device took. */
export interface EnergyView {
  readonly id: 'origin' | 'use' | 'taken';
  readonly parts: readonly EnergyPart[];
}

const phases = ['L1', 'L2', 'L3'];

/** Which bars a subject has. */
export function energyViews(
  kept: Kept,
  subject: Subject,
  chargePoints: readonly { readonly id: string; readonly name: string }[],
  slots: readonly TimeSlot[],
  w: HistoryWords,
): readonly EnergyView[] {
  const stepped = (values: readonly (number | null)[]) => ({ fromMs: kept.fromMs, everyS: kept.everyS, values });
  const part = (id: string, name: string, hue: Hue, values: readonly (number | null)[]): EnergyPart => ({
    ...{ id, name, hue },
    values: ofPower(stepped(values), slots),
  });
  const some = (parts: readonly EnergyPart[]) => parts.filter(({ values }) => values.some((value) => (value ?? 0) > 0));
  if (subject.kind === 'house') {
    const [grid, battery] = [kept.numbers('flow.gridW'), kept.numbers('flow.batteryW')];
    const origin = [
      part('grid', w.line.gridIn, 'grid', positive(grid)),
      ...some([
        part('solar', w.line.solar, 'solar', positive(kept.numbers('flow.solarW'))),
        part('battery', w.line.batteryOut, 'battery', positive(battery)),
      ]),
    ];
    const use = [
      part('house', w.line.house, 'house', positive(kept.numbers('flow.houseW'))),
      ...some([
        part('cars', w.line.cars, 'cars', positive(kept.numbers('flow.chargePointsW'))),
        part('battery', w.line.batteryIn, 'battery', negative(battery)),
        part('grid', w.line.gridOut, 'grid', negative(grid)),
      ]),
    ];
    return [
      { id: 'origin', parts: origin },
      { id: 'use', parts: use },
    ];
  }
  /** The counter where the device has one, else its power. */
  const counted = (
    id: string,
    name: string,
    hue: Hue,
    counter: string,
    power: readonly (number | null)[],
  ): EnergyPart =>
    kept.has(counter)
      ? { id, name, hue, values: ofCounter(stepped(kept.numbers(counter)), slots) }
      : part(id, name, hue, power);
  if (subject.kind === 'meter') {
    const power = added(phases.map((phase) => kept.numbers(`${subject.id}.powerW.${phase}`)));
    return [
      {
        id: 'taken',
        parts: [
          counted('in', w.line.gridIn, 'grid', `${subject.id}.importWh`, positive(power)),
          ...some([counted('out', w.line.gridOut, 'solar', `${subject.id}.exportWh`, negative(power))]),
        ],
      },
    ];
  }
  const points = subject.kind === 'chargePoint' ? [{ id: subject.device, name: w.line.charged }] : chargePoints;
  const hues: readonly Hue[] = ['house', 'cars', 'solar', 'battery', 'grid'];
  return [
    {
      id: 'taken',
      parts: points.map(({ id, name }, at) =>
        counted(
          id,
          name,
          points.length === 1 ? 'cars' : (hues[at % hues.length] ?? 'cars'),
          `chargePoint.${id}.energyWh`,
          kept.numbers(`chargePoint.${id}.powerW`),
        ),
      ),
    },
  ];
}
