import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { columnKey, decodeBlock, encodeBlock } from '../../../../firmware/store/history/block.ts';
import { overlaid } from '../../../../firmware/store/history/history-tables.ts';

const value = fc.oneof(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), fc.constant(0), fc.constant(Number.NaN));
const columns = fc.uniqueArray(
  fc.record({ key: fc.nat(400_000), values: fc.array(value, { minLength: 7, maxLength: 7 }) }),
  { maxLength: 12, selector: ({ key }) => key },
);

describe('a block of history', () => {
  it('gives back every value, and what was missing is missing', () => {
    fc.assert(
      fc.property(columns, (made) => {
        const given = made.map(({ key, values }) => ({ key, values: Float64Array.from(values) }));
        const { rows, columns: got } = decodeBlock(encodeBlock(7, given));
        assert.equal(rows, 7);
        const kept = given.filter(({ values }) => values.some((v) => !Number.isNaN(v)));
        assert.deepEqual(
          got,
          kept.sort((a, b) => a.key - b.key),
        );
      }),
    );
  });

  it('reads single columns alone', () => {
    const values = Float64Array.from([1, Number.NaN, 3]);
    const all = [1, 2, 3].map((series) => ({ key: columnKey(series, 2), values }));
    assert.deepEqual(decodeBlock(encodeBlock(3, all), new Set([columnKey(2, 2)])).columns, [all[1]]);
  });

  it('refuses damaged bytes instead of making values of them', () => {
    const good = encodeBlock(600, [{ key: 4, values: new Float64Array(600).map((_, i) => i * i) }]);
    for (const bad of [good.subarray(0, 20), deflateRawSync(Buffer.from([1, 200, 200, 200, 1])), Buffer.from([9, 9])])
      assert.throws(() => decodeBlock(bad), Error);
  });

  it('lets later values count, and keeps earlier ones where there is no later one', () => {
    const under = [{ key: 4, values: Float64Array.from([1, 2, Number.NaN]) }];
    const over = [
      { key: 4, values: Float64Array.from([Number.NaN, 9, 9]) },
      { key: 8, values: Float64Array.from([5, 5, 5]) },
    ];
    assert.deepEqual(overlaid(under, over), [{ key: 4, values: Float64Array.from([1, 9, 9]) }, over[1]]);
  });
});
