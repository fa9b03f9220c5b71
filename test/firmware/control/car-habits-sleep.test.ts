import assert from 'node:assert/strict';
import { awake, type SleepMemory, stepSleep } from '../../../firmware/control/car-habits-sleep.ts';

/** Minute by minute; what was remembered after the last. */
function rememberedAfter(
  minutes: number,
  car: (minute: number) => { offerMa?: number; drawnMa?: number },
  start = awake,
): SleepMemory {
  let memory = start;
  for (let minute = 0; minute < minutes; minute += 1) {
    const facts = { nowMs: minute * 60_000, state: 'B' as const, offerMa: 10_000, drawnMa: 0, ...car(minute) };
    memory = stepSleep(memory, facts);
  }
  return memory;
}

describe('letting a car sleep', () => {
  /** Ten minutes in each hour. */
  const topUps = (minute: number) => ({ drawnMa: minute % 60 < 10 ? 6000 : 0 });

  it('puts a car off for three hours after three short charges in a row', () => {
    assert.equal(rememberedAfter(120, topUps).asleepUntilMs, undefined);
    const { asleepUntilMs } = rememberedAfter(132, topUps);
    assert.equal(asleepUntilMs, 131 * 60_000 + 3 * 3_600_000);
    assert.equal(rememberedAfter(311, topUps).asleepUntilMs, asleepUntilMs);
  });

  it('puts it off again after each further one', () => {
    const woken = rememberedAfter(312, (minute) => (minute < 132 ? topUps(minute) : { drawnMa: 0 }));
    assert.equal(woken.asleepUntilMs, undefined);
    assert.ok(rememberedAfter(15, topUps, woken).asleepUntilMs !== undefined);
  });

  it('lets a long charge be, and begins to count anew after it', () => {
    assert.deepEqual(rememberedAfter(2000, (minute) => ({ drawnMa: minute % 60 < 20 ? 6000 : 0 })).topUps, 0);
  });

  it('counts no charge that we ended', () => {
    const ended = (minute: number) => (minute % 60 < 10 ? { drawnMa: 6000 } : { offerMa: 0 });
    assert.deepEqual(rememberedAfter(2000, ended), awake);
  });

  it('forgets the car that was unplugged', () => {
    const facts = { nowMs: 0, state: 'A' as const, offerMa: 0, drawnMa: 0 };
    assert.deepEqual(stepSleep({ ...awake, topUps: 3, asleepUntilMs: 9e9 }, facts), awake);
  });
});
