import type Database from 'better-sqlite3';
import { type AccountsTable, accountsTable } from './accounts.ts';
import { type ChangesTable, changesTable } from './changes.ts';
import { type ChargeBoxesTable, chargeBoxesTable } from './charge-boxes.ts';
import { type DayPricesTable, dayPricesTable } from './day-prices.ts';
import { type GatewayTable, gatewayTable } from './gateway.ts';
import { type GridSourcesTable, gridSourcesTable } from './grid-sources.ts';
import { type MetaTable, metaTable } from './meta.ts';
import { type OcppDocumentsTable, ocppDocumentsTable } from './ocpp-documents.ts';
import { type OrdersTable, ordersTable } from './orders.ts';
import { type PeopleTable, peopleTable } from './people.ts';
import { type PlansTable, plansTable } from './plans.ts';
import { type RulingsTable, rulingsTable } from './rulings.ts';
import { type SiteTable, siteTable } from './site.ts';
import { type UsageTable, usageTable } from './usage.ts';
import { type VariablesTable, variablesTable } from './variables.ts';

/** Every table of one database, its statements prepared. */
export interface Tables {
  readonly changes: ChangesTable;
  readonly variables: VariablesTable;
  readonly rulings: RulingsTable;
  readonly site: SiteTable;
  readonly accounts: AccountsTable;
  readonly meta: MetaTable;
  readonly orders: OrdersTable;
  readonly people: PeopleTable;
  readonly usage: UsageTable;
  readonly plans: PlansTable;
  readonly gateway: GatewayTable;
  readonly gridSources: GridSourcesTable;
  readonly dayPrices: DayPricesTable;
  readonly ocppDocuments: OcppDocumentsTable;
  readonly chargeBoxes: ChargeBoxesTable;
}

/** The tables of a database that is up to date. */
export const tablesOf = (db: Database.Database): Tables => ({
  changes: changesTable(db),
  variables: variablesTable(db),
  rulings: rulingsTable(db),
  site: siteTable(db),
  accounts: accountsTable(db),
  meta: metaTable(db),
  orders: ordersTable(db),
  people: peopleTable(db),
  usage: usageTable(db),
  plans: plansTable(db),
  gateway: gatewayTable(db),
  gridSources: gridSourcesTable(db),
  dayPrices: dayPricesTable(db),
  ocppDocuments: ocppDocumentsTable(db),
  chargeBoxes: chargeBoxesTable(db),
});
