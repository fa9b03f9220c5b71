import type Database from 'better-sqlite3';

/** What an owner has used on a day; the day 0 holds what is older than is kept by days. */
export interface UsageRow {
  /** `user:ID`, `tag:ID`, `session:ID` of a charge point. */
  readonly owner: string;
  readonly dayMs: number;
  readonly energyWh: number;
  readonly chargedS: number;
}

/** What users and cards have used; the caller makes the transaction. */
export interface UsageTable {
  add(row: UsageRow): void;
  usedSince(owner: string, fromMs: number): { readonly energyWh: number; readonly chargedS: number };
  latestDayMs(): number | undefined;
  owners(): readonly string[];
  forget(owner: string): void;
  /** Adds days before a moment up into the day 0. */
  fold(beforeMs: number): void;
  counters(): ReadonlyMap<string, number>;
  putCounters(counters: ReadonlyMap<string, number>): void;
  marks(): ReadonlyMap<string, string>;
  putMarks(owner: string, document: string): void;
  removeMarks(owner: string): void;
}

interface Row {
  readonly owner: string;
  readonly day_ms: number;
  readonly energy_wh: number;
  readonly charged_s: number;
}

export function usageTable(db: Database.Database): UsageTable {
  const add = db.prepare<[Row]>(
    `INSERT INTO budget_days (owner, day_ms, energy_wh, charged_s) VALUES (@owner, @day_ms, @energy_wh, @charged_s)
     ON CONFLICT (owner, day_ms) DO UPDATE SET
       energy_wh = energy_wh + excluded.energy_wh, charged_s = charged_s + excluded.charged_s`,
  );
  const sum = db.prepare<[string, number], { energy_wh: number; charged_s: number }>(
    `SELECT coalesce(sum(energy_wh), 0) AS energy_wh, coalesce(sum(charged_s), 0) AS charged_s
     FROM budget_days WHERE owner = ? AND day_ms >= ?`,
  );
  const latest = db.prepare<[], { day: number | null }>('SELECT max(day_ms) AS day FROM budget_days');
  const owners = db.prepare<[], { owner: string }>('SELECT DISTINCT owner FROM budget_days');
  const forget = db.prepare<[string]>('DELETE FROM budget_days WHERE owner = ?');
  const old = db.prepare<[number], Row>(
    `SELECT owner, 0 AS day_ms, sum(energy_wh) AS energy_wh, sum(charged_s) AS charged_s
     FROM budget_days WHERE day_ms > 0 AND day_ms < ? GROUP BY owner`,
  );
  const removeOld = db.prepare<[number]>('DELETE FROM budget_days WHERE day_ms > 0 AND day_ms < ?');
  const counters = db.prepare<[], { charge_point: string; counter_wh: number }>(
    'SELECT charge_point, counter_wh FROM budget_counters',
  );
  const removeCounters = db.prepare('DELETE FROM budget_counters');
  const putCounter = db.prepare<[string, number]>(
    'INSERT INTO budget_counters (charge_point, counter_wh) VALUES (?, ?)',
  );
  const marks = db.prepare<[], { owner: string; document: string }>('SELECT owner, document FROM budget_marks');
  const putMarks = db.prepare<[string, string]>('INSERT OR REPLACE INTO budget_marks (owner, document) VALUES (?, ?)');
  const removeMarks = db.prepare<[string]>('DELETE FROM budget_marks WHERE owner = ?');
  return {
    add: ({ owner, dayMs, energyWh, chargedS }) =>
      void add.run({ owner, day_ms: Math.trunc(dayMs), energy_wh: energyWh, charged_s: chargedS }),
    usedSince(owner, fromMs) {
      const row = sum.get(owner, Math.trunc(fromMs));
      return { energyWh: row?.energy_wh ?? 0, chargedS: row?.charged_s ?? 0 };
    },
    latestDayMs: () => latest.get()?.day ?? undefined,
    owners: () => owners.all().map(({ owner }) => owner),
    forget: (owner) => void forget.run(owner),
    fold(beforeMs) {
      const rows = old.all(Math.trunc(beforeMs));
      removeOld.run(Math.trunc(beforeMs));
      for (const row of rows) add.run(row);
    },
    counters: () => new Map(counters.all().map((row) => [row.charge_point, row.counter_wh])),
    putCounters(all) {
      removeCounters.run();
      for (const [id, counterWh] of all) putCounter.run(id, counterWh);
    },
    marks: () => new Map(marks.all().map(({ owner, document }) => [owner, document])),
    putMarks: (owner, document) => void putMarks.run(owner, document),
    removeMarks: (owner) => void removeMarks.run(owner),
  };
}
