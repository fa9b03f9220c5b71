import assert from 'node:assert/strict';
import { HeartWatch } from '../../../firmware/control/heart-watch.ts';

describe('the heartbeat of the control loop', () => {
  /** Looks every second; `beats` are the seconds at which the loop beats. Gives the second and the words of the first fault. */
  const watched = (beats: readonly number[], untilS: number): readonly [number, string] | undefined => {
    let count = 0;
    const watch = new HeartWatch(() => count, 0);
    for (let s = 1; s <= untilS; s += 1) {
      if (beats.includes(s)) count += 1;
      const fault = watch.fault(s * 1000);
      if (fault !== undefined) return [s, fault];
    }
    return undefined;
  };

  it('is well while it beats', () => {
    const everySecond = Array.from({ length: 300 }, (_, s) => s + 1);
    assert.equal(watched(everySecond, 300), undefined);
    assert.equal(
      watched(
        everySecond.filter((s) => s % 10 === 1),
        300,
      ),
      undefined,
    );
  });

  it('is given time for its first beat: a slow machine that starts is not a stuck loop', () => {
    assert.equal(watched([80, 85], 90), undefined);
    assert.deepEqual(watched([], 300), [91, 'the control loop has not begun within 90 s']);
  });

  it('is stuck when it has not beaten for 10 s', () => {
    assert.deepEqual(watched([1, 2, 3], 300), [14, 'the control loop has not beaten for 10 s']);
  });

  it('is looked at by several without one hiding it from the other', () => {
    const watch = new HeartWatch(() => 5, 0);
    assert.equal(watch.fault(1000), undefined);
    assert.notEqual(watch.fault(12_000), undefined);
    assert.notEqual(watch.fault(12_000), undefined);
  });
});
