import type { HistoryTier, Series } from '../../domain/history.ts';
import { Accumulator } from './accumulator.ts';
import { OpenRows } from './open-rows.ts';

/** How many rows of a tier are handed on together: ten minutes of seconds, five minutes, one quarter hour. */
export const rowsTogether: Readonly<Record<HistoryTier, number>> = { 1: 600, 60: 5, 900: 1 };

/** More series than this are not gathered: a site that names its things anew every minute must not fill the memory. */
const mostSeries = 4000;

interface Gathered {
  readonly series: Series;
  readonly minute: Accumulator;
  readonly quarter: Accumulator;
}

/**
 * Makes seconds, minutes and quarter hours (UTC) of samples. The first sample of a second counts. A clock that is put forward
 * or back ends what is open; what it then writes again replaces what was there.
 */
export class Gatherer {
  readonly #all = new Map<string, Gathered>();
  /** By place in a sample; undefined: not gathered. */
  #series: readonly (Gathered | undefined)[] = [];
  #secondParts: (Float64Array | undefined)[] = [];
  #open: Partial<Record<HistoryTier, OpenRows>> = {};
  #closed: OpenRows[] = [];
  #second = Number.NaN;
  #minute = Number.NaN;
  #quarter = Number.NaN;

  /** What the values of the samples that follow are. */
  use(series: readonly Series[]): void {
    this.#series = series.map((one) => this.#gathered(one));
    const seconds = this.#open[1];
    if (seconds !== undefined) this.#bindSeconds(seconds);
  }

  /** `values` in the order of `use`: whole numbers, NaN = missing. */
  take(atMs: number, values: Float64Array): void {
    const second = Math.floor(atMs / 1000);
    if (second === this.#second) return;
    this.#second = second;
    const minute = Math.floor(second / 60);
    if (minute !== this.#minute) this.#beginMinute(minute);
    const seconds = this.#rows(1, second);
    const row = second - seconds.first;
    for (let i = 0; i < this.#series.length; i += 1) {
      const value = values[i] as number;
      const part = this.#secondParts[i];
      if (part === undefined) continue;
      part[row] = value;
      this.#series[i]?.minute.add(value);
    }
  }

  /** What was finished since the last call: to be written, oldest first. */
  finished(): readonly OpenRows[] {
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }

  /** Rows that are still being filled, for whoever reads; the minute and quarter hour that run are not among them. */
  open(tier: HistoryTier): OpenRows | undefined {
    return this.#open[tier];
  }

  /** Ends everything that is open, for a stop. */
  end(): void {
    this.#endMinute();
    this.#endQuarter();
    for (const rows of Object.values(this.#open)) this.#closed.push(rows);
    this.#open = {};
    this.#second = this.#minute = this.#quarter = Number.NaN;
  }

  /** A restart in the middle of a quarter hour goes on with the minutes of it that were kept. */
  resume(minute: number, kept: Iterable<{ readonly series: Series; readonly values: readonly number[] }>): void {
    const quarter = Math.floor(minute / 15);
    if (!Number.isNaN(this.#quarter) && this.#quarter !== quarter) return;
    this.#quarter = quarter;
    for (const { series, values } of kept)
      this.#gathered(series)?.quarter.joinKept(
        values[0] ?? Number.NaN,
        values[1] ?? Number.NaN,
        values[2] ?? Number.NaN,
      );
  }

  #gathered(series: Series): Gathered | undefined {
    const known = this.#all.get(series.name);
    if (known !== undefined && known.series.kind === series.kind) return known;
    if (this.#all.size >= mostSeries && known === undefined) return undefined;
    const made = { series, minute: new Accumulator(series.kind), quarter: new Accumulator(series.kind) };
    this.#all.set(series.name, made);
    return made;
  }

  #beginMinute(minute: number): void {
    this.#endMinute();
    const quarter = Math.floor(minute / 15);
    if (quarter !== this.#quarter) this.#endQuarter();
    this.#minute = minute;
    this.#quarter = quarter;
  }

  #endMinute(): void {
    if (Number.isNaN(this.#minute)) return;
    const rows = this.#rows(60, this.#minute);
    for (const { series, minute, quarter } of this.#all.values()) {
      quarter.join(minute);
      minute.close(rows.column(series).parts, this.#minute - rows.first);
    }
    if (this.#minute - rows.first < rows.capacity - 1) return;
    this.#closed.push(rows);
    delete this.#open[60];
  }

  #endQuarter(): void {
    if (Number.isNaN(this.#quarter)) return;
    const rows = this.#rows(900, this.#quarter);
    for (const { series, quarter } of this.#all.values())
      quarter.close(rows.column(series).parts, this.#quarter - rows.first);
    this.#closed.push(rows);
    delete this.#open[900];
    // What no sample has any more is not gathered any more.
    const used = new Set(this.#series.map((one) => one?.series.name));
    for (const name of this.#all.keys()) if (!used.has(name)) this.#all.delete(name);
  }

  /** The open rows of a tier that step `at` belongs to; those before are finished. */
  #rows(tier: HistoryTier, at: number): OpenRows {
    const together = rowsTogether[tier];
    const first = Math.floor(at / together) * together;
    const open = this.#open[tier];
    if (open?.first === first) return open;
    if (open !== undefined) this.#closed.push(open);
    const rows = new OpenRows(tier, first, together);
    this.#open[tier] = rows;
    if (tier === 1) this.#bindSeconds(rows);
    return rows;
  }

  #bindSeconds(rows: OpenRows): void {
    this.#secondParts = this.#series.map((one) => one && rows.column(one.series).parts[0]);
  }
}
