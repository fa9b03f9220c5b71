import assert from 'node:assert/strict';
import { noCarYet, stepWaking } from '../../../firmware/control/waking.ts';
import type { ChargeState } from '../../../firmware/domain/device.ts';

/** One car, second by second; gives the seconds at which it was woken. */
function wakesOf(
  car: (s: number) => { state?: ChargeState; offerMa?: number; drawnMa?: number },
  seconds: number,
  canWake = true,
) {
  let memory = noCarYet;
  const wakes: number[] = [];
  for (let s = 0; s < seconds; s += 1) {
    const facts = { state: 'B' as const, offerMa: 10_000, drawnMa: 0, ...car(s) };
    const step = stepWaking(memory, { nowMs: s * 1000, ...facts, canWake });
    memory = step.memory;
    if (step.wake) wakes.push(s);
  }
  return wakes;
}

describe('waking a car', () => {
  it('happens once when it took nothing of an offer for five minutes', () => {
    assert.deepEqual(
      wakesOf(() => ({}), 4000),
      [300],
    );
  });

  it('happens where the product can', () => {
    assert.deepEqual(
      wakesOf(() => ({}), 1000, false),
      [],
    );
  });

  it('never happens to a car that has drawn: it is full', () => {
    assert.deepEqual(
      wakesOf((s) => ({ drawnMa: s > 200 && s < 260 ? 6000 : 0 }), 4000),
      [],
    );
  });

  it('never happens in a pause, without a car, or in a fault', () => {
    assert.deepEqual(
      wakesOf(() => ({ offerMa: 0 }), 1000),
      [],
    );
    for (const state of ['A', 'E', 'F'] as const)
      assert.deepEqual(
        wakesOf(() => ({ state }), 1000),
        [],
      );
  });

  it('counts five minutes anew after a pause, three times a session', () => {
    const paused = (s: number) => ({ offerMa: s % 400 === 0 ? 0 : 10_000 });
    assert.deepEqual(wakesOf(paused, 3000), [301, 701, 1101]);
    const replugged = (s: number) => ({ ...paused(s), ...(s === 1500 ? { state: 'A' as const } : {}) });
    assert.equal(wakesOf(replugged, 3000).length, 6);
  });

  it('goes by the state where nothing is measured', () => {
    const unmeasured = (state: ChargeState) =>
      stepWaking(
        { ...noCarYet, offeredSinceMs: 0 },
        { nowMs: 300_000, state, offerMa: 6000, drawnMa: undefined, canWake: true },
      ).wake;
    assert.deepEqual([unmeasured('B'), unmeasured('C')], [true, false]);
  });
});
