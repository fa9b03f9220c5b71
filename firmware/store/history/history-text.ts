import { NetwachtError } from '../../domain/errors.ts';
import { answerOf, type SteppedSeries, shown, steppedRows } from './answer.ts';
import type { NumberedSeries } from './dictionary.ts';
import type { HistoryBook } from './history-book.ts';
import { mostPoints, type Steps, stepsOf } from './steps.ts';

export interface TextQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  /** Names, or the beginning of some up to a dot: `flow`, `chargePoint.E1`, `price.ct`. Empty: all. */
  readonly series: readonly string[];
  readonly everyS?: number;
  readonly format: 'csv' | 'json';
}

/** An answer in JSON is taken whole by whoever asks: some megabytes at most. */
const mostValues = 400_000;
/** An export has no more rows: a month of minutes, ten years of quarter hours. */
const mostExportRows = 400_000;
/** So many rows of an export are in memory at a time. */
const rowsAtATime = 512;

/** The text of an answer, piece by piece. Throws NetwachtError `unknownSeries`, `tooMuch`, and what SQLite throws. */
export function historyText(book: HistoryBook, question: TextQuestion, nowMs: number): Iterator<string> {
  const series = chosen(book.series(), question.series);
  if (question.format === 'json') {
    const mostSteps = Math.min(mostPoints, Math.floor(mostValues / Math.max(1, series.length)));
    const steps = stepsOf({ ...question, mostSteps }, nowMs);
    const values = ((steps.toS - steps.fromS) / steps.stepS) * series.length;
    if (values > mostValues) throw tooMuch(`${values} values; at most ${mostValues} are given at once`);
    return jsonOf(book, series, steps);
  }
  const steps = stepsOf({ ...question, mostSteps: question.everyS === undefined ? 6000 : mostExportRows }, nowMs);
  const rows = (steps.toS - steps.fromS) / steps.stepS;
  if (rows > mostExportRows) throw tooMuch(`${rows} rows; at most ${mostExportRows} are given at once`);
  return csvOf(book, series, steps);
}

const tooMuch = (what: string): NetwachtError =>
  new NetwachtError('tooMuch', `That would be ${what}: ask for a shorter time, fewer series or a longer step`, {
    path: 'every',
  });

function chosen(all: readonly NumberedSeries[], names: readonly string[]): readonly NumberedSeries[] {
  if (names.length === 0) return all;
  const found = new Set<NumberedSeries>();
  for (const name of names) {
    const fitting = all.filter((series) => series.name === name || series.name.startsWith(`${name}.`));
    if (fitting.length === 0)
      throw new NetwachtError('unknownSeries', `There is no series ${name.slice(0, 80)} in the history`, {
        path: 'series',
      });
    for (const series of fitting) found.add(series);
  }
  return [...found];
}

/** One device after the other: its series lie in the same blobs. */
function* jsonOf(book: HistoryBook, series: readonly NumberedSeries[], steps: Steps): Generator<string> {
  const { fromS, toS, stepS } = steps;
  yield `{"from":"${iso(fromS * 1000)}","to":"${iso(toS * 1000)}","everyS":${stepS},"series":[`;
  let between = '\n';
  for (const together of Map.groupBy(series, ({ group }) => group).values())
    for (const one of answerOf(book, together, steps).series) {
      yield between + JSON.stringify(one);
      between = ',\n';
    }
  yield '\n]}\n';
}

function* csvOf(book: HistoryBook, series: readonly NumberedSeries[], steps: Steps): Generator<string> {
  const { fromS, toS, stepS } = steps;
  const partNames = ['', '_min', '_max'];
  yield `time,${columnsOf(steppedRows(book, series, { ...steps, toS: fromS }))
    .map(([{ series: one }, part]) => `${one.name}${partNames[part]}`)
    .join(',')}\r\n`;
  for (let at = fromS; at < toS; at += rowsAtATime * stepS) {
    const end = Math.min(toS, at + rowsAtATime * stepS);
    const columns = columnsOf(steppedRows(book, series, { ...steps, fromS: at, toS: end }));
    for (let row = 0; at + row * stepS < end; row += 1) {
      let line = iso((at + row * stepS) * 1000);
      for (const [one, part] of columns)
        line += `,${shown(book, one.series, one.parts[part]?.[row] ?? Number.NaN) ?? ''}`;
      yield `${line}\r\n`;
    }
  }
}

const columnsOf = (all: readonly SteppedSeries[]) =>
  all.flatMap((one) => one.parts.map((_, part) => [one, part] as const));

const iso = (ms: number): string => new Date(ms).toISOString();
