import { NetwachtError } from '../../domain/errors.ts';
import type { SitePort } from '../ports.ts';
import type { RegisterPort } from '../register-port.ts';
import type { Command, CommandTable } from './command.ts';
import { registerDevice } from './register-device.ts';
import { answerRead, readsOf, writesOf } from './register-query.ts';
import { siteReader } from './site-reader.ts';
import { once } from './variable-change.ts';

/** What the calls that read and write registers work on. */
export interface ModbusCallParts {
  readonly site: Pick<SitePort, 'current'>;
  readonly registers: RegisterPort;
}

/**
 * Registers over HTTP (original-product 2.7, decision 079): the original's own map, filled from what the box knows. No device
 * is asked for a call, and none is written to; a write becomes an order of a person where it can say the same.
 */
export function modbusCalls({ site, registers }: ModbusCallParts): CommandTable {
  const siteNow = siteReader(site);
  const modbus: Command = {
    right: 'devices',
    changes: true,
    run({ query, author }) {
      const { id } = registerDevice(siteNow(), once(query, 'device'));
      const writes = writesOf(query);
      const read = readsOf(query);
      if (writes.length === 0 && read === undefined)
        throw new NetwachtError('badRegister', 'Say what to read: read=8062d, or read=all');
      if (writes.length > 0) registers.write(id, writes, author);
      return read === undefined ? 'ok' : answerRead(registers.words(id), read);
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
