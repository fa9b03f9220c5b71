import type Database from 'better-sqlite3';
import type { StoredRemote } from '../../domain/stored-order.ts';

interface Row {
  readonly charge_point: string;
  readonly limit_ma: number;
  readonly until_ms: number;
  readonly begun: number;
  readonly at_ms: number;
  readonly source: string;
}

/** Ceilings that programs gave, one a charge point; the caller makes the transaction. */
export interface RemoteOrdersTable {
  all(): readonly StoredRemote[];
  put(order: StoredRemote): void;
  remove(chargePoint: string): void;
  /** Removes the one that was given then; a newer one stays. */
  end(chargePoint: string, atMs: number): void;
  removeExcept(chargePoints: readonly string[]): void;
}

/** The table of ceilings that programs gave. A negative limit is refused by the table itself. */
export function remoteOrdersTable(db: Database.Database): RemoteOrdersTable {
  const all = db.prepare<[], Row>('SELECT * FROM remote_orders ORDER BY rowid');
  const put = db.prepare<[Row]>(
    `INSERT OR REPLACE INTO remote_orders (charge_point, limit_ma, until_ms, begun, at_ms, source)
     VALUES (@charge_point, @limit_ma, @until_ms, @begun, @at_ms, @source)`,
  );
  const remove = db.prepare<[string]>('DELETE FROM remote_orders WHERE charge_point = ?');
  const end = db.prepare<[string, number]>('DELETE FROM remote_orders WHERE charge_point = ? AND at_ms = ?');
  const removeExcept = db.prepare<[string]>(
    'DELETE FROM remote_orders WHERE charge_point NOT IN (SELECT value FROM json_each(?))',
  );
  return {
    all: () => all.all().map(fromRow),
    put: (order) => void put.run(toRow(order)),
    remove: (chargePoint) => void remove.run(chargePoint),
    end: (chargePoint, atMs) => void end.run(chargePoint, atMs),
    removeExcept: (chargePoints) => void removeExcept.run(JSON.stringify(chargePoints)),
  };
}

const toRow = ({ chargePoint, limitMa, untilMs, begun, atMs, source }: StoredRemote): Row => ({
  ...{ charge_point: chargePoint, limit_ma: limitMa, until_ms: Math.trunc(untilMs), begun: begun ? 1 : 0 },
  ...{ at_ms: Math.trunc(atMs), source },
});

const fromRow = ({ charge_point, limit_ma, until_ms, begun, at_ms, source }: Row): StoredRemote => ({
  ...{ kind: 'remote', chargePoint: charge_point, limitMa: limit_ma, untilMs: until_ms },
  ...{ begun: begun === 1, atMs: at_ms, source },
});
