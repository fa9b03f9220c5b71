import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { StoredSource } from '../domain/grid-source.ts';
import type { StoredRuling } from '../domain/limit.ts';
import type { StoredPlan } from '../domain/outside-plan.ts';
import type { StoredOrder } from '../domain/stored-order.ts';
import type { StoredVariable } from '../domain/variable.ts';
import { openToRead } from './connection.ts';
import { mainName } from './data-folder.ts';
import { reading } from './reading.ts';
import { changesTable } from './tables/changes.ts';
import { gridSourcesTable } from './tables/grid-sources.ts';
import { ordersTable } from './tables/orders.ts';
import { plansTable } from './tables/plans.ts';
import { rulingsTable } from './tables/rulings.ts';
import { type StoredSite, siteTable } from './tables/site.ts';
import { variablesTable } from './tables/variables.ts';

/** What the control worker reads, all of it from the same moment. */
export interface StoreSnapshot {
  /** Counts the changes of the box: the same number, the same content. */
  readonly change: number;
  readonly site: StoredSite | undefined;
  readonly variables: readonly StoredVariable[];
  readonly rulings: readonly StoredRuling[];
  readonly orders: readonly StoredOrder[];
  readonly gridSources: readonly StoredSource[];
  /** Given from outside, beside those of the site. */
  readonly plans: readonly StoredPlan[];
}

/** A read-only view of the main database; each call sees whole changes only. All throw StoreError `unreadable`. */
export interface StoreReader {
  /** The number of the last change: cheap to ask every cycle. */
  change(): number;
  snapshot(): StoreSnapshot;
  site(): StoredSite | undefined;
  variables(): readonly StoredVariable[];
  rulings(): readonly StoredRuling[];
  orders(): readonly StoredOrder[];
  close(): void;
}

/** Opens the data folder beside its writer, in any thread, after `openStore` has returned. Throws StoreError `unreadable`. */
export function openStoreReader(dir: string): StoreReader {
  const db = reading(() => openToRead(join(dir, mainName)));
  try {
    return reading(() => readerOf(db));
  } catch (error) {
    db.close();
    throw error;
  }
}

function readerOf(db: Database.Database): StoreReader {
  const changes = changesTable(db);
  const site = siteTable(db);
  const variables = variablesTable(db);
  const rulings = rulingsTable(db);
  const orders = ordersTable(db);
  const gridSources = gridSourcesTable(db);
  const plans = plansTable(db);
  const snapshot = db.transaction(() => ({
    change: changes.mark()?.number ?? 0,
    site: site.get(),
    variables: variables.all(),
    rulings: rulings.all(),
    orders: orders.all(),
    gridSources: gridSources.all(),
    plans: plans.all(),
  }));
  return {
    change: () => reading(() => changes.mark()?.number ?? 0),
    snapshot: () => reading(snapshot),
    site: () => reading(() => site.get()),
    variables: () => reading(() => variables.all()),
    rulings: () => reading(() => rulings.all()),
    orders: () => reading(() => orders.all()),
    close: () => void db.close(),
  };
}
