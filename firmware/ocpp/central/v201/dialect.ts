import { randomInt } from 'node:crypto';
import type { Timers } from '../../../../drivers/link/timers.ts';
import type { Clock } from '../../../domain/clock.ts';
import type { Dialect } from '../driver.ts';
import { repairOf } from '../repair.ts';
import { Driver201 } from './driver.ts';
import { Transactions } from './transactions.ts';

/** More charge points than one box has. */
const mostStations = 500;

/** OCPP 2.0.1 towards charge points. What they have told of their transactions outlives a connection. */
export function dialect201({ clock, timers }: { readonly clock: Clock; readonly timers: Timers }): Dialect {
  const stations = new Map<string, Transactions>();
  let id = randomInt(1, 1_000_000_000);
  const nextId = () => {
    id = (id % 2_000_000_000) + 1;
    return id;
  };
  const transactionsOf = (identity: string): Transactions => {
    const known = stations.get(identity);
    if (known !== undefined) return known;
    const made = new Transactions();
    stations.set(identity, made);
    const [oldest] = stations.keys();
    if (stations.size > mostStations && oldest !== undefined) stations.delete(oldest);
    return made;
  };
  return {
    version: '2.0.1',
    repair: repairOf('2.0.1', () => clock.wallMs()),
    driver: (context) => new Driver201(context, transactionsOf(context.identity), timers, nextId),
  };
}
