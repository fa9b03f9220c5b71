import assert from 'node:assert/strict';
import { nothingSaved, stepSaving } from '../../../firmware/control/car-habits-save.ts';
import type { ChargeState } from '../../../firmware/domain/device.ts';

interface Moment {
  readonly state?: ChargeState;
  readonly offerMa?: number;
  readonly drawnMa: number | undefined;
}

/** Second by second below a threshold of 4 A; gives the second at which it was stopped. */
function stoppedAt(mode: 1 | 2, car: (s: number) => Moment, seconds = 1000): number | undefined {
  let memory = nothingSaved;
  for (let s = 0; s < seconds; s += 1) {
    const facts = { nowMs: s * 1000, state: 'C' as const, offerMa: 16_000, belowMa: 4000, mode, ...car(s) };
    memory = stepSaving(memory, facts);
    if (memory.stopped) return s;
  }
  return undefined;
}

describe('sparing the battery of a car', () => {
  const charges = (fromS: number, toS: number, restMa: number) => (s: number) => ({
    drawnMa: s < fromS ? 0 : s < toS ? 12_000 : restMa,
  });

  it('stops it 30 s after it fell below the threshold, when it was above for a minute (mode 1)', () => {
    assert.equal(stoppedAt(1, charges(0, 100, 3000)), 130);
    assert.equal(stoppedAt(1, charges(0, 50, 3000)), undefined);
  });

  it('stops it after 60 s below the threshold, whatever it drew before (mode 2)', () => {
    assert.equal(stoppedAt(2, charges(0, 10, 3000)), 70);
    assert.equal(
      stoppedAt(2, () => ({ drawnMa: 1500 })),
      60,
    );
  });

  it('does not take a car for full that is still waking up', () => {
    for (const mode of [1, 2] as const)
      assert.equal(
        stoppedAt(mode, () => ({ drawnMa: 0 })),
        undefined,
      );
    const pausedAndSlow = (s: number) =>
      s < 100 ? { drawnMa: 12_000 } : s < 160 ? { offerMa: 0, drawnMa: 0 } : { drawnMa: s < 205 ? 0 : 12_000 };
    assert.equal(stoppedAt(1, pausedAndSlow), undefined);
  });

  it('does not take a car for full that we hold down', () => {
    const held = (s: number) => (s < 100 ? { drawnMa: 12_000 } : { offerMa: 4900, drawnMa: 3900 });
    for (const mode of [1, 2] as const) assert.equal(stoppedAt(mode, held), undefined);
  });

  it('waits while nothing is measured, and for a draw that comes back', () => {
    assert.equal(
      stoppedAt(1, (s) => ({ drawnMa: s < 100 ? 12_000 : undefined })),
      undefined,
    );
    assert.equal(
      stoppedAt(1, (s) => ({ drawnMa: s < 100 || s % 20 === 0 ? 12_000 : 1000 })),
      undefined,
    );
  });

  it('lasts until the car is unplugged, and a threshold of 0 is none', () => {
    const stopped = { ...nothingSaved, stopped: true };
    const facts = { nowMs: 0, state: 'C' as const, offerMa: 0, drawnMa: 0, belowMa: 4000, mode: 1 as const };
    assert.equal(stepSaving(stopped, facts).stopped, true);
    assert.equal(stepSaving(stopped, { ...facts, state: 'A' }).stopped, false);
    assert.equal(stepSaving(stopped, { ...facts, belowMa: 0 }).stopped, false);
  });
});
