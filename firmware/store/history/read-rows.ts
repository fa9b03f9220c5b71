import type { HistoryTier } from '../../domain/history.ts';
import { columnKey, copyPresent } from './block.ts';
import type { Dictionary, NumberedSeries } from './dictionary.ts';
import type { HistoryTables } from './history-tables.ts';
import type { OpenRows } from './open-rows.ts';
import { chunkRows } from './schema.ts';
import { partsOf } from './series-parts.ts';

export interface RangeOfRows {
  readonly tier: HistoryTier;
  /** Places in steps of the tier since 1970; `to` is not in it. */
  readonly from: number;
  readonly to: number;
  readonly series: readonly NumberedSeries[];
}

/** Columns by key (series and part), NaN = missing: what is on disk, over it what is in memory. Throws what SQLite throws. */
export function readRows(
  tables: HistoryTables | undefined,
  dictionary: Dictionary,
  memory: readonly OpenRows[],
  { tier, from, to, series }: RangeOfRows,
): ReadonlyMap<number, Float64Array> {
  const found = new Map<number, Float64Array>();
  const wanted = new Map<number, Set<number>>();
  for (const { id, kind, group } of series) {
    const keys = wanted.get(group) ?? new Set<number>();
    wanted.set(group, keys);
    for (let part = 0; part < (tier === 1 ? 1 : partsOf(kind)); part += 1) {
      keys.add(columnKey(id, part));
      found.set(columnKey(id, part), new Float64Array(to - from).fill(Number.NaN));
    }
  }
  const put = (key: number, values: Float64Array, first: number): void => {
    const into = found.get(key);
    if (into !== undefined) copyPresent(values, into, first - from);
  };
  if (tables !== undefined) {
    const rows = chunkRows[tier];
    for (const [group, keys] of wanted)
      for (let stretch = Math.floor(from / rows); stretch * rows < to; stretch += 1)
        for (const { key, values } of tables.chunk(tier, stretch, group, keys)?.columns ?? [])
          put(key, values, stretch * rows);
    if (tier !== 1) {
      const all = new Set(found.keys());
      for (const { first, columns } of tables.pieces(tier, from - longestPiece, to, all))
        for (const { key, values } of columns) put(key, values, first);
    }
  }
  for (const { first, columns } of memory)
    for (const { series: one, parts } of columns.values()) {
      const id = dictionary.find(one.name)?.id;
      if (id !== undefined) for (const [part, values] of parts.entries()) put(columnKey(id, part), values, first);
    }
  return found;
}

/** A piece that begins earlier may reach into the range. */
const longestPiece = 15;
