import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decode, encode } from '../../../../scripts/site/modbus/codec.ts';
import { chargePointProducts } from '../../../../scripts/site/modbus/products/all.ts';
import { RegisterImage } from '../../../../scripts/site/modbus/register-image.ts';
import { readRegisterTable, spaceOf } from '../../../../scripts/site/modbus/register-table.ts';

const meters = ['eastron-sdm630', 'eastron-sdm72d-m-v2', 'janitza-umg604', 'carlogavazzi-em24-rs485'];
const products = [...meters, ...chargePointProducts.keys()];

describe('the codec of the simulated site', () => {
  // Words worked out by hand, so that a mirrored mistake in encode and decode shows.
  const known = [
    ['uint16', 1, 0xff05, 'msw_first', [0xff05]],
    ['int16', 1, -45, 'msw_first', [0xffd3]],
    ['uint32', 2, 15_872, 'msw_first', [0, 0x3e00]],
    ['uint32', 2, 0x12345678, 'lsw_first', [0x5678, 0x1234]],
    ['int32', 2, -2, 'msw_first', [0xffff, 0xfffe]],
    ['int32', 2, -2, 'lsw_first', [0xfffe, 0xffff]],
    ['uint64', 4, 1_234_567, 'msw_first', [0, 0, 0x12, 0xd687]],
    ['int64', 4, -1, 'msw_first', [0xffff, 0xffff, 0xffff, 0xffff]],
    ['float32', 2, 15.875, 'msw_first', [0x417e, 0]],
    ['float32', 2, 15.875, 'lsw_first', [0, 0x417e]],
    ['float64', 4, 1, 'msw_first', [0x3ff0, 0, 0, 0]],
  ] as const;
  for (const [type, words, value, order, expected] of known) {
    it(`writes ${value} as ${type}, ${order}`, () => {
      assert.deepEqual(encode(type, words, value, order), [...expected]);
      assert.equal(decode(type, expected, order), value);
    });
  }

  it('writes texts two characters a register, filled with zeros', () => {
    assert.deepEqual(encode('string', 3, 'C2x', 'msw_first'), [0x4332, 0x7800, 0]);
    assert.equal(decode('string', [0x4332, 0x7800, 0], 'msw_first'), 'C2x');
  });

  it('holds numbers inside the range of the register and keeps NaN for floats', () => {
    assert.deepEqual(encode('uint16', 1, 70_000, 'msw_first'), [0xffff]);
    assert.deepEqual(encode('uint16', 1, -3, 'msw_first'), [0]);
    assert.deepEqual(encode('int16', 1, -40_000, 'msw_first'), [0x8000]);
    assert.ok(Number.isNaN(decode('float32', encode('float32', 2, Number.NaN, 'msw_first'), 'msw_first')));
    assert.throws(() => encode('uint16', 1, Number.NaN, 'msw_first'), RangeError);
  });
});

describe('register images', () => {
  for (const id of products) {
    it(`of ${id} give back every value that is put in, at the address of the table`, () => {
      const table = readRegisterTable(id);
      for (const row of table.registers) {
        const image = new RegisterImage(table);
        const scale = typeof row.scale === 'number' ? row.scale : 1;
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 30_000 }), (steps) => {
            const text = row.type === 'string' ? 'SIM' : undefined;
            if (row.type === 'words') return;
            image.set(row.quantity, text ?? steps * scale);
            const read = image.get(row.quantity);
            if (text !== undefined) assert.equal(read, text.slice(0, row.words * 2));
            else assert.ok(Math.abs(Number(read) - steps * scale) <= Math.abs(steps * scale) * 1e-6);
          }),
          { numRuns: 5 },
        );
        const shift = row.relative ? 1000 : 0;
        const words = image.read(spaceOf(row.fc), row.address + shift, row.words);
        assert.equal(words === undefined, row.access === 'w', row.quantity);
      }
    });
  }

  it('know nothing between the values unless the product has something there', () => {
    const eastron = new RegisterImage(readRegisterTable('eastron-sdm630'));
    assert.equal(eastron.read('inputRegisters', 34, 4), undefined);
    assert.equal(eastron.read('holdingRegisters', 0, 2), undefined);
    const janitza = new RegisterImage(readRegisterTable('janitza-umg604'));
    assert.equal(janitza.read('holdingRegisters', 1317, 14), undefined);
    janitza.openGaps();
    assert.equal(janitza.read('holdingRegisters', 1317, 14)?.length, 14);
  });

  it('take a write only as whole, writable values', () => {
    const mennekes = new RegisterImage(readRegisterTable('mennekes-amtron-compact-2s'));
    assert.deepEqual(mennekes.covered('holdingRegisters', 770, 2), ['current_limit']);
    assert.equal(mennekes.covered('holdingRegisters', 770, 1), undefined);
    assert.equal(mennekes.covered('holdingRegisters', 770, 3), undefined);
    assert.equal(mennekes.covered('holdingRegisters', 256, 1), undefined);
  });
});
