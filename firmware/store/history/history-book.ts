import { join } from 'node:path';
import { afterClockFloor } from '../../domain/clock.ts';
import type { HistoryTier, Series } from '../../domain/history.ts';
import type { StoreHealth } from '../health.ts';
import { setAside } from '../set-aside.ts';
import { isDamage, systemCode } from '../store-error.ts';
import { Dictionary, type NumberedSeries } from './dictionary.ts';
import { Gatherer } from './gatherer.ts';
import { HistoryFile } from './history-file.ts';
import { keptMinutes } from './kept-minutes.ts';
import type { OpenRows } from './open-rows.ts';
import { type RangeOfRows, readRows } from './read-rows.ts';
import { historyName } from './schema.ts';

/** A file that could not be opened or written is tried again after so long. */
const againMs = 60_000;
/** What waits for a disk that refuses: six hours of minutes, a week of quarter hours; seconds are given up. */
const mostWaiting: Readonly<Record<HistoryTier, number>> = { 1: 1, 60: 72, 900: 672 };

export interface HistoryBookOptions {
  readonly dir: string;
  /** Wall time, for what is too old; samples carry their own. */
  readonly nowMs: () => number;
  readonly health: Pick<StoreHealth, 'raise' | 'clear'>;
  readonly boundBytes?: number;
  readonly leaveFreeBytes?: number;
}

/**
 * History as samples go in and rows come out. It never throws for a disk: what cannot be written is told by a health entry,
 * and a damaged file is set aside and begun anew. Written every five minutes and at its end.
 */
export class HistoryBook {
  readonly #options: HistoryBookOptions;
  #dictionary = new Dictionary();
  #gatherer = new Gatherer();
  #file: HistoryFile | undefined;
  #series: readonly Series[] = [];
  #texts: string[] = [];
  /** Numbers in the file of the words that samples speak of. */
  #words: number[] = [];
  #waiting: readonly OpenRows[] = [];
  #triedMs = Number.NEGATIVE_INFINITY;
  #due = Number.NaN;

  constructor(options: HistoryBookOptions) {
    this.#options = options;
  }

  /** What the values of the samples that follow are. */
  use(series: readonly Series[]): void {
    this.#series = series;
    this.#gatherer.use(series);
  }

  /** Words that samples speak of by number, the first time; in order. */
  learn(texts: readonly string[]): void {
    this.#texts.push(...texts);
  }

  /** Values in the order of `use`, whole numbers, NaN = missing; words by number. A clock that was never set is not believed. */
  take(atMs: number, values: Float64Array): void {
    if (!afterClockFloor(atMs) || this.#opened() === undefined) return;
    for (let i = 0; i < this.#series.length; i += 1)
      if (this.#series[i]?.kind === 'word') values[i] = this.#wordOf(values[i] as number);
    this.#gatherer.take(atMs, values);
    const due = Math.floor(atMs / 300_000);
    if (due === this.#due) return;
    if (!Number.isNaN(this.#due)) this.write();
    this.#due = due;
  }

  /** Writes what is finished; after a failure it waits for the next time. */
  write(): void {
    const file = this.#opened();
    if (file === undefined) return;
    const finished = [...this.#waiting, ...this.#gatherer.finished()];
    this.#waiting = [];
    try {
      file.write(finished);
      this.#options.health.clear('store:history');
    } catch (error) {
      this.#waiting = ([1, 60, 900] as const).flatMap((tier) =>
        finished.filter((rows) => rows.tier === tier).slice(-mostWaiting[tier]),
      );
      this.#failed(error);
    }
  }

  /** All series there ever were in this file. */
  series(): readonly NumberedSeries[] {
    if (this.#opened() === undefined) return [];
    for (const series of this.#series) this.#dictionary.numbered(series);
    return this.#dictionary.all();
  }

  word(id: number): string | undefined {
    return this.#dictionary.text(id);
  }

  /** By series id and part, as they are on disk and in memory. Throws what SQLite throws, a damaged file excepted: it reads empty. */
  read(range: RangeOfRows): ReadonlyMap<number, Float64Array> {
    const file = this.#opened();
    const memory = [...this.#waiting, this.#gatherer.open(range.tier)].filter((rows) => rows?.tier === range.tier);
    try {
      return readRows(file?.tables, this.#dictionary, memory as OpenRows[], range);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#failed(error);
      return new Map();
    }
  }

  /** Writes what is open, and closes. */
  close(): void {
    if (this.#file === undefined) return;
    this.#gatherer.end();
    this.write();
    this.#file?.close();
    this.#file = undefined;
  }

  #wordOf(local: number): number {
    if (Number.isNaN(local)) return local;
    const known = this.#words[local];
    if (known !== undefined) return known;
    const text = this.#texts[local];
    if (text === undefined) return Number.NaN;
    const id = this.#dictionary.word(text);
    this.#words[local] = id;
    return id;
  }

  #opened(): HistoryFile | undefined {
    const { dir, nowMs } = this.#options;
    if (this.#file !== undefined) return this.#file;
    const now = nowMs();
    if (Math.abs(now - this.#triedMs) < againMs) return undefined;
    this.#triedMs = now;
    try {
      this.#begin();
      this.#file = new HistoryFile({ ...this.#options, dir, dictionary: this.#dictionary });
      if (this.#file.aside !== undefined) this.#tellAside(this.#file.aside);
      this.#options.health.clear('store:history');
      for (const { minute, series } of keptMinutes(this.#file.tables, this.#dictionary, Math.floor(now / 900_000)))
        this.#gatherer.resume(minute, series);
    } catch (error) {
      this.#failed(error);
    }
    return this.#file;
  }

  /** Nothing is open, and nothing has a number yet. */
  #begin(): void {
    this.#dictionary = new Dictionary();
    this.#gatherer = new Gatherer();
    this.#gatherer.use(this.#series);
    this.#words = [];
    this.#waiting = [];
    this.#due = Number.NaN;
  }

  #failed(error: unknown): void {
    const system = systemCode(error) ?? systemCode(error instanceof Error ? error.cause : undefined);
    if (system === undefined) throw error;
    if (isDamage(error)) {
      this.#file?.close();
      this.#file = undefined;
      this.#triedMs = Number.NEGATIVE_INFINITY;
      this.#tellAside(setAside(join(this.#options.dir, historyName), this.#options.nowMs()));
      return;
    }
    this.#options.health.raise(
      {
        id: 'store:history',
        severity: 'warning',
        code: 'notPersisted',
        what: historyName,
        message: `history cannot be written (${system}); charging goes on, and what is not written will be missing`,
      },
      { system },
    );
  }

  #tellAside(aside: string): void {
    this.#options.health.raise({
      id: 'store:historyAside',
      severity: 'warning',
      code: 'storeSetAside',
      what: aside,
      message: `the file of history was damaged and is set aside as ${aside}; a new one goes on`,
    });
  }
}
