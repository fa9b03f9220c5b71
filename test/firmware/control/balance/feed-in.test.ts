import assert from 'node:assert/strict';
import fc from 'fast-check';
import { feedInLimit } from '../../../../firmware/control/balance/feed-in.ts';

const inverters = [
  { id: 'M2', producedW: 6000 },
  { id: 'M3', producedW: 2000 },
];

describe('the feed-in limit', () => {
  it('takes what is too much off in proportion to what each inverter produces', () => {
    assert.deepEqual(feedInLimit({ exportW: 7000, maxW: 5000, factor: 1, inverters }), [
      { id: 'M2', limitW: 4500 },
      { id: 'M3', limitW: 1500 },
    ]);
  });

  it('goes only a part of the way with a factor under 1', () => {
    const [first] = feedInLimit({ exportW: 7000, maxW: 5000, factor: 0.5, inverters });
    assert.equal(first?.limitW, 5250);
  });

  it('gives the room that is left to all alike, so that one in the shade can come back', () => {
    const shaded = [
      { id: 'M2', producedW: 6000 },
      { id: 'M3', producedW: 0 },
    ];
    assert.deepEqual(feedInLimit({ exportW: 3000, maxW: 5000, factor: 1, inverters: shaded }), [
      { id: 'M2', limitW: 7000 },
      { id: 'M3', limitW: 1000 },
    ]);
  });

  it('lets them produce no more than may be fed in while the meter or an inverter is silent', () => {
    for (const facts of [
      { exportW: undefined, inverters },
      {
        exportW: 0,
        inverters: [
          { id: 'M2', producedW: 6000 },
          { id: 'M3', producedW: undefined },
        ],
      },
    ])
      assert.deepEqual(
        feedInLimit({ ...facts, maxW: 5000, factor: 1 }).map(({ limitW }) => limitW),
        [2500, 2500],
      );
  });

  it('never allows more feed-in than the maximum, and comes to it within a few steps of any sun and house', () => {
    const watts = fc.integer({ min: 0, max: 30_000 });
    fc.assert(
      fc.property(
        watts,
        watts,
        watts,
        watts,
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        (a, b, houseW, maxW, factor) => {
          const sun = [a, b];
          let produced = [a, b];
          for (let step = 0; step < 40; step += 1) {
            const before = produced.reduce((sum, w) => sum + w, 0) - houseW;
            const limits = feedInLimit({
              exportW: before,
              maxW,
              factor,
              inverters: produced.map((producedW, k) => ({ id: `M${k}`, producedW })),
            });
            produced = sun.map((w, k) => Math.min(w, limits[k]?.limitW ?? 0));
            const after = produced.reduce((sum, w) => sum + w, 0) - houseW;
            assert.ok(after <= Math.max(maxW, before) + 1e-6);
          }
          const exportW = produced.reduce((sum, w) => sum + w, 0) - houseW;
          assert.ok(exportW <= maxW + 5, `${exportW} W of ${maxW}`);
          assert.ok(exportW >= Math.min(maxW, a + b - houseW) - 5, `${exportW} W`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
