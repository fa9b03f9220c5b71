import type Database from 'better-sqlite3';
import type { MeteringCounter, MeteringQuarter } from '../../domain/metering.ts';

/** Quarter hours of metering points, and where their counters stood; the caller makes the transaction. */
export interface MeteringTable {
  counters(): readonly MeteringCounter[];
  putCounter(counter: MeteringCounter): void;
  /** Adds what is known of a quarter; what stands there already is never changed. */
  add(quarter: MeteringQuarter): void;
  /** `fromMs` inclusive, `toMs` exclusive, in order of time and point. */
  quarters(fromMs: number, toMs: number): readonly MeteringQuarter[];
}

interface Row {
  readonly point: string;
  readonly quarter_ms: number;
  readonly consumed_wh: number | null;
  readonly produced_wh: number | null;
  readonly price_ct: number | null;
  readonly priority: number;
  readonly share: number;
  readonly grid_cost_factor: number;
  readonly generation_cost_ct: number;
  readonly gap: number;
}

interface CounterRow {
  readonly point: string;
  readonly side: MeteringCounter['side'];
  readonly start_ms: number;
  readonly start_wh: number;
  readonly now_wh: number;
}

export function meteringTable(db: Database.Database): MeteringTable {
  const counters = db.prepare<[], CounterRow>(
    'SELECT point, side, start_ms, start_wh, now_wh FROM metering_counters ORDER BY rowid',
  );
  const putCounter = db.prepare<[CounterRow]>(
    `INSERT INTO metering_counters (point, side, start_ms, start_wh, now_wh)
     VALUES (@point, @side, @start_ms, @start_wh, @now_wh)
     ON CONFLICT (point, side) DO UPDATE SET
       start_ms = excluded.start_ms, start_wh = excluded.start_wh, now_wh = excluded.now_wh`,
  );
  const add = db.prepare<[Row]>(
    `INSERT INTO metering_quarters (point, quarter_ms, consumed_wh, produced_wh, price_ct, priority, share,
       grid_cost_factor, generation_cost_ct, gap)
     VALUES (@point, @quarter_ms, @consumed_wh, @produced_wh, @price_ct, @priority, @share, @grid_cost_factor,
       @generation_cost_ct, @gap)
     ON CONFLICT (quarter_ms, point) DO UPDATE SET
       consumed_wh = coalesce(consumed_wh, excluded.consumed_wh),
       produced_wh = coalesce(produced_wh, excluded.produced_wh),
       price_ct = coalesce(price_ct, excluded.price_ct),
       gap = max(gap, excluded.gap)`,
  );
  const quarters = db.prepare<[number, number], Row>(
    `SELECT point, quarter_ms, consumed_wh, produced_wh, price_ct, priority, share, grid_cost_factor,
       generation_cost_ct, gap
     FROM metering_quarters WHERE quarter_ms >= ? AND quarter_ms < ? ORDER BY quarter_ms, point`,
  );
  return {
    counters: () =>
      counters.all().map(({ point, side, start_ms, start_wh, now_wh }) => ({
        ...{ point, side, startMs: start_ms, startWh: start_wh, nowWh: now_wh },
      })),
    putCounter: ({ point, side, startMs, startWh, nowWh }) =>
      void putCounter.run({ point, side, start_ms: Math.trunc(startMs), start_wh: startWh, now_wh: nowWh }),
    add: (quarter) => void add.run(toRow(quarter)),
    quarters: (fromMs, toMs) => quarters.all(Math.trunc(fromMs), Math.trunc(toMs)).map(fromRow),
  };
}

const toRow = (quarter: MeteringQuarter): Row => ({
  point: quarter.point,
  quarter_ms: Math.trunc(quarter.quarterMs),
  consumed_wh: quarter.consumedWh ?? null,
  produced_wh: quarter.producedWh ?? null,
  price_ct: quarter.priceCt ?? null,
  priority: quarter.priority,
  share: quarter.share,
  grid_cost_factor: quarter.gridCostFactor,
  generation_cost_ct: quarter.generationCostCt,
  gap: quarter.gap ? 1 : 0,
});

const fromRow = (row: Row): MeteringQuarter => ({
  point: row.point,
  quarterMs: row.quarter_ms,
  consumedWh: row.consumed_wh ?? undefined,
  producedWh: row.produced_wh ?? undefined,
  priceCt: row.price_ct ?? undefined,
  priority: row.priority,
  share: row.share,
  gridCostFactor: row.grid_cost_factor,
  generationCostCt: row.generation_cost_ct,
  gap: row.gap === 1,
});
