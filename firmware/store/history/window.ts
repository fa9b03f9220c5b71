import type { ChargeState } from '../../domain/device.ts';
import { NetwachtError } from '../../domain/errors.ts';
import {
  type ChargePointThen,
  type HistoryStep,
  type HistoryWindow,
  type HistoryWindowQuestion,
  mostWindowSteps,
} from '../../domain/history.ts';
import type { ReasonCode } from '../../domain/reason.ts';
import { type SteppedSeries, shown, steppedRows } from './answer.ts';
import type { HistoryBook } from './history-book.ts';
import { stepsOf } from './steps.ts';

/** What the site looked like, step by step. Throws NetwachtError `tooMuch`, and what SQLite throws. */
export function windowOf(book: HistoryBook, question: HistoryWindowQuestion, nowMs: number): HistoryWindow {
  const steps = stepsOf({ ...question, mostSteps: mostWindowSteps }, nowMs);
  const count = (steps.toS - steps.fromS) / steps.stepS;
  if (count > mostWindowSteps)
    throw new NetwachtError('tooMuch', `That would be ${count} steps; at most ${mostWindowSteps} are looked at`);
  const { chargePoints } = question;
  const wanted = book
    .series()
    .filter(
      ({ name }) =>
        /^(flow|price|variable)\./.test(name) ||
        (name.startsWith('chargePoint.') && (chargePoints?.includes(name.split('.')[1] ?? '') ?? true)),
    );
  const found = steppedRows(book, wanted, steps);
  const looked = new Map(found.map((one) => [one.series.name, one]));
  const at = (name: string, i: number) => valueAt(book, looked.get(name), i);
  const number = (name: string, i: number): number | null => {
    const value = at(name, i);
    return typeof value === 'number' ? value : null;
  };
  const names = found.flatMap(({ series }) => (series.name.startsWith('variable.') ? [series.name] : []));
  const ids = [...new Set(found.flatMap(({ series }) => /^chargePoint\.([^.]+)/.exec(series.name)?.[1] ?? []))];
  const chargePoint = (id: string, i: number): ChargePointThen => ({
    state: at(`chargePoint.${id}.state`, i) as ChargeState | null,
    reason: at(`chargePoint.${id}.reason`, i) as ReasonCode | null,
    offeredA: number(`chargePoint.${id}.offeredA`, i),
    drawnA: [
      number(`chargePoint.${id}.drawnA.L1`, i),
      number(`chargePoint.${id}.drawnA.L2`, i),
      number(`chargePoint.${id}.drawnA.L3`, i),
    ],
    powerW: number(`chargePoint.${id}.powerW`, i),
    energyWh: number(`chargePoint.${id}.energyWh`, i),
  });
  return {
    everyS: steps.stepS,
    steps: Array.from(
      { length: count },
      (_, i): HistoryStep => ({
        atMs: (steps.fromS + i * steps.stepS) * 1000,
        flow: {
          gridW: number('flow.gridW', i),
          solarW: number('flow.solarW', i),
          batteryW: number('flow.batteryW', i),
          houseW: number('flow.houseW', i),
          chargePointsW: number('flow.chargePointsW', i),
        },
        price: { ct: number('price.ct', i), level: number('price.level', i) },
        variables: Object.fromEntries(names.map((name) => [name.slice('variable.'.length), number(name, i)])),
        chargePoints: Object.fromEntries(ids.map((id) => [id, chargePoint(id, i)])),
      }),
    ),
  };
}

const valueAt = (book: HistoryBook, one: SteppedSeries | undefined, i: number): number | string | null =>
  one === undefined ? null : shown(book, one.series, one.parts[0]?.[i] ?? Number.NaN);
