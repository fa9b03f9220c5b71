import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { type Register, registerTypes } from '../../../drivers/definitions/register-schema.ts';
import { decodeRegister, encodeRegister } from '../../../drivers/device/value-codec.ts';
import { placedLayouts } from '../placed-layouts.ts';
import { wordsOf } from './image-bus.ts';

const register = (facts: Partial<Register>): Register => ({
  ...{ quantity: 'x', fc: 3, address: 0, type: 'uint16', words: 1, scale: 1, unit: '', access: 'rw' },
  ...facts,
});

const high = { wordOrder: 'msw_first' } as const;

describe('Values of registers', () => {
  const table: [string, Partial<Register>, number[], number | string | undefined][] = [
    ['a scaled word', { scale: 0.1 }, [16], 1.6],
    ['a negative word', { type: 'int16', scale: 0.1 }, [0xffd3], -4.5],
    ['a double word, high first', { type: 'uint32', words: 2 }, [1, 2], 0x10002],
    ['a double word, low first', { type: 'uint32', words: 2, wordOrder: 'lsw_first' }, [2, 1], 0x10002],
    ['a negative double word, low first', { type: 'int32', words: 2, wordOrder: 'lsw_first' }, [0xfffe, 0xffff], -2],
    ['a float', { type: 'float32', words: 2 }, [0x4366, 0x8000], 230.5],
    ['a float that is NaN', { type: 'float32', words: 2 }, [0x7fc0, 0], undefined],
    ['a float that is infinite', { type: 'float32', words: 2 }, [0xff80, 0], undefined],
    ['a double float', { type: 'float64', words: 4 }, [0x40f8, 0x6a00, 0, 0], 100000],
    ['a float beyond reason', { type: 'float32', words: 2 }, [0x7f00, 0], undefined],
    ['a counter of four words', { type: 'uint64', words: 4 }, [0, 0, 1, 0], 65536],
    ['a counter that is not there', { type: 'acc32', words: 2 }, [0, 0], undefined],
    ['an exponent', { type: 'sunssf' }, [0xfffe], -2],
    ['an exponent that is not there', { type: 'sunssf' }, [0x8000], undefined],
    ['a coil', { type: 'coil' }, [1], 1],
    ['a text', { type: 'string', words: 3 }, [0x4332, 0x2000, 0x4141], 'C2'],
    ['a text of wide characters', { type: 'utf16', words: 2 }, [0x41, 0xe4], 'Aä'],
    ['words', { type: 'words', words: 2 }, [0x102, 0xa], '0102000a'],
    ['a marker of the register', { notAValue: ['ffff'] }, [0xffff], undefined],
  ];
  for (const [name, facts, words, expected] of table)
    it(`reads ${name}`, () => {
      assert.equal(decodeRegister(register(facts), words, high), expected);
    });

  it('takes a marker of the product, in the order in which the number is read', () => {
    const notAValue = { int32: ['7fffffff'] };
    const lowFirst = register({ type: 'int32', words: 2, wordOrder: 'lsw_first' });
    assert.equal(decodeRegister(lowFirst, [0xffff, 0x7fff], { ...high, notAValue }), undefined);
    assert.equal(decodeRegister(lowFirst, [0x7fff, 0xffff], { ...high, notAValue }), -32769);
  });

  it('scales by another register, and has no value without it', () => {
    const scaled = register({ scale: 'A_SF' });
    assert.equal(decodeRegister(scaled, [1234], { ...high, exponentOf: () => -2 }), 12.34);
    assert.equal(decodeRegister(scaled, [1234], { ...high, exponentOf: () => undefined }), undefined);
  });

  it('rounds a set-point down to whole steps, except for the error of binary fractions', () => {
    assert.deepEqual(encodeRegister(register({ scale: 0.1 }), 16.09, 'msw_first'), [160]);
    assert.deepEqual(encodeRegister(register({ scale: 0.1 }), 0.1 * 163, 'msw_first'), [163]);
    assert.deepEqual(encodeRegister(register({ scale: 0.06 }), 16, 'msw_first'), [266]);
  });

  it('refuses to write a value that does not fit', () => {
    assert.throws(() => encodeRegister(register({ scale: 0.001 }), 80, 'msw_first'), RangeError);
    assert.throws(() => encodeRegister(register({}), -1, 'msw_first'), RangeError);
    assert.throws(() => encodeRegister(register({}), Number.NaN, 'msw_first'), RangeError);
  });

  it('never gives NaN or infinity, whatever the words', () => {
    const words = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 0, maxLength: 6 });
    const scale = fc.constantFrom<number | string>(1, 0.001, 1000, 0.06, 'SF');
    const order = fc.constantFrom('msw_first' as const, 'lsw_first' as const);
    const type = fc.constantFrom(...registerTypes);
    fc.assert(
      fc.property(type, words, scale, order, fc.integer(), (of, raw, by, wordOrder, exponent) => {
        const size = of.endsWith('64') ? 4 : of.endsWith('32') ? 2 : 1;
        const value = decodeRegister(register({ type: of, words: size, scale: by }), raw, {
          wordOrder,
          exponentOf: () => exponent,
        });
        assert.ok(value === undefined || typeof value === 'string' || Number.isFinite(value));
      }),
      { numRuns: 3_000 },
    );
  });

  const catalogue = loadCatalogue();
  for (const id of catalogue.ids().filter((one) => catalogue.modbus(one) !== undefined))
    it(`brings every quantity of ${id} through its registers`, () => {
      const definition = catalogue.modbus(id);
      assert.ok(definition);
      for (const { scale, ...rest } of placedLayouts(definition).flatMap(({ registers }) => registers)) {
        // A scale of its own register is tried elsewhere.
        const r = { ...rest, scale: typeof scale === 'number' ? scale : 1 };
        const sample =
          r.type === 'string'
            ? 'B2'.slice(0, 2 * r.words)
            : r.type === 'words' || r.type === 'utf16'
              ? undefined
              : sampleOf(r);
        if (sample === undefined) continue;
        const words = wordsOf(r, definition.wordOrder, sample);
        const value = decodeRegister(r, words, definition);
        assert.ok(value !== undefined, r.quantity);
        if (typeof sample === 'string') assert.equal(value, sample, r.quantity);
        else assert.ok(Math.abs(Number(value) - sample) < 1e-3 * Math.abs(sample), `${r.quantity}: ${value}`);
        if (r.access !== 'r' && typeof sample === 'number')
          assert.deepEqual(encodeRegister(r, sample, definition.wordOrder), words, r.quantity);
      }
    });
});

/** A value that uses every word: 3, 70,003 or 5,000,000,003 steps; negative where the register can. */
function sampleOf(r: Register): number {
  if (r.type === 'sunssf') return -3;
  if (r.type === 'coil') return 1;
  const steps = r.words === 1 ? 3_003 : r.words === 2 ? 70_003 : 5_000_000_003;
  const sign = r.type.startsWith('int') || r.type.startsWith('float') ? -1 : 1;
  return sign * steps * (typeof r.scale === 'number' ? r.scale : 1);
}
