import type { HistoryTier, Series } from '../../domain/history.ts';
import { partsOf } from './series-parts.ts';

export interface OpenColumn {
  readonly series: Series;
  /** By part: mean or last, min, max; seconds have the first only. */
  readonly parts: readonly Float64Array[];
}

/** Rows of one tier in memory, before they are on disk: whole numbers, NaN = missing. */
export class OpenRows {
  readonly tier: HistoryTier;
  /** Begin of the first row, in steps of the tier since 1970. */
  readonly first: number;
  readonly capacity: number;
  readonly columns = new Map<string, OpenColumn>();

  constructor(tier: HistoryTier, first: number, capacity: number) {
    this.tier = tier;
    this.first = first;
    this.capacity = capacity;
  }

  /** The column of a series, made where it is new. */
  column(series: Series): OpenColumn {
    const known = this.columns.get(series.name);
    if (known !== undefined && known.series.kind === series.kind) return known;
    const parts = this.tier === 1 ? 1 : partsOf(series.kind);
    const column = {
      series,
      parts: Array.from({ length: parts }, () => new Float64Array(this.capacity).fill(Number.NaN)),
    };
    this.columns.set(series.name, column);
    return column;
  }
}
