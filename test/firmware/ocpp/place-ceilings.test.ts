import assert from 'node:assert/strict';
import { PlaceCeilings } from '../../../firmware/ocpp/place-ceilings.ts';

describe('ceilings of one place', () => {
  it('each backend speaks for itself, since when it says so; the same again is no news', () => {
    let [wallMs, changes] = [1000, 0];
    const ceilings = new PlaceCeilings({
      chargePoint: 'E1',
      clock: { monotonicMs: () => 0, wallMs: () => wallMs },
      changed: () => (changes += 1),
    });
    ceilings.set('a', { maxMa: 10_000.7, why: 'profile', untilMs: 9000 });
    wallMs = 2000;
    ceilings.set('a', { maxMa: 10_000.2, why: 'profile', untilMs: 9000 });
    assert.equal(changes, 1);
    ceilings.set('b', { maxMa: Number.NaN, maxW: -5, phases: 1, why: 'profile' });
    ceilings.set('a', { maxMa: 10_000, why: 'profile', untilMs: 9500 });
    assert.deepEqual(ceilings.list(), [
      { backend: 'a', chargePoint: 'E1', maxMa: 10_000, why: 'profile', sinceMs: 1000, untilMs: 9500 },
      { backend: 'b', chargePoint: 'E1', maxMa: 0, maxW: 0, phases: 1, why: 'profile', sinceMs: 2000 },
    ]);
    ceilings.set('a', undefined);
    ceilings.set('b', undefined);
    ceilings.set('b', undefined);
    assert.deepEqual([ceilings.list(), changes], [[], 5]);
  });
});
