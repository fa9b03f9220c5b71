import type { PhaseName } from '../../firmware/api/shapes.ts';
import type { ChartLine, Dash } from '../chart/model.ts';
import type { HistoryWords } from '../words/history/en.ts';
import { added, type Kept, negative, positive, sizes } from './series.ts';
import type { Subject } from './subject.ts';

const phases: readonly PhaseName[] = ['L1', 'L2', 'L3'];
const inTurn: readonly Dash[] = ['solid', 'dash', 'dot', 'dashDot'];

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Power over time, W: each direction is a line of its own. What never had any power is left out. */
export function powerLines(
  kept: Kept,
  subject: Subject,
  chargePoints: readonly Named[],
  w: HistoryWords,
): readonly ChartLine[] {
  switch (subject.kind) {
    case 'house': {
      const [grid, battery] = [kept.numbers('flow.gridW'), kept.numbers('flow.batteryW')];
      const all: readonly ChartLine[] = [
        { id: 'gridIn', name: w.line.gridIn, hue: 'grid', values: positive(grid) },
        { id: 'gridOut', name: w.line.gridOut, hue: 'grid', dash: 'dot', values: negative(grid) },
        { id: 'solar', name: w.line.solar, hue: 'solar', dash: 'dash', values: positive(kept.numbers('flow.solarW')) },
        { id: 'batteryOut', name: w.line.batteryOut, hue: 'battery', values: positive(battery) },
        { id: 'batteryIn', name: w.line.batteryIn, hue: 'battery', dash: 'dot', values: negative(battery) },
        {
          id: 'cars',
          name: w.line.cars,
          hue: 'cars',
          dash: 'dashDot',
          values: positive(kept.numbers('flow.chargePointsW')),
        },
        { id: 'house', name: w.line.house, hue: 'house', dash: 'dash', values: positive(kept.numbers('flow.houseW')) },
      ];
      return all.filter(({ id, values }) => id === 'gridIn' || values.some((value) => (value ?? 0) > 0));
    }
    case 'chargePoints':
      return chargePoints.map(({ id, name }, at) => ({
        ...{ id, name, hue: at % 8 < 4 ? 'cars' : 'house' },
        dash: inTurn[at % 4] ?? 'solid',
        values: kept.numbers(`chargePoint.${id}.powerW`),
      }));
    case 'chargePoint':
      return [{ id: 'power', name: w.line.drawnPower, hue: 'cars', values: kept.numbers(`${subject.id}.powerW`) }];
    default: {
      const power = added(phases.map((phase) => kept.numbers(`${subject.id}.powerW.${phase}`)));
      const out = negative(power);
      return [
        { id: 'in', name: w.line.gridIn, hue: 'grid', values: positive(power) },
        ...(out.some((value) => (value ?? 0) > 0)
          ? [{ id: 'out', name: w.line.gridOut, hue: 'grid', dash: 'dot', values: out } as const]
          : []),
      ];
    }
  }
}

/** Current over time per phase, A, of one device; what it was offered beside it. */
export function currentLines(kept: Kept, subject: Subject, w: HistoryWords): readonly ChartLine[] {
  if (subject.kind !== 'chargePoint' && subject.kind !== 'meter') return [];
  const isPoint = subject.kind === 'chargePoint';
  const lines = phases.map(
    (phase, at): ChartLine => ({
      id: phase,
      name: isPoint ? w.line.drawn(phase) : w.line.current(phase),
      hue: isPoint ? 'cars' : 'grid',
      dash: inTurn[at] ?? 'solid',
      values: sizes(kept.numbers(`${subject.id}.${isPoint ? 'drawnA' : 'currentA'}.${phase}`)),
    }),
  );
  if (!isPoint) return lines;
  return [
    {
      id: 'offered',
      name: w.line.offered,
      hue: 'house',
      dash: 'dashDot',
      values: kept.numbers(`${subject.id}.offeredA`),
    },
    ...lines,
  ];
}
