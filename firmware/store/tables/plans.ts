import type Database from 'better-sqlite3';
import {
  outsideEntry,
  type PlanKind,
  type PlanPlace,
  placeId,
  placeKind,
  placeOf,
  type StoredPlan,
} from '../../domain/outside-plan.ts';

/** Plans given from outside, in one database; the caller makes the transaction. */
export interface PlansTable {
  all(): readonly StoredPlan[];
  put(plan: StoredPlan): void;
  remove(place: PlanPlace): void;
}

interface Row {
  readonly kind: PlanKind;
  readonly place: string;
  readonly entries: string;
  readonly at_ms: number;
  readonly source: string;
}

export function plansTable(db: Database.Database): PlansTable {
  const all = db.prepare<[], Row>('SELECT kind, place, entries, at_ms, source FROM outside_plans ORDER BY rowid');
  const put = db.prepare<[Row]>(
    `INSERT OR REPLACE INTO outside_plans (kind, place, entries, at_ms, source)
     VALUES (@kind, @place, @entries, @at_ms, @source)`,
  );
  const remove = db.prepare<[string, string]>('DELETE FROM outside_plans WHERE kind = ? AND place = ?');
  return {
    all: () => all.all().map(fromRow),
    put: (plan) => void put.run(toRow(plan)),
    remove: (place) => void remove.run(placeKind(place), placeId(place)),
  };
}

const toRow = ({ place, entries, atMs, source }: StoredPlan): Row => ({
  kind: placeKind(place),
  place: placeId(place),
  entries: JSON.stringify(entries),
  at_ms: Math.trunc(atMs),
  source,
});

function fromRow({ kind, place, entries, at_ms, source }: Row): StoredPlan {
  const kept: unknown = JSON.parse(entries);
  // A newer program may have written entries that this one does not know: those are left out, the others hold.
  const known = (Array.isArray(kept) ? kept : []).flatMap((entry) => outsideEntry.safeParse(entry).data ?? []);
  return { place: placeOf(kind, place), entries: known, atMs: at_ms, source };
}
