import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LoadStep } from '../../../../firmware/control/commissioning/load-step.ts';

const times = { guardMs: 4000, dwellMs: [5000, 12_000], patienceMs: 130_000 } as const;

/** Moments at which the level turns when the load always follows after `lateMs`. */
function turns(seed: number, lateMs: number): number[] {
  const step = new LoadStep(times, seed, 0);
  const out: number[] = [];
  for (let nowMs = 0; nowMs < 300_000; nowMs += 1000) {
    const before = step.level;
    step.advance(nowMs, nowMs - step.sinceMs >= lateMs ? step.sinceMs + lateMs : undefined);
    if (step.level !== before) out.push(nowMs);
  }
  return out;
}

describe('The pattern of a load step', () => {
  it('waits until the load stood still for the age of the meter and a time of its own', () => {
    const step = new LoadStep(times, 1, 0);
    for (let nowMs = 0; step.level === 'up'; nowMs += 1000) step.advance(nowMs, nowMs >= 7000 ? 7000 : undefined);
    const [plateau] = step.plateaus;
    assert.ok(plateau);
    assert.equal(plateau.fromMs, 11_000);
    assert.ok(plateau.toMs - plateau.fromMs >= 5000 && plateau.toMs - plateau.fromMs <= 13_000);
  });

  it('is the same for the same seed and another one for another seed', () => {
    assert.deepEqual(turns(7, 10_000), turns(7, 10_000));
    assert.notDeepEqual(turns(7, 10_000), turns(8, 10_000));
  });

  it('leaves the load alone for spans of different length', () => {
    const at = turns(3, 10_000);
    const spans = new Set(at.map((ms, k) => ms - (at[k - 1] ?? 0)));
    assert.ok(spans.size >= 4, [...spans].join());
  });

  it('begins the plateau anew when the load moves again', () => {
    const step = new LoadStep(times, 1, 0);
    for (let nowMs = 0; nowMs <= 8000; nowMs += 1000) step.advance(nowMs, 2000);
    for (let nowMs = 9000; step.level === 'up'; nowMs += 1000) step.advance(nowMs, 9000);
    assert.equal(step.plateaus[0]?.fromMs, 13_000);
  });

  it('turns round without a plateau when the load never stands still', () => {
    const step = new LoadStep(times, 1, 0);
    for (let nowMs = 0; nowMs <= 130_000; nowMs += 1000) step.advance(nowMs, undefined);
    assert.equal(step.level, 'down');
    assert.deepEqual(step.plateaus, [undefined]);
  });
});
