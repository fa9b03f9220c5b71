import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ClosedQuarter,
  QuarterCounter,
  quarterMs,
  quarterOf,
} from '../../../../firmware/sessions/metering-points/quarter-counter.ts';

const t0 = Date.parse('2026-10-24T22:00:00Z');

const feed = (counter: QuarterCounter, stands: readonly (readonly [atMs: number, wh: number])[]): ClosedQuarter[] =>
  stands.flatMap(([atMs, wh]) => [...counter.take(atMs, wh)]);

describe('a counter cut into quarter hours', () => {
  it('closes a quarter with the first reading after it, cut at its end', () => {
    const closed = feed(new QuarterCounter(), [
      [t0 + quarterMs - 40_000, 1000],
      [t0 + quarterMs - 10_000, 1900],
      [t0 + quarterMs + 10_000, 1902],
    ]);
    assert.deepEqual(closed, [{ quarterMs: t0, wh: 901, gap: false }]);
  });

  it('spreads what flowed in a gap evenly, and says so', () => {
    const closed = feed(new QuarterCounter({ atMs: t0 + 600_000, wh: 500 }), [[t0 + 3 * quarterMs + 600_000, 3200]]);
    assert.deepEqual(closed, [
      { quarterMs: t0, wh: 300, gap: true },
      { quarterMs: t0 + quarterMs, wh: 900, gap: true },
      { quarterMs: t0 + 2 * quarterMs, wh: 900, gap: true },
    ]);
  });

  it('begins anew with a counter that goes back or jumps beyond any house', () => {
    for (const wh of [0, 10 ** 9]) {
      const closed = feed(new QuarterCounter(), [
        [t0, 5000],
        [t0 + 1000, 5001],
        [t0 + 2000, wh],
        [t0 + 3000, wh + 2],
        [t0 + quarterMs, wh + 2],
      ]);
      assert.deepEqual(closed, [{ quarterMs: t0, wh: 3, gap: true }]);
    }
  });

  it('puts what flows while the clock stands back into the open quarter', () => {
    const closed = feed(new QuarterCounter(), [
      [t0 + 100_000, 100],
      [t0 - 2 * quarterMs, 150],
      [t0 + quarterMs, 150],
    ]);
    assert.equal(
      closed.reduce((sum, { wh }) => sum + wh, 0),
      50,
    );
  });

  it('loses and invents nothing, whatever the times of the readings and of restarts', () => {
    const step = fc.record({
      ms: fc.integer({ min: 1, max: 2_000_000 }),
      wh: fc.double({ min: 0, max: 2000, noNaN: true }),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        let counter = new QuarterCounter();
        let atMs = t0;
        let wh = 12_345.6;
        const firstWh = Math.round(wh);
        const closed = [...counter.take(atMs, wh)];
        for (const { ms, wh: more, restart } of steps) {
          atMs += ms;
          wh += Math.min(more, (ms * 9_000_000) / 3_600_000);
          closed.push(...counter.take(atMs, wh));
          if (restart) counter = new QuarterCounter(counter.start);
        }
        closed.push(...counter.take(quarterOf(atMs) + quarterMs, wh));
        assert.equal(
          closed.reduce((sum, quarter) => sum + quarter.wh, 0),
          Math.round(wh) - firstWh,
        );
        const starts = closed.map((quarter) => quarter.quarterMs);
        assert.equal(new Set(starts).size, starts.length);
        assert.deepEqual(
          starts,
          starts.toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 500 },
    );
  });
});
