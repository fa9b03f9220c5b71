import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { power } from '../../../firmware/formula/power.ts';

describe('a power', () => {
  it('is exact for small whole numbers, and for tenths what is written', () => {
    assert.deepEqual(
      [power(2, 10), power(10, 5), power(-3, 3), power(10, -2), power(10, -3)],
      [1024, 1e5, -27, 0.01, 0.001],
    );
    assert.deepEqual([power(0, 0), power(7, 0), power(0, 3), power(4, 0.5)], [1, 1, 0, 2]);
  });

  it('has no value where there is no real or no finite one', () => {
    assert.deepEqual(
      [power(-2, 0.3), power(Number.NaN, 2), power(2, Number.NaN)],
      [Number.NaN, Number.NaN, Number.NaN],
    );
    assert.deepEqual(
      [power(0, -1), power(0, -0.3), power(1e200, 2)],
      [1, 1, 1].map(() => Number.POSITIVE_INFINITY),
    );
    assert.deepEqual([power(0, 0.3), power(1e-300, 2.5)], [0, 0]);
  });

  it('agrees with the machine to 12 digits', () => {
    const bases = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const exponents = fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.integer({ min: -30, max: 30 }));
    fc.assert(
      fc.property(bases, exponents, (base, exponent) => {
        const machine = base ** exponent;
        assert.ok(Math.abs(power(base, exponent) - machine) <= 1e-12 * machine, `${base} ^ ${exponent}`);
      }),
    );
  });

  it('grows with its exponent and gives the same bits as on any other machine', () => {
    // Written down from one run: a machine that rounds otherwise shows here.
    const known: readonly (readonly [number, number, number])[] = [
      [0.4, 1.3, 0.30386311717294956],
      [14, 0.9, 10.752643127243289],
      [1.0001, 999.5, 1.1051101384776152],
      [123456.789, -0.123, 0.23645236261272912],
      [3, 0.3333333333333333, 1.4422495703074083],
      [0.001, 7.7, 7.943282347242818e-24],
    ];
    for (const [base, exponent, value] of known) assert.equal(power(base, exponent), value, `${base} ^ ${exponent}`);
  });
});
