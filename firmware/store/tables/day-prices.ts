import type Database from 'better-sqlite3';
import type { DayPrices, PriceSpan } from '../../domain/prices.ts';

/** Fetched prices in one database, a row for each source and day; the caller makes the transaction. */
export interface DayPricesTable {
  /** In the order of days. */
  of(source: string): readonly DayPrices[];
  put(day: DayPrices): void;
  /** Removes days before a date, and all of sources that are not named. */
  keep(sources: readonly string[], fromDate: string): void;
  /** How many rows `keep` would remove. */
  countOthers(sources: readonly string[], fromDate: string): number;
}

interface Row {
  readonly source: string;
  readonly day: string;
  readonly spans: string;
}

export function dayPricesTable(db: Database.Database): DayPricesTable {
  const of = db.prepare<[string], Row>('SELECT source, day, spans FROM day_prices WHERE source = ? ORDER BY day');
  const put = db.prepare<[Row]>(
    `INSERT INTO day_prices (source, day, spans) VALUES (@source, @day, @spans)
     ON CONFLICT (source, day) DO UPDATE SET spans = excluded.spans`,
  );
  const others = 'day < ? OR source NOT IN (SELECT value FROM json_each(?))';
  const remove = db.prepare<[string, string]>(`DELETE FROM day_prices WHERE ${others}`);
  const count = db.prepare<[string, string], { n: number }>(`SELECT count(*) AS n FROM day_prices WHERE ${others}`);
  return {
    of: (source) => of.all(source).map(({ day, spans, ...row }) => ({ ...row, date: day, spans: spansOf(spans) })),
    put: ({ source, date, spans }) => void put.run({ source, day: date, spans: textOf(spans) }),
    keep: (sources, fromDate) => void remove.run(fromDate, JSON.stringify(sources)),
    countOthers: (sources, fromDate) => count.get(fromDate, JSON.stringify(sources))?.n ?? 0,
  };
}

/** Triples of beginning, end and price: a day of quarter hours is some 3 KB. */
const textOf = (spans: readonly PriceSpan[]): string =>
  JSON.stringify(spans.map(({ fromMs, toMs, ct }) => [fromMs, toMs, ct]));

const spansOf = (text: string): readonly PriceSpan[] =>
  (JSON.parse(text) as [number, number, number][]).map(([fromMs, toMs, ct]) => ({ fromMs, toMs, ct }));
