import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Row } from '../../../firmware/allocation/types.ts';
import { keepActivated } from '../../../firmware/control/order-keep-activated.ts';

const row = (capacity: number, count: number, more: Partial<Row> = {}): Row => ({
  ...{ id: 'house/L1', circuit: 'house', quantity: 'L1', capacity, reason: { code: 'fuse' } },
  members: Array.from({ length: count }, (_, request) => ({ request, weight: 1 })),
  ...more,
});

describe('a box that is kept activated without a car', () => {
  it('has its minimum out of what others leave', () => {
    assert.deepEqual(keepActivated([undefined, 6000], [16_000, 0], [row(23_500, 2)]), [16_000, 6000]);
    assert.deepEqual(keepActivated([undefined, 6000], [16_000, 0], [row(22_000, 2, { steady: true })]), [16_000, 6000]);
  });

  it('has nothing where a row does not bear it', () => {
    assert.deepEqual(keepActivated([undefined, 6000], [16_000, 0], [row(23_499, 2)]), [16_000, 0]);
    assert.deepEqual(keepActivated([6000], [0], [row(0, 1)]), [0]);
  });

  it('never brings a row over its capacity, and lowers nobody', () => {
    const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        list(fc.option(fc.integer({ min: 6000, max: 8000 }), { nil: undefined })),
        list(fc.constantFrom<number>(0, 0, 6000, 16_000)),
        fc.integer({ min: -1000, max: 60_000 }),
        (keepMa, targetsMa, capacity) => {
          const before = targetsMa.reduce((sum, ma) => sum + ma, 0);
          const next = keepActivated(keepMa, targetsMa, [row(capacity, 4)]);
          const after = next.reduce((sum, ma) => sum + ma, 0);
          assert.ok(after <= Math.max(before, capacity));
          next.forEach((ma, k) => {
            assert.ok(ma === targetsMa[k] || (targetsMa[k] === 0 && ma === keepMa[k]));
          });
        },
      ),
    );
  });
});
