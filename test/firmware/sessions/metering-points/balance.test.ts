import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MeteringQuarter } from '../../../../firmware/domain/metering.ts';
import { apportion, balanceOf } from '../../../../firmware/sessions/metering-points/balance.ts';

const row = (point: string, given: Partial<MeteringQuarter>): MeteringQuarter => ({
  ...{ point, quarterMs: 0, consumedWh: undefined, producedWh: undefined, priceCt: 30 },
  ...{ priority: 1, share: 1, gridCostFactor: 1, generationCostCt: 0, gap: false },
  ...given,
});

const shares = (rows: readonly MeteringQuarter[]) =>
  Object.fromEntries(balanceOf(rows).map(({ point, localWh, gridWh }) => [point, [localWh, gridWh]]));

describe('the balance of a quarter hour', () => {
  it('shares what the roof gives by priority, then by share, nobody more than he took', () => {
    const roof = row('roof', { producedWh: 1000, generationCostCt: 10 });
    const flats = [
      row('stairs', { consumedWh: 100, priority: 2 }),
      row('a', { consumedWh: 200, share: 0.5 }),
      row('b', { consumedWh: 900, share: 0.25 }),
      row('c', { consumedWh: 900, share: 0.25 }),
    ];
    assert.deepEqual(shares([roof, ...flats]), {
      roof: [0, 0],
      stairs: [100, 0],
      a: [200, 0],
      b: [350, 550],
      c: [350, 550],
    });
  });

  it('counts money: the grid by price and factor, the roof by its cost', () => {
    const balances = balanceOf([
      row('roof', { producedWh: 1000, generationCostCt: 10 }),
      row('a', { consumedWh: 3000, gridCostFactor: 1.5 }),
    ]);
    assert.deepEqual(
      balances.map(({ gridCt, localCt, soldCt }) => [gridCt, localCt, soldCt]),
      [
        [0, 0, 10],
        [90, 10, 0],
      ],
    );
  });

  it('says nothing of the cost of the grid where no price was known, and 0 where nothing came from it', () => {
    const balances = balanceOf([
      row('roof', { producedWh: 100 }),
      row('a', { consumedWh: 100, priceCt: undefined }),
      row('b', { consumedWh: 5, priceCt: undefined, share: 0 }),
    ]);
    assert.deepEqual(
      balances.map(({ gridCt }) => gridCt),
      [0, 0, undefined],
    );
  });

  it('gives what no share is left for to the grid', () => {
    assert.deepEqual(shares([row('roof', { producedWh: 100 }), row('a', { consumedWh: 100, share: 0 })]), {
      roof: [0, 0],
      a: [0, 100],
    });
  });

  it('agrees with the meters to the watt-hour', () => {
    const flat = fc.record({
      consumedWh: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
      producedWh: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
      priority: fc.integer({ min: 0, max: 3 }),
      share: fc.constantFrom(0, 0.1, 0.25, 0.333, 1),
      generationCostCt: fc.constantFrom(0, 8, 12.5),
    });
    fc.assert(
      fc.property(fc.array(flat, { minLength: 1, maxLength: 12 }), (flats) => {
        const rows = flats.map((given, k) => row(`p${k}`, given));
        const balances = balanceOf(rows);
        const sum = (of: (b: (typeof balances)[number]) => number) => balances.reduce((total, b) => total + of(b), 0);
        for (const b of balances) {
          assert.ok([b.localWh, b.gridWh, b.soldWh].every((wh) => Number.isInteger(wh) && wh >= 0));
          assert.equal(b.localWh + b.gridWh, b.consumedWh);
          assert.ok(b.soldWh <= b.producedWh);
        }
        assert.equal(
          sum((b) => b.localWh),
          sum((b) => b.soldWh),
        );
        assert.ok(Math.abs(sum((b) => b.localCt) - sum((b) => b.soldCt)) < 1e-6);
        // Nobody with a share takes from the grid while something is left over.
        const leftWh = sum((b) => b.producedWh - b.soldWh);
        if (leftWh > 0) for (const [k, b] of balances.entries()) assert.ok(b.gridWh === 0 || rows[k]?.share === 0);
      }),
      { numRuns: 500 },
    );
  });

  it('apportions whole numbers without loss', () => {
    assert.deepEqual(apportion([1, 1, 1], 100), [34, 33, 33]);
    assert.deepEqual(apportion([0, 0], 5), [0, 0]);
    assert.deepEqual(apportion([0, 2], 5), [0, 5]);
  });
});
