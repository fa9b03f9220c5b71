import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyRules } from './any-rules.ts';
import { Walked } from './walked.ts';

const number = fc.oneof(fc.integer({ min: -40_000, max: 40_000 }), fc.constantFrom(0, 1, 1e308, -1e308, Number.NaN));
const said = fc.dictionary(
  fc.constantFrom(
    ...['CM.a', 'CM.b', 'E1.soc', 'M3.current@0', 'M3.current@1', 'M3.current@2', 'date.hour', 'CM._surplus'],
    ...[
      'GM.grid_demand.power_w',
      'GM.produced.power_w',
      'CM._price',
      'CM._price_level',
      'M1.input1',
      'CM._num_charging',
    ],
  ),
  number,
);
const situation = fc.record({
  phases: fc.constantFrom<(0 | 1 | 2)[][]>([0, 1, 2], [1], [2, 0], []),
  volts: fc.constantFrom(230, 690),
  max: fc.integer({ min: 0, max: 80_000 }),
  min: fc.integer({ min: 0, max: 16_000 }),
  weekday: fc.nat(6),
  minute: fc.nat(1439),
});

describe('a walk of charging rules, whatever they are', () => {
  const walked = (
    rules: readonly object[],
    sets: Record<string, readonly object[]>,
    says: Record<string, number>,
    at: object,
    kind: 'chargePoint' | 'battery',
  ) => {
    const made = new Walked(rules, says, { sets, kind });
    Object.assign(made.situation, at);
    return made;
  };

  it('ends, never throws, and comes to whole mA from 0 to the most', () => {
    fc.assert(
      fc.property(
        anyRules,
        anyRules,
        anyRules,
        fc.array(said, { minLength: 1, maxLength: 5 }),
        situation,
        (own, x, y, cycles, at) => {
          const made = walked(own, { x, y }, {}, at, 'chargePoint');
          cycles.forEach((says, k) => {
            const { value, held, decidedBy } = made.at(k * 10, says);
            assert.ok(Number.isInteger(value) && value >= 0 && value <= at.max, `value ${value}`);
            assert.ok(!held || value === Math.min(at.min, at.max), 'held is held at the minimum');
            assert.ok(decidedBy >= -1 && decidedBy < made.sheet.rules.length);
          });
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('of a battery comes to -1 or whole watts up to the most', () => {
    fc.assert(
      fc.property(anyRules, anyRules, said, situation, (own, x, says, at) => {
        const { value } = walked(own, { x }, says, { ...at, start: at.max }, 'battery').at(0);
        assert.ok(Number.isInteger(value) && value >= -1 && value <= at.max, `value ${value}`);
      }),
      { numRuns: 500 },
    );
  });

  it('comes to the same with the same: alone, after others, and after a restart', () => {
    fc.assert(
      fc.property(
        anyRules,
        anyRules,
        fc.array(said, { minLength: 2, maxLength: 6 }),
        situation,
        (own, x, cycles, at) => {
          const first = walked(own, { x }, {}, at, 'chargePoint');
          const second = walked(own, { x }, {}, at, 'chargePoint');
          const half = Math.floor(cycles.length / 2);
          const values = cycles.map((says, k) => ({ ...first.at(k * 10, { ...says }) }));
          cycles.slice(0, half).forEach((says, k) => {
            second.at(k * 10, { ...says });
          });
          const third = walked(own, { x }, { ...second.says }, at, 'chargePoint');
          third.sheet.memory.restore(structuredClone(second.sheet.memory.save(half)), 0);
          const rest = cycles.slice(half).map((says, k) => ({ ...third.at((half + k) * 10, { ...says }) }));
          assert.deepEqual(rest, values.slice(half));
        },
      ),
      { numRuns: 500 },
    );
  });
});
