import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rawAnswer, rawQueryOf } from '../../../../firmware/api/cnf/raw-query.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';

const site = siteSchema.parse({
  ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] },
  lines: [
    { id: 'rs485', kind: 'serial', path: '/dev/ttyUSB0', baudRate: 9600 },
    { id: 'gateway', kind: 'rtu-over-tcp', address: '10.0.0.9:502' },
  ],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', unitId: 1, role: 'grid' },
    { id: 'M2', definition: 'a-meter', line: 'rs485', unitId: 2, role: 'display' },
    { id: 'M3', definition: 'a-meter', line: 'gateway', role: 'display' },
    { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
    { id: 'E2', definition: 'a-box', address: '10.0.0.2:1502', enabled: false },
  ],
});
const of = (text: string) => rawQueryOf(new URLSearchParams(text), site, (id) => (id === 'a-meter' ? 5 : null));
const codeOf = (text: string): string => {
  try {
    of(text);
    return '';
  } catch (error) {
    return error instanceof NetwachtError ? error.code : String(error);
  }
};

describe('modbus_get', () => {
  for (const [query, device, functionCode, address, quantity] of [
    ['device=m1&reg=10', 'M1', 3, 10, 1],
    ['addr=rs485&id=2&reg=0x10&func=4', 'M2', 4, 16, 1],
    ['addr=/dev/ttyUSB0&id=1&reg=10&type=q&cnt=2', 'M1', 3, 10, 8],
    ['addr=10.0.0.9&reg=1&type=f', 'M3', 3, 1, 2],
    ['addr=10.0.0.9:502&id=5&reg=1&type=s&cnt=8', 'M3', 3, 1, 8],
    ['addr=10.0.0.1&id=1&reg=1&func=1&cnt=2000', 'E1', 1, 1, 2000],
    ['addr=10.0.0.1:502&reg=65535', 'E1', 3, 65_535, 1],
  ] as const)
    it(`asks ${device} for ${query}`, () =>
      assert.deepEqual(of(query).read, { device, functionCode, address, quantity }));

  for (const [query, code] of [
    ['reg=1', 'badName'],
    ['addr=rs485&reg=1', 'badName'],
    ['addr=rs485&id=3&reg=1', 'noDevice'],
    ['addr=10.0.0.9&id=1&reg=1', 'noDevice'],
    ['addr=10.0.0.2:1502&reg=1', 'noDevice'],
    ['addr=10.0.0.77:502&reg=1', 'noDevice'],
    ['addr=&reg=1', 'noDevice'],
    ['device=M9&reg=1', 'noDevice'],
    ['device=M1', 'badRegister'],
    ['device=M1&reg=65536', 'badRegister'],
    ['device=M1&reg=65535&type=d', 'badRegister'],
    ['device=M1&reg=-1', 'badRegister'],
    ['device=M1&reg=1&func=6', 'badRegister'],
    ['device=M1&reg=1&cnt=126', 'badRegister'],
    ['device=M1&reg=1&cnt=63&type=d', 'badRegister'],
    ['device=M1&reg=1&cnt=2001&func=2', 'badRegister'],
    ['device=M1&reg=1&type=d&func=1', 'badRegister'],
    ['device=M1&reg=1&type=x', 'badRegister'],
    ['device=M1&reg=1&order=xx', 'badRegister'],
    ['device=M1&reg=1&val=1', 'badRegister'],
    ['device=M1&device=M2&reg=1', 'repeated'],
  ] as const)
    it(`refuses ${query}`, () => assert.equal(codeOf(query), code));

  for (const [query, words, answer] of [
    ['type=w', [0xfffe], 0xfffe],
    ['type=d', [0x0001, 0x0002], 0x1_0002],
    ['type=d&order=lh', [0x0001, 0x0002], 0x2_0001],
    ['type=q', [0, 1, 0, 2], 0x1_0000_0002],
    ['type=f', [0x4366, 0x8000], 230.5],
    ['type=f&order=lh', [0x8000, 0x4366], 230.5],
    ['type=f', [0x7fc0, 0], null],
    ['type=d&cnt=2', [0, 1, 0, 2], [1, 2]],
    ['type=s&cnt=3', [0x4142, 0x4300, 0x4444], 'ABC'],
    ['type=s&cnt=2&order=lh', [0x4241, 0x4443], 'ABCD'],
  ] as const)
    it(`answers ${JSON.stringify(answer)} to ${query}`, () =>
      assert.deepEqual(rawAnswer(of(`device=M1&reg=1&${query}`), words), answer));

  it('comes to a read within the bounds of Modbus or to a refusal, whatever is asked', () => {
    const name = fc.constantFrom('device', 'addr', 'id', 'func', 'reg', 'type', 'cnt', 'order', 'val', 'x');
    const value = fc.oneof(
      fc.constantFrom('M1', 'rs485', '10.0.0.1:502', '1', '3', '0x1F', '125', '2000', 'd', 'f', 'lh', '65535'),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (pairs) => {
        try {
          const { read } = rawQueryOf(new URLSearchParams(pairs), site, () => 1);
          assert.ok(read.quantity >= 1 && read.quantity <= (read.functionCode <= 2 ? 2000 : 125));
          assert.ok(read.address + read.quantity <= 65_536);
          assert.ok(site.devices.some(({ id }) => id === read.device));
        } catch (error) {
          assert.ok(error instanceof NetwachtError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
