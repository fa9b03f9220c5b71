import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ControllableUnit, minimumPowerW, unitKinds } from '../../../../firmware/grid/para14a/minimum-power.ts';

const points = (n: number): ControllableUnit[] => Array.from({ length: n }, () => ({ kind: 'chargePoint' }));
const heatPump = (powerW: number): ControllableUnit => ({ kind: 'heatPump', powerW });
const airConditioner = (powerW: number): ControllableUnit => ({ kind: 'airConditioner', powerW });

describe('the minimum power of §14a', () => {
  const golden: readonly (readonly [string, readonly ControllableUnit[], number])[] = [
    ['n=1', points(1), 4200],
    ['n=2', points(2), 7560],
    ['n=3', points(3), 10_500],
    ['n=4', points(4), 13_020],
    ['n=5', points(5), 15_120],
    ['n=6', points(6), 16_800],
    ['n=7', points(7), 18_060],
    ['n=8', points(8), 18_900],
    ['n=9', points(9), 19_320],
    ['n=10', points(10), 21_210],
    ['a heat pump of 14 kW and 4 charge points', [heatPump(14_000), ...points(4)], 16_520],
    ['a heat pump of 12 kW and an air conditioner of 30 kW', [heatPump(12_000), airConditioner(30_000)], 15_360],
  ];
  for (const [name, units, watts] of golden)
    it(`golden value, one limit for the sum: ${name} is ${watts} W`, () => {
      assert.equal(minimumPowerW(units, 'ems'), watts);
    });

  it('no unit has no minimum', () => {
    assert.equal(minimumPowerW([], 'ems'), 0);
    assert.equal(minimumPowerW([], 'direct'), 0);
  });

  it('a heat pump of exactly 11 kW counts like any other unit', () => {
    assert.equal(minimumPowerW([heatPump(11_000)], 'ems'), 4200);
    assert.equal(minimumPowerW([heatPump(11_000.001)], 'ems'), 4400);
  });

  it('the sum of a class counts all its units, or only those over 11 kW', () => {
    const units = [heatPump(12_000), heatPump(8_000)];
    assert.equal(minimumPowerW(units, 'ems'), 8000 + 3360);
    assert.equal(minimumPowerW(units, 'ems', 'over11kW'), 4800 + 3360);
    assert.equal(minimumPowerW([heatPump(6_000), heatPump(8_000)], 'ems'), 4200 + 3360, 'none is over 11 kW');
  });

  it('a unit commanded by itself keeps 4.2 kW, or 40 % of a heat pump or air conditioner over 11 kW', () => {
    assert.equal(minimumPowerW([heatPump(14_000)], 'direct'), 5600);
    assert.equal(minimumPowerW([airConditioner(30_000)], 'direct'), 12_000);
    assert.equal(minimumPowerW([heatPump(11_000)], 'direct'), 4200);
    assert.equal(minimumPowerW([{ kind: 'chargePoint', powerW: 22_000 }], 'direct'), 4200);
    assert.equal(minimumPowerW([heatPump(14_000), ...points(2)], 'direct'), 5600 + 8400);
  });

  it('never falls under 4.2 kW, nor when a unit is added, but for the known edges of the table', () => {
    const unit = fc.record({
      kind: fc.constantFrom(...unitKinds),
      powerW: fc.double({ min: 4201, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), (units) => {
        const one = minimumPowerW(units, 'ems');
        assert.ok(one >= 4200 && Number.isFinite(one));
        assert.ok(minimumPowerW(units, 'ems', 'over11kW') <= one);
        assert.ok(minimumPowerW([...units, { kind: 'chargePoint' }], 'ems') >= one);
        assert.ok(minimumPowerW(units, 'direct') >= 4200 * units.length);
      }),
    );
  });
});
