import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WritePace } from '../../../drivers/server/write-pace.ts';

describe('the pace of writes', () => {
  it('lets twenty go at once, then ten a second, and others at once beside it', () => {
    const pace = new WritePace();
    const delays = Array.from({ length: 25 }, () => pace.delayMs('10.0.0.6', 1000));
    assert.deepEqual(delays, [...Array(20).fill(0), 100, 200, 300, 400, 500]);
    assert.equal(pace.delayMs('10.0.0.7', 1000), 0);
    assert.equal(pace.delayMs('10.0.0.6', 1600), 0);
    assert.equal(pace.delayMs('10.0.0.6', 1600), 100);
  });

  it('never lets more through in any time than twenty and ten a second, of eight who each wait for their turn', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 200 }), (gaps) => {
        const pace = new WritePace();
        const readyMs = Array(8).fill(0) as number[];
        const through = gaps.map((gapMs) => {
          const nowMs = Math.min(...readyMs);
          const wroteMs = nowMs + pace.delayMs('10.0.0.6', nowMs);
          readyMs[readyMs.indexOf(nowMs)] = wroteMs + gapMs;
          return wroteMs;
        });
        for (const [k, fromMs] of through.entries())
          for (const [more, toMs] of through.slice(k).entries())
            assert.ok(more + 1 <= 20 + (toMs - fromMs) / 100 + 1e-9, `${more + 1} writes in ${toMs - fromMs} ms`);
      }),
    );
  });

  it('forgets what was counted and never written: nobody waits longer than a second', () => {
    const pace = new WritePace();
    for (let k = 0; k < 10_000; k += 1) assert.ok(pace.delayMs('10.0.0.6', k) <= 1000);
    assert.equal(pace.delayMs('10.0.0.6', 10_000 + 3_000), 0);
  });
});
