import type Database from 'better-sqlite3';
import type { OrderMark, StoredOrder } from '../../domain/stored-order.ts';
import { remoteOrdersTable } from './remote-orders.ts';

/** What persons want of charge points in one database, one row a kind; the caller makes the transaction. */
export interface OrdersTable {
  all(): readonly StoredOrder[];
  put(order: StoredOrder): void;
  remove(chargePoint: string, kind: StoredOrder['kind']): void;
  mark(mark: OrderMark): void;
  /** Removes what belongs to charge points that are no longer in the site. */
  removeExcept(chargePoints: readonly string[]): void;
}

/** Ceilings of programs have a table of their own. */
type StoredInOrders = Exclude<StoredOrder, { readonly kind: 'remote' }>;

interface Row {
  readonly charge_point: string;
  readonly kind: StoredInOrders['kind'];
  readonly limit_ma: number | null;
  readonly until_ms: number | null;
  readonly rules_off: number;
  readonly energy_wh: number | null;
  readonly counter_wh: number | null;
  readonly departure_ms: number | null;
  readonly phases: 1 | 3 | null;
  readonly begun: number;
  readonly at_ms: number;
  readonly source: string;
}

/** The table of orders. A negative limit is refused by the table itself. */
export function ordersTable(db: Database.Database): OrdersTable {
  const all = db.prepare<[], Row>('SELECT * FROM orders ORDER BY rowid');
  const put = db.prepare<[Row]>(
    `INSERT OR REPLACE INTO orders (charge_point, kind, limit_ma, until_ms, rules_off, energy_wh, counter_wh,
       departure_ms, phases, begun, at_ms, source)
     VALUES (@charge_point, @kind, @limit_ma, @until_ms, @rules_off, @energy_wh, @counter_wh, @departure_ms, @phases,
       @begun, @at_ms, @source)`,
  );
  const remove = db.prepare<[string, string]>('DELETE FROM orders WHERE charge_point = ? AND kind = ?');
  const begin = db.prepare<[string, string, number]>(
    'UPDATE orders SET begun = 1 WHERE charge_point = ? AND kind = ? AND at_ms = ?',
  );
  const end = db.prepare<[string, string, number]>(
    'DELETE FROM orders WHERE charge_point = ? AND kind = ? AND at_ms = ?',
  );
  const removeExcept = db.prepare<[string]>(
    'DELETE FROM orders WHERE charge_point NOT IN (SELECT value FROM json_each(?))',
  );
  const remote = remoteOrdersTable(db);
  return {
    all: () => [...all.all().map(fromRow), ...remote.all()],
    put: (order) => void (order.kind === 'remote' ? remote.put(order) : put.run(toRow(order))),
    remove: (chargePoint, kind) =>
      void (kind === 'remote' ? remote.remove(chargePoint) : remove.run(chargePoint, kind)),
    mark({ chargePoint, kind, atMs, mark }) {
      if (kind !== 'remote') (mark === 'begun' ? begin : end).run(chargePoint, kind, atMs);
      else if (mark === 'ended') remote.end(chargePoint, atMs);
    },
    removeExcept(chargePoints) {
      removeExcept.run(JSON.stringify(chargePoints));
      remote.removeExcept(chargePoints);
    },
  };
}

function toRow(order: StoredInOrders): Row {
  const isOverride = order.kind === 'override';
  const isNeed = order.kind === 'need';
  return {
    charge_point: order.chargePoint,
    kind: order.kind,
    limit_ma: isOverride ? (order.limitMa ?? null) : null,
    until_ms: isOverride ? whole(order.untilMs) : null,
    rules_off: isOverride && order.rulesOff ? 1 : 0,
    energy_wh: isNeed ? (order.energyWh ?? null) : null,
    counter_wh: isNeed ? (order.counterWh ?? null) : null,
    departure_ms: isNeed ? whole(order.departureMs) : null,
    phases: order.kind === 'phases' ? order.phases : null,
    begun: order.begun ? 1 : 0,
    at_ms: Math.trunc(order.atMs),
    source: order.source,
  };
}

function fromRow(row: Row): StoredInOrders {
  const placed = { chargePoint: row.charge_point, atMs: row.at_ms, source: row.source, begun: row.begun === 1 };
  switch (row.kind) {
    case 'override':
      return {
        ...placed,
        kind: 'override',
        ...(row.limit_ma === null ? {} : { limitMa: row.limit_ma }),
        ...(row.until_ms === null ? {} : { untilMs: row.until_ms }),
        rulesOff: row.rules_off === 1,
      };
    case 'need':
      return {
        ...placed,
        kind: 'need',
        ...(row.energy_wh === null ? {} : { energyWh: row.energy_wh }),
        ...(row.counter_wh === null ? {} : { counterWh: row.counter_wh }),
        ...(row.departure_ms === null ? {} : { departureMs: row.departure_ms }),
      };
    case 'phases':
      return { ...placed, kind: 'phases', phases: row.phases ?? 3 };
  }
}

const whole = (ms: number | undefined): number | null => (ms === undefined ? null : Math.trunc(ms));
