import { messageSchema } from '../../../drivers/definitions/message-schema.ts';
import { messageReader } from '../../../drivers/messages/reader.ts';
import { type FuzzTarget, mustBeFinite, mustHold, takenOrRefused } from '../target.ts';

/** Every way that a value can stand in a JSON message. */
const definition = messageSchema.parse({
  ...{ id: 'fuzzed', vendor: 'x', model: 'x', kind: 'meter', status: 'unverified', protocol: 'http' },
  sign: { power: 'importPositive', current: 'magnitude' },
  requests: [{ id: 'a', path: '/a' }],
  values: [
    { quantity: 'power', query: 'StatusSNS.ENERGY.Power', scale: 0.1, unit: 'W' },
    { quantity: 'current', query: 'list[{"k":"v","n":3}].value', scale: 1, unit: 'A' },
    { quantity: 'voltage', query: 'deep[0]["em:0"].u', match: '(-?\\d+(?:\\.\\d+)?) V', scale: 1, unit: 'V' },
    { quantity: 'soc', query: 'soc', scale: 1, unit: '%', notAValue: [-1, 'n/a'] },
    { quantity: 'serial', query: 'serial', length: 8, text: true, scale: 1, unit: '' },
  ],
  samples: [{ note: 'x', json: {}, gives: {} }],
  ...{ quirks: [], sources: ['x'], unverified: [], imported: {} },
});

/** What a device answers by HTTP or sends by MQTT. */
export const deviceMessages: FuzzTarget = {
  name: 'device-messages',
  share: 6,
  maxBytes: 70_000,
  words: [
    '"StatusSNS":',
    '"ENERGY":',
    '"Power":',
    '"list":',
    '"k":"v"',
    '"em:0"',
    '1e308',
    'null',
    '"__proto__":',
    '[[',
  ],
  open: () => {
    const read = messageReader(definition);
    return {
      seeds: [
        '{"StatusSNS":{"ENERGY":{"Power":27}},"soc":"55","serial":"AB-123456789"}',
        '{"list":[{"k":"v","n":3,"value":1.5}],"deep":[{"em:0":{"u":"231.5 V"}}],"soc":-1}',
        '[1,2]',
      ],
      take(input) {
        const values = takenOrRefused(() => read({ in: 'a', bytes: input }));
        for (const value of values?.values() ?? []) {
          mustBeFinite(value, 1e12);
          mustHold(typeof value !== 'string' || value.length <= 8, `a text of ${String(value).length} characters`);
        }
      },
    };
  },
};
