import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { DefinitionPort, SitePort } from '../ports.ts';
import type { RawRegisterPort, RegisterPort } from '../register-port.ts';
import type { Command, CommandTable } from './command.ts';
import { rawAnswer, rawQueryOf } from './raw-query.ts';
import { registerDevice } from './register-device.ts';
import { answerRead, readsOf, writesOf } from './register-query.ts';
import { siteReader } from './site-reader.ts';
import { once } from './variable-change.ts';

/** What the calls that read and write registers work on. */
export interface ModbusCallParts {
  readonly site: Pick<SitePort, 'current'>;
  readonly registers: RegisterPort;
  readonly rawRegisters: RawRegisterPort;
  readonly definitions: Pick<DefinitionPort, 'list'>;
  /** Lines with `by` go into the audit trail. */
  readonly acts: Log;
}

/**
 * Registers over HTTP (original-product 2.7, decisions 079 and 089). `modbus`: the original's own map, filled from what the box
 * knows; a write becomes an order of a person where it can say the same. `modbus_get`: those of a device of the site, read behind
 * everything of the box. No device is ever written to.
 */
export function modbusCalls({ site, registers, rawRegisters, definitions, acts }: ModbusCallParts): CommandTable {
  const siteNow = siteReader(site);
  const usualUnits = new Map(definitions.list().map((product) => [product.id, product.defaults.unitId]));
  const modbus: Command = {
    right: 'devices',
    changes: true,
    run({ query, author }) {
      const { id } = registerDevice(siteNow(), once(query, 'device'));
      const writes = writesOf(query);
      const read = readsOf(query);
      if (writes.length === 0 && read === undefined)
        throw new NetwachtError('badRegister', 'Say what to read: read=8062d, or read=all');
      if (writes.length > 0) {
        registers.write(id, writes, author);
        const written = writes.map(({ address, value }) => `${address}=${value}`).join(' ');
        acts.info({ by: author.name, chargePoint: id, written }, 'Registers of a charge point were written');
      }
      return read === undefined ? 'ok' : answerRead(registers.words(id), read);
    },
  };
  const modbusGet: Command = {
    right: 'devices',
    changes: true,
    async run({ query }) {
      const asked = rawQueryOf(query, siteNow(), (definition) => usualUnits.get(definition));
      return rawAnswer(asked, await rawRegisters.read(asked.read));
    },
  };
  return [
    ['modbus', modbus],
    ['modbus_get', modbusGet],
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
