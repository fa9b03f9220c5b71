import { answerOf } from '../../../firmware/store/history/answer.ts';
import { stepsOf } from '../../../firmware/store/history/steps.ts';
import type { Recorder } from './recorder.ts';

export interface Sums {
  /** Quarter hours of counters that were compared, and how many were not what the meter showed. */
  readonly compared: number;
  readonly wrong: number;
  /** What all charge points took up to the last second of the month, Wh: by their meters, and by the quarter hours of history. */
  readonly toLastSecondWh: Readonly<Record<'meters' | 'history', number>>;
  /** The same up to the first second of the next month: what flowed in between is in the last quarter hour of both. */
  readonly toNextMonthWh: Readonly<Record<'meters' | 'meteringPoints' | 'sessions', number>>;
  /** Sessions, and those whose quarter hours add up to something else. */
  readonly sessions: number;
  readonly sessionsWrong: number;
  /** Mean power of all quarter hours as energy, over what the counters say. */
  readonly byPower: number;
}

/**
 * Compares every quarter hour that was kept with what the counters showed at its end. `counters`: at the begin, in the last
 * second of each quarter hour, and in the first of the next month.
 */
export async function sumsOf(
  recorder: Recorder,
  counters: readonly ReadonlyMap<string, number>[],
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<Sums> {
  const { book, totals, nowMs } = recorder;
  const [first, ...ends] = counters.slice(0, -1);
  const [last, next] = [ends.at(-1), counters.at(-1)];
  const all = book.series();
  const steps = stepsOf({ ...span, everyS: 900, mostSteps: 1e6 }, nowMs);
  let compared = 0;
  let wrong = 0;
  let history = 0;
  let meters = 0;
  let metersNext = 0;
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
    metersNext += (next?.get(name) ?? Number.NaN) - begin;
    for (const [i, value] of values.entries()) history += Number(value) - Number(i === 0 ? begin : values[i - 1]);
  }
  const power = answerOf(
    book,
    all.filter(({ name }) => name === 'flow.chargePointsW'),
    steps,
  ).series[0]?.values.reduce<number>((sum, watts) => sum + Number(watts) / 4, 0);
  const points = (await totals(span.fromMs, span.toMs)).filter(({ point }) => point.startsWith('tenant'));
  const meteringPoints = points.reduce((sum, { consumedWh }) => sum + consumedWh, 0);
  const sessions = [...recorder.allSessions(span.fromMs, span.toMs + 1)];
  const sessionsWh = sessions.reduce((sum, { session }) => sum + session.energyWh, 0);
  const sessionsWrong = sessions.filter(
    ({ session, quartersWh }) => quartersWh !== undefined && quartersWh !== session.energyWh,
  ).length;
  if (history !== meters || meteringPoints !== metersNext || sessionsWh !== metersNext) wrong += 1;
  return {
    ...{ compared, wrong, toLastSecondWh: { meters, history } },
    toNextMonthWh: { meters: metersNext, meteringPoints, sessions: sessionsWh },
    ...{ sessions: sessions.length, sessionsWrong },
    byPower: Math.round(((power ?? 0) / meters) * 1e5) / 1e5,
  };
}
