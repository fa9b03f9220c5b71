import type Database from 'better-sqlite3';
import type { MeteringCounter, MeteringQuarter } from '../../domain/metering.ts';

/**
 * Quarter hours of metering points in the file of sessions: one row for what was closed together, short, since it is kept for
 * ten years. Rows are never changed: what comes late for a quarter hour is one more row, and the first word counts.
 */

/** By point: consumed, produced (Wh; null = not known) and 1 where it was spread over a gap. */
type RowDocument = Readonly<Record<string, readonly [number | null, number | null, 0 | 1]>>;
/** By point: priority, share, grid cost factor, generation cost, as they were then. */
type Terms = Readonly<Record<string, readonly [number, number, number, number]>>;

interface Row {
  readonly from_ms: number;
  readonly price_ct: number | null;
  readonly document: string;
  readonly terms: string;
}

const termsOf = (quarter: MeteringQuarter): Terms[string] => [
  ...([quarter.priority, quarter.share, quarter.gridCostFactor, quarter.generationCostCt] as const),
];

/** The statements of one database; the caller makes the transaction. */
export class MeteringRows {
  readonly #lastTerms: Database.Statement<[], { n: number; document: string }>;
  readonly #addTerms: Database.Statement<[string]>;
  readonly #add: Database.Statement<[number, number | null, number, string]>;
  readonly #putCounters: Database.Statement<[string]>;
  readonly #counters: Database.Statement<[], { value: string }>;
  readonly #quarters: Database.Statement<[number, number], Row>;
  readonly #span: Database.Statement<[], { from_ms: number | null; to_ms: number | null }>;

  constructor(db: Database.Database) {
    this.#lastTerms = db.prepare('SELECT n, document FROM metering_terms ORDER BY n DESC LIMIT 1');
    this.#addTerms = db.prepare('INSERT INTO metering_terms (document) VALUES (?)');
    this.#add = db.prepare('INSERT INTO metering_quarters (from_ms, price_ct, terms, document) VALUES (?, ?, ?, ?)');
    this.#putCounters = db.prepare(
      `INSERT INTO meta (key, value) VALUES ('metering', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.#counters = db.prepare(`SELECT value FROM meta WHERE key = 'metering'`);
    this.#quarters = db.prepare(
      `SELECT q.from_ms, q.price_ct, q.document, t.document AS terms
       FROM metering_quarters q JOIN metering_terms t ON t.n = q.terms
       WHERE q.from_ms >= ? AND q.from_ms < ? ORDER BY q.from_ms, q.n`,
    );
    this.#span = db.prepare('SELECT min(from_ms) AS from_ms, max(from_ms) AS to_ms FROM metering_quarters');
  }

  add(quarters: readonly MeteringQuarter[], counters: readonly MeteringCounter[] | undefined): void {
    for (const [fromMs, closed] of Map.groupBy(quarters, ({ quarterMs }) => quarterMs)) {
      const price = closed.find(({ priceCt }) => priceCt !== undefined)?.priceCt ?? null;
      const document = JSON.stringify(documentOf(closed));
      this.#add.run(Math.trunc(fromMs), price, this.#termsOf(closed), document);
    }
    if (counters !== undefined) this.#putCounters.run(JSON.stringify(counters));
  }

  /** Where counters stood when a quarter hour was last written. */
  counters(): readonly MeteringCounter[] {
    const row = this.#counters.get();
    return row === undefined ? [] : (JSON.parse(row.value) as readonly MeteringCounter[]);
  }

  /** Begin of the first and of the last quarter hour there is. */
  span(): { readonly fromMs: number; readonly toMs: number } | undefined {
    const { from_ms, to_ms } = this.#span.get() ?? { from_ms: null, to_ms: null };
    return from_ms === null || to_ms === null ? undefined : { fromMs: from_ms, toMs: to_ms };
  }

  /** `fromMs` inclusive, `toMs` exclusive, in order of time and point. */
  quarters(fromMs: number, toMs: number): readonly MeteringQuarter[] {
    const byTime = Map.groupBy(this.#quarters.all(Math.trunc(fromMs), Math.trunc(toMs)), ({ from_ms }) => from_ms);
    return [...byTime.values()].flatMap(quarterOf);
  }

  /** The row of terms that holds for these; a new one where they are others than before. */
  #termsOf(closed: readonly MeteringQuarter[]): number {
    const last = this.#lastTerms.get();
    const before = (last === undefined ? {} : JSON.parse(last.document)) as Terms;
    const now: Terms = { ...before, ...Object.fromEntries(closed.map((one) => [one.point, termsOf(one)])) };
    const text = JSON.stringify(now);
    return last?.document === text ? last.n : Number(this.#addTerms.run(text).lastInsertRowid);
  }
}

/** What was closed of one quarter hour, both sides of a point together. */
function documentOf(closed: readonly MeteringQuarter[]): RowDocument {
  const byPoint = Map.groupBy(closed, ({ point }) => point);
  return Object.fromEntries(
    [...byPoint].map(([point, sides]) => {
      const known = (side: 'consumedWh' | 'producedWh') => sides.find((one) => one[side] !== undefined)?.[side] ?? null;
      return [point, [known('consumedWh'), known('producedWh'), sides.some(({ gap }) => gap) ? 1 : 0]];
    }),
  );
}

/** The rows of one quarter hour, put together. */
function quarterOf(rows: readonly Row[]): readonly MeteringQuarter[] {
  const quarters = new Map<string, MeteringQuarter>();
  for (const row of rows) {
    const terms = JSON.parse(row.terms) as Terms;
    for (const [point, [consumed, produced, gap]] of Object.entries(JSON.parse(row.document) as RowDocument)) {
      const known = quarters.get(point);
      const [priority = 1, share = 1, gridCostFactor = 1, generationCostCt = 0] = terms[point] ?? [];
      quarters.set(point, {
        ...(known ?? { point, quarterMs: row.from_ms, priority, share, gridCostFactor, generationCostCt }),
        consumedWh: known?.consumedWh ?? consumed ?? undefined,
        producedWh: known?.producedWh ?? produced ?? undefined,
        priceCt: known?.priceCt ?? row.price_ct ?? undefined,
        gap: known?.gap === true || gap === 1,
      });
    }
  }
  return [...quarters.values()].sort((a, b) => (a.point < b.point ? -1 : 1));
}
