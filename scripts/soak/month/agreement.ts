import { answerOf } from '../../../firmware/store/history/answer.ts';
import { stepsOf } from '../../../firmware/store/history/steps.ts';
import type { Recorder } from './recorder.ts';

export interface Sums {
  /** Quarter hours of counters that were compared, and how many were not what the meter showed. */
  readonly compared: number;
  readonly wrong: number;
  /** What all charge points took in the month, Wh: by their meters, by history, by the metering points. */
  readonly chargePointsWh: Readonly<Record<'meters' | 'history' | 'meteringPoints', number>>;
  /** Mean power of all quarter hours as energy, over what the counters say. */
  readonly byPower: number;
}

/** Compares every quarter hour that was kept with what the counters showed at its end. `counters`: at the begin, then at each end. */
export async function sumsOf(
  { book, totals, nowMs }: Recorder,
  counters: readonly ReadonlyMap<string, number>[],
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<Sums> {
  const [first, ...ends] = counters;
  const last = ends.at(-1);
  const all = book.series();
  const steps = stepsOf({ ...span, everyS: 900, mostSteps: 1e6 }, nowMs);
  let compared = 0;
  let wrong = 0;
  let history = 0;
  let meters = 0;
  for (const { name, values } of answerOf(
    book,
    all.filter(({ kind }) => kind === 'counter'),
    steps,
  ).series) {
    for (const [i, end] of ends.entries()) {
      compared += 1;
      if (values[i] !== end.get(name)) wrong += 1;
    }
    if (!name.startsWith('chargePoint.')) continue;
    const begin = first?.get(name) ?? Number.NaN;
    meters += (last?.get(name) ?? Number.NaN) - begin;
    for (const [i, value] of values.entries()) history += Number(value) - Number(i === 0 ? begin : values[i - 1]);
  }
  const power = answerOf(
    book,
    all.filter(({ name }) => name === 'flow.chargePointsW'),
    steps,
  ).series[0]?.values.reduce<number>((sum, watts) => sum + Number(watts) / 4, 0);
  const points = (await totals(span.fromMs, span.toMs)).filter(({ point }) => point.startsWith('tenant'));
  const meteringPoints = points.reduce((sum, { consumedWh }) => sum + consumedWh, 0);
  if (history !== meters || meteringPoints !== meters) wrong += 1;
  return {
    ...{ compared, wrong, chargePointsWh: { meters, history, meteringPoints } },
    byPower: Math.round(((power ?? 0) / meters) * 1e5) / 1e5,
  };
}
