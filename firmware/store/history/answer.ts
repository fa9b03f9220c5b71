import type { HistoryAnswer, SeriesValues } from '../../domain/history.ts';
import { columnKey } from './block.ts';
import type { NumberedSeries } from './dictionary.ts';
import type { HistoryBook } from './history-book.ts';
import { partsOf, scaleOf } from './series-parts.ts';
import type { Steps } from './steps.ts';

/** Columns of series at steps: whole numbers, NaN = missing. By part: mean or last, min, max. */
export interface SteppedSeries {
  readonly series: NumberedSeries;
  readonly parts: readonly Float64Array[];
}

/** Rows of the book joined into steps. Throws what SQLite throws. */
export function steppedRows(
  book: HistoryBook,
  series: readonly NumberedSeries[],
  { tier, rowsPerStep, fromS, toS }: Steps,
): readonly SteppedSeries[] {
  const found = book.read({ tier, from: fromS / tier, to: toS / tier, series });
  return series.map((one) => {
    const part = (n: number) =>
      found.get(columnKey(one.id, n)) ?? found.get(columnKey(one.id, 0)) ?? new Float64Array();
    const parts = partsOf(one.kind) === 1 || (tier === 1 && rowsPerStep === 1) ? [0] : [0, 1, 2];
    return { series: one, parts: parts.map((n) => joined(part(n), rowsPerStep, howToJoin(one, n))) };
  });
}

type Join = 'mean' | 'last' | 'min' | 'max';

const howToJoin = ({ kind }: NumberedSeries, part: number): Join =>
  part === 1 ? 'min' : part === 2 ? 'max' : kind === 'measured' ? 'mean' : 'last';

function joined(values: Float64Array, rowsPerStep: number, how: Join): Float64Array {
  if (rowsPerStep === 1) return values;
  const steps = new Float64Array(Math.floor(values.length / rowsPerStep)).fill(Number.NaN);
  for (let step = 0; step < steps.length; step += 1) {
    let count = 0;
    let result = Number.NaN;
    for (let row = step * rowsPerStep; row < (step + 1) * rowsPerStep; row += 1) {
      const value = values[row] as number;
      if (Number.isNaN(value)) continue;
      count += 1;
      if (count === 1 || how === 'last') result = value;
      else if (how === 'mean') result += value;
      else result = how === 'min' ? Math.min(result, value) : Math.max(result, value);
    }
    steps[step] = how === 'mean' ? result / count : result;
  }
  return steps;
}

/** A number as a reader sees it: A, W, V, Wh, ct; a word as text; null = missing. */
export function shown(book: HistoryBook, series: NumberedSeries, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  if (series.kind === 'word') return book.word(value) ?? null;
  const scale = scaleOf(series);
  return scale === 1 ? Math.round(value) : Math.round(value) / scale;
}

/** The answer to a question, whole. */
export function answerOf(book: HistoryBook, series: readonly NumberedSeries[], steps: Steps): HistoryAnswer {
  const { fromS, toS, stepS } = steps;
  return {
    fromMs: fromS * 1000,
    toMs: toS * 1000,
    everyS: stepS,
    series: steppedRows(book, series, steps).map((one): SeriesValues => {
      const { name, kind, unit } = one.series;
      const [values = [], min, max] = one.parts.map((part) => Array.from(part, (v) => shown(book, one.series, v)));
      const extremes = min === undefined || max === undefined ? {} : { min: numbers(min), max: numbers(max) };
      return { name, kind, unit, values, ...extremes };
    }),
  };
}

const numbers = (values: readonly (number | string | null)[]): (number | null)[] =>
  values.map((value) => (typeof value === 'string' ? null : value));
