import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { HistoryTier } from '../../domain/history.ts';
import { openWhole } from '../open-prepared.ts';
import { type Column, columnKey, copyPresent } from './block.ts';
import type { Dictionary } from './dictionary.ts';
import { HistoryTables, type PiecedTier } from './history-tables.ts';
import type { OpenRows } from './open-rows.ts';
import { chunkRows, historyName, prepareHistory } from './schema.ts';

/** The file never grows beyond this. */
export const historyBoundBytes = 2_000_000_000;
/** So much of the disk is left to everything else: history stops before variables have no room. */
const leaveFreeBytes = 24 * 1024 * 1024;
/** Old rows go in steps: stretches at most, of each tier and write. */
const dropAtOnce = 2;

/**
 * How much of each tier is kept, s: a day, a month, ten years and a bit. The time there are values for is what counts, not their
 * age: a clock that was far ahead for a while takes nothing away.
 */
export const keptS: Readonly<Record<HistoryTier, number>> = { 1: 86_400, 60: 31 * 86_400, 900: 3660 * 86_400 };

export interface HistoryFileOptions {
  readonly dir: string;
  readonly dictionary: Dictionary;
  readonly nowMs: () => number;
  readonly boundBytes?: number;
  readonly leaveFreeBytes?: number;
}

/** The disk has hardly any room left, and history is what it can do without. */
export class NoRoom extends Error {
  readonly code = 'ENOSPC';
}

/** The open file of history, its one writer. Throws what SQLite and the system throw; then nothing of the change was kept. */
export class HistoryFile {
  readonly tables: HistoryTables;
  /** The damaged file that this one follows. */
  readonly aside: string | undefined;
  readonly #db: Database.Database;
  readonly #options: HistoryFileOptions;

  constructor(options: HistoryFileOptions) {
    this.#options = options;
    const { db, aside } = openWhole(join(options.dir, historyName), options.nowMs(), prepareHistory);
    this.#db = db;
    this.aside = aside;
    try {
      db.pragma(`max_page_count = ${Math.floor((options.boundBytes ?? historyBoundBytes) / 4096)}`);
      db.pragma('journal_size_limit = 1048576');
      // 1 MB: what is written is not read again soon, and a question reads each blob once.
      db.pragma('cache_size = -1024');
      // Freed pages are used again within the day; writing zeros over them first would be half as much again.
      db.pragma('secure_delete = FAST');
      this.tables = new HistoryTables(db);
      options.dictionary.load(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** One transaction: rows that are finished, a chunk that has become whole, and what has become too old. */
  write(finished: readonly OpenRows[]): void {
    const { dir, dictionary, leaveFreeBytes: leave = leaveFreeBytes } = this.#options;
    const { bavail, bsize } = statfsSync(dir);
    if (bavail * bsize < leave)
      throw new NoRoom('the disk is nearly full; the rest of it is left to what matters more');
    this.#db
      .transaction(() => {
        for (const rows of finished) this.#put(rows);
        dictionary.save(this.#db);
        this.#makeChunks(60);
        this.#makeChunks(900);
        this.#drop();
      })
      .immediate();
    dictionary.saved();
  }

  close(): void {
    this.#db.close();
  }

  #put(rows: OpenRows): void {
    if (rows.tier === 1) {
      for (const [group, columns] of this.#byGroup(rows))
        this.tables.putChunk(1, Math.floor(rows.first / chunkRows[1]), group, columns);
    } else this.tables.putPiece(rows.tier, rows.first, rows.capacity, [...this.#byGroup(rows).values()].flat());
  }

  #byGroup(rows: OpenRows): ReadonlyMap<number, Column[]> {
    const groups = new Map<number, Column[]>();
    for (const { series, parts } of rows.columns.values()) {
      const numbered = this.#options.dictionary.numbered(series);
      if (numbered === undefined) continue;
      const columns = groups.get(numbered.group) ?? [];
      groups.set(numbered.group, columns);
      columns.push(...parts.map((values, part) => ({ key: columnKey(numbered.id, part), values })));
    }
    return groups;
  }

  /** The oldest stretch of pieces that is over becomes a chunk for each group. */
  #makeChunks(tier: PiecedTier): void {
    const oldest = this.tables.oldestPiece(tier);
    const rows = chunkRows[tier];
    if (oldest === undefined) return;
    const stretch = Math.floor(oldest / rows);
    const nowS = this.#options.nowMs() / 1000;
    if (stretch >= Math.floor(nowS / tier / rows)) return;
    const groups = new Map<number, Map<number, Float64Array>>();
    const groupOfSeries = new Map(this.#options.dictionary.all().map(({ id, group }) => [id, group]));
    for (const { first, columns } of this.tables.pieces(tier, stretch * rows, (stretch + 1) * rows))
      for (const { key, values } of columns) {
        const group = groupOfSeries.get(Math.floor(key / 4));
        if (group === undefined) continue;
        const chunk = groups.get(group) ?? new Map<number, Float64Array>();
        groups.set(group, chunk);
        const column = chunk.get(key) ?? new Float64Array(rows).fill(Number.NaN);
        chunk.set(key, column);
        copyPresent(values, column, first - stretch * rows);
      }
    for (const [group, chunk] of groups)
      this.tables.putChunk(...([tier, stretch, group, [...chunk].map(([key, values]) => ({ key, values }))] as const));
    this.tables.dropPieces(tier, stretch * rows, (stretch + 1) * rows);
  }

  #drop(): void {
    for (const tier of [1, 60, 900] as const) {
      const stretches = this.tables.stretches(tier);
      // One more: the first and the last are not whole.
      const surplus = stretches.size - keptS[tier] / tier / chunkRows[tier] - 1;
      if (surplus <= 0) continue;
      const oldest = [...stretches].sort((a, b) => a - b);
      this.tables.dropStretchesBefore(tier, (oldest[Math.min(surplus, dropAtOnce) - 1] as number) + 1);
    }
    const bound = this.#options.boundBytes ?? historyBoundBytes;
    const oldest = this.tables.oldestStretch(900);
    // The bound is far above what ten years come to; a site of hundreds of devices gives its oldest years for it.
    if (oldest !== undefined && this.tables.usedBytes() > bound - bound / 50)
      this.tables.dropStretchesBefore(900, oldest + dropAtOnce);
  }
}
