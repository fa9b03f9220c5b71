import type { OrderMark, StoredOrder } from '../domain/stored-order.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** What persons want of charge points. */
export interface OrdersStore {
  all(): readonly StoredOrder[];
  put(order: StoredOrder): void;
  remove(chargePoint: string, kind: StoredOrder['kind']): void;
  /** Notes what happened to orders; an order that was given anew since is left alone. */
  mark(marks: readonly OrderMark[]): void;
  removeExcept(chargePoints: readonly string[]): void;
}

/** The orders behind a writer; a call that changes nothing writes nothing. */
export function ordersStore(writer: Writer): OrdersStore {
  const all = () => reading(() => writer.tables.orders.all());
  return {
    all,
    put: (order) => writer.change('orders', (tables) => tables.orders.put(order)),
    remove(chargePoint, kind) {
      if (!all().some((order) => order.chargePoint === chargePoint && order.kind === kind)) return;
      writer.change('orders', (tables) => tables.orders.remove(chargePoint, kind));
    },
    mark(marks) {
      const orders = all();
      const due = marks.filter(({ chargePoint, kind, atMs, mark }) =>
        orders.some(
          (order) =>
            order.chargePoint === chargePoint &&
            order.kind === kind &&
            order.atMs === atMs &&
            !(mark === 'begun' && order.begun),
        ),
      );
      if (due.length === 0) return;
      writer.change('orders', (tables) => {
        for (const mark of due) tables.orders.mark(mark);
      });
    },
    removeExcept(chargePoints) {
      if (all().every((order) => chargePoints.includes(order.chargePoint))) return;
      writer.change('orders', (tables) => tables.orders.removeExcept(chargePoints));
    },
  };
}
