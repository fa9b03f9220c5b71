import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ByOrigin, OriginSplit, originOf } from '../../../../firmware/sessions/charging/origin.ts';
import { Pieces } from '../../../../firmware/sessions/charging/pieces.ts';

describe('where the energy of a car comes from', () => {
  const table: readonly (readonly [
    string,
    { readonly gridW: number | null; readonly solarW: number | null; readonly batteryW: number | null },
    ByOrigin,
  ])[] = [
    ['nothing is known', { gridW: null, solarW: 5000, batteryW: null }, [1, 0, 0]],
    ['the grid alone', { gridW: 4000, solarW: null, batteryW: null }, [1, 0, 0]],
    ['sun beside the grid', { gridW: 3000, solarW: 1000, batteryW: null }, [0.75, 0.25, 0]],
    ['sun that is fed in beside', { gridW: -2000, solarW: 6000, batteryW: 0 }, [0, 1, 0]],
    ['a battery that fills from the sun', { gridW: 0, solarW: 6000, batteryW: -2000 }, [0, 1, 0]],
    ['a battery that fills from the grid', { gridW: 5000, solarW: 0, batteryW: -2000 }, [1, 0, 0]],
    ['a battery that helps', { gridW: 1000, solarW: 1000, batteryW: 2000 }, [0.25, 0.25, 0.5]],
    ['a battery that feeds in at night', { gridW: -1000, solarW: 0, batteryW: 3000 }, [0, 0, 1]],
    ['an inverter that draws at night', { gridW: 1000, solarW: -20, batteryW: 0 }, [1, 0, 0]],
    ['nothing flows', { gridW: 0, solarW: 0, batteryW: 0 }, [1, 0, 0]],
  ];
  for (const [what, flow, wanted] of table)
    it(`is told for ${what}`, () => {
      assert.deepEqual(originOf({ ...flow, houseW: null, chargePointsW: null }), wanted);
    });

  const share = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
    .filter(([g, s, b]) => g + s + b > 0)
    .map(([g, s, b]): ByOrigin => [g / (g + s + b), s / (g + s + b), b / (g + s + b)]);

  it('adds up to the watt-hour each time, and to the true shares within one in the long run (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), share), { maxLength: 200 }), (steps) => {
        const split = new OriginSplit();
        const given = [0, 0, 0];
        const really = [0, 0, 0];
        for (const [wh, origin] of steps) {
          const parts = split.split(wh, origin);
          assert.equal(parts[0] + parts[1] + parts[2], wh);
          for (const k of [0, 1, 2] as const) {
            assert.ok(Number.isInteger(parts[k]) && parts[k] >= 0);
            given[k] = (given[k] ?? 0) + parts[k];
            really[k] = (really[k] ?? 0) + wh * origin[k];
          }
        }
        for (const k of [0, 1, 2]) assert.ok(Math.abs((given[k] ?? 0) - (really[k] ?? 0)) <= 2, `${given} ${really}`);
      }),
    );
  });

  it('weighs what flowed between two steps of the counter', () => {
    const split = new OriginSplit();
    split.flowed(30, [1, 0, 0]);
    split.flowed(70, [0, 1, 0]);
    assert.deepEqual(split.split(100, [0, 0, 1]), [30, 70, 0]);
    assert.deepEqual(split.split(10, [0, 0, 1]), [0, 0, 10]);
  });
});

describe('pieces of a quarter hour', () => {
  const at = Date.parse('2026-11-15T10:15:00Z');
  const how = { gap: false, synced: true };
  const price = (priceMct: number | undefined, tariff = 'day') => ({ priceMct, ownMct: 8000, tariff });

  it('are cut where the price or the tariff changes, and cost exactly', () => {
    const pieces = new Pieces();
    assert.deepEqual(pieces.add(at, [10, 0, 0], price(30_123), how), []);
    assert.deepEqual(pieces.add(at + 1000, [5, 5, 0], price(30_123), how), []);
    const [first] = pieces.add(at + 2000, [1, 0, 0], price(-5000, 'night'), how);
    assert.deepEqual([first?.energyWh, first?.costUct], [20, 15 * 30_123 + 5 * 8000]);
    const [second] = pieces.add(at + 900_000, [1, 0, 0], price(-5000, 'night'), how);
    assert.deepEqual([second?.energyWh, second?.costUct, second?.tariff], [1, -5000, 'night']);
    assert.equal(pieces.finish()[0]?.fromMs, at + 900_000);
  });

  it('do not grow without end where a price changes all the time, and the cost stays exact', () => {
    const pieces = new Pieces();
    const all = [];
    let costUct = 0;
    for (let k = 0; k < 800; k += 1) {
      all.push(...pieces.add(at + k * 1000, [2, 0, 0], price(30_000 + k), how));
      costUct += 2 * (30_000 + k);
    }
    all.push(...pieces.finish());
    assert.ok(all.length <= 16, String(all.length));
    assert.equal(
      all.reduce((sum, piece) => sum + piece.costUct, 0),
      costUct,
    );
    assert.equal(
      all.reduce((sum, { energyWh }) => sum + energyWh, 0),
      1600,
    );
  });

  it('are bounded while the clock is not set', () => {
    const pieces = new Pieces();
    for (let k = 0; k < 5000; k += 1) pieces.add(at + k * 60_000, [1, 0, 0], price(30_000), { ...how, synced: false });
    assert.ok(JSON.stringify(pieces.state).length < 200_000);
    const all = [...pieces.clockSet(3_600_000), ...pieces.finish()];
    assert.equal(
      all.reduce((sum, { energyWh }) => sum + energyWh, 0),
      5000,
    );
  });
});
