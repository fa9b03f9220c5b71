import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tiersOf } from '../../../firmware/control/order-tier.ts';

const point = (priority: number, pluggedAtMs: number | undefined, firstComeFirstServed = true) => ({
  priority,
  pluggedAtMs,
  firstComeFirstServed,
});

describe('the tier of a charge point', () => {
  it('is its priority without first come first served, or without a car', () => {
    assert.deepEqual(tiersOf([point(1, 5, false), point(2, undefined)]), [1, 2]);
  });

  it('is higher for who was plugged in earlier, among equal priorities', () => {
    const [late = 0, early = 0, plain = 0] = tiersOf([point(1, 20), point(1, 10), point(1, 1, false)]);
    assert.ok(early > late && late > plain);
  });

  it('never reaches the next priority, keeps the order of plugging in, and tells every car apart', () => {
    const points = fc.array(
      fc.record({
        priority: fc.integer({ min: 0, max: 3 }),
        firstComeFirstServed: fc.boolean(),
        pluggedAtMs: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(points, (all) => {
        const tiers = tiersOf(all);
        all.forEach((a, i) => {
          const tier = tiers[i] ?? 0;
          assert.ok(tier >= a.priority && tier < a.priority + 1);
          all.forEach((b, j) => {
            if (i === j || a.priority !== b.priority || !a.firstComeFirstServed || !b.firstComeFirstServed) return;
            if (a.pluggedAtMs === undefined || b.pluggedAtMs === undefined) return;
            if (a.pluggedAtMs < b.pluggedAtMs) assert.ok(tier > (tiers[j] ?? 0));
            assert.notEqual(tier, tiers[j]);
          });
        });
      }),
    );
  });
});
