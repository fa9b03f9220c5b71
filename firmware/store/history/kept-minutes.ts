import type { Series } from '../../domain/history.ts';
import type { Dictionary } from './dictionary.ts';
import type { HistoryTables } from './history-tables.ts';

/** A minute as it was kept: by series its parts. */
export interface KeptMinute {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly series: readonly { readonly series: Series; readonly values: readonly number[] }[];
}

/** The minutes of a quarter hour that are on disk: what a restart goes on from. */
export function* keptMinutes(tables: HistoryTables, dictionary: Dictionary, quarter: number): Generator<KeptMinute> {
  const byId = new Map(dictionary.all().map((series) => [series.id, series]));
  for (const { first, rows, columns } of tables.pieces(60, quarter * 15, quarter * 15 + 15))
    for (let row = 0; row < rows; row += 1) {
      const found = new Map<Series, number[]>();
      for (const { key, values } of columns) {
        const series = byId.get(Math.floor(key / 4));
        if (series === undefined) continue;
        const parts = found.get(series) ?? [];
        found.set(series, parts);
        parts[key % 4] = values[row] as number;
      }
      yield { minute: first + row, series: [...found].map(([series, values]) => ({ series, values })) };
    }
}
