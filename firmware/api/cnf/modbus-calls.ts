import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { OriginalPort } from '../original-port.ts';
import type { PointFactsPort } from '../point-facts-port.ts';
import type { OrderPort, SitePort, StatePort } from '../ports.ts';
import type { Command, CommandTable } from './command.ts';
import { registerDevice, wordsOf } from './register-facts.ts';
import { RegisterOrders } from './register-orders.ts';
import { answerRead, readsOf, writesOf } from './register-query.ts';
import { siteReader } from './site-reader.ts';
import { once } from './variable-change.ts';

/** What the calls that read and write registers work on. */
export interface ModbusCallParts {
  readonly site: Pick<SitePort, 'current'>;
  readonly state: Pick<StatePort, 'current'>;
  readonly orders: OrderPort;
  readonly pointFacts: PointFactsPort;
  readonly original: OriginalPort;
  readonly clock: Clock;
}

/**
 * Registers over HTTP (original-product 2.7, decision 079): the original's own map, filled from what the box knows. No device
 * is asked for a call, and none is written to; a write becomes an order of a person where it can say the same.
 */
export function modbusCalls(parts: ModbusCallParts): CommandTable {
  const site = siteReader(parts.site);
  const current = () => parts.state.current();
  const orders = new RegisterOrders({ ...parts, current });
  const sources = () => ({
    ...{ site: site(), state: current(), original: parts.original },
    switchesPhases: (chargePoint: string) => parts.pointFacts.of(chargePoint).switches,
  });
  const modbus: Command = {
    right: 'devices',
    changes: true,
    run({ query, author }) {
      const device = registerDevice(site(), once(query, 'device'));
      const writes = writesOf(query);
      const read = readsOf(query);
      if (writes.length === 0 && read === undefined)
        throw new NetwachtError('badRegister', 'Say what to read: read=8062d, or read=all');
      if (writes.length > 0) {
        if (device.role !== 'chargePoint')
          throw new NetwachtError('notWritable', `${device.id} is a meter: nothing of it is written`);
        orders.apply(device.id, writes, author);
      }
      return read === undefined ? 'ok' : answerRead(wordsOf(device, sources()), read);
    },
  };
  return [
    ['modbus', modbus],
    [
      'modbus_get',
      refused('modbus_get', 'registers of other devices are read by a proxy of their line (docs/lines.md)'),
    ],
    [
      'modbus_set',
      refused('modbus_set', 'devices are steered by the box alone, whose limits a foreign write could break'),
    ],
  ];
}

const refused = (name: string, why: string): Command => ({
  right: 'devices',
  changes: true,
  run() {
    throw new NetwachtError('notWritable', `${name} is not served: ${why}`);
  },
});
