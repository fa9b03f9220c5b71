import { reading } from './reading.ts';
import type { UsageRow } from './tables/usage.ts';
import type { Writer } from './writer.ts';

/** Days are kept for as long: a year and the one before it. */
const keptDaysMs = 800 * 86_400_000;

/** What users and cards have used, for their budgets. */
export interface UsageStore {
  /** `fromMs`: the first moment of a day; 0 = ever. */
  usedSince(owner: string, fromMs: number): { readonly energyWh: number; readonly chargedS: number };
  latestDayMs(): number | undefined;
  /** Where the counters stood when `add` was called last, Wh by charge point. */
  counters(): ReadonlyMap<string, number>;
  /** What was used since, and the counters as they stand: both or nothing. */
  add(rows: readonly UsageRow[], counters: ReadonlyMap<string, number>): void;
  forget(owner: string): void;
  /** What operations have made of budgets, JSON by owner. */
  marks(): ReadonlyMap<string, string>;
  putMarks(owner: string, document: string): void;
  /** Removes what belongs to nobody of the site. */
  removeExcept(owners: readonly string[]): void;
}

/** A table that grows: the last-good copy follows the marks of budgets, not the days. */
export function usageStore(writer: Writer): UsageStore {
  const { usage } = writer.tables;
  const counters = () => reading(() => usage.counters());
  let foldedBeforeMs = 0;
  return {
    usedSince: (owner, fromMs) => reading(() => usage.usedSince(owner, fromMs)),
    latestDayMs: () => reading(() => usage.latestDayMs()),
    counters,
    add(rows, stand) {
      if (rows.length === 0 && isSame(counters(), stand)) return;
      writer.changeUnfollowed('what was used', (tables) => {
        for (const row of rows) tables.usage.add(row);
        tables.usage.putCounters(stand);
        const latestMs = Math.max(0, ...rows.map(({ dayMs }) => dayMs));
        if (latestMs - keptDaysMs <= foldedBeforeMs) return;
        foldedBeforeMs = latestMs - keptDaysMs;
        tables.usage.fold(foldedBeforeMs);
      });
    },
    forget: (owner) => writer.changeUnfollowed('what was used', (tables) => tables.usage.forget(owner)),
    marks: () => reading(() => usage.marks()),
    putMarks: (owner, document) => writer.change('a budget', (tables) => tables.usage.putMarks(owner, document)),
    removeExcept(owners) {
      const left = new Set(owners);
      const gone = reading(() => [...usage.owners(), ...usage.marks().keys()]).filter((owner) => !left.has(owner));
      if (gone.length === 0) return;
      writer.change('what was used', (tables) => {
        for (const owner of gone) {
          tables.usage.forget(owner);
          tables.usage.removeMarks(owner);
        }
      });
    },
  };
}

const isSame = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([id, wh]) => b.get(id) === wh);
