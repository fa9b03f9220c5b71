import assert from 'node:assert/strict';
import { bench, online } from './device-on-bench.ts';

describe('A charge point that switches phases', () => {
  it('says so, and how long it then offers nothing', async () => {
    assert.deepEqual(
      [bench('alfen-eve'), bench('cfos-powerbrain'), bench('phoenix-charx')].map(({ device }) => [
        device.facts.switchesPhases,
        device.facts.phaseDeadTimeMs,
        device.usePhases !== undefined,
      ]),
      [
        [true, 10_000, true],
        [true, 120_000, true],
        [undefined, undefined, false],
      ],
    );
  });

  it('says at once how many phases it uses where that can be read, and again after the switch', async () => {
    const { time, bus, device } = await online('cfos-powerbrain', { values: { relay_select: 1 } });
    assert.deepEqual(device.readings.phaseCount, { value: 1, atMs: time.monotonicMs() });
    await time.advance(1000);
    device.usePhases?.(3);
    await time.settle();
    assert.deepEqual(bus.sent().at(-1), [1, 6, 8087, [0]]);
    assert.deepEqual(device.readings.phaseCount, { value: 3, atMs: time.monotonicMs() });
    assert.equal(device.fault, undefined);
  });

  it('sees what somebody else switched', async () => {
    const { time, bus, device } = await online('cfos-powerbrain');
    assert.equal(device.readings.phaseCount?.value, 3);
    bus.put(3, 8087, [1]);
    await time.advance(6000);
    assert.equal(device.readings.phaseCount?.value, 1);
  });

  it('knows only what was acknowledged where it cannot be read, and forgets it when the box is lost', async () => {
    const { time, bus, device } = await online('keba-p30');
    const count = () => device.readings.phaseCount?.value;
    assert.equal(count(), undefined);
    device.usePhases?.(1);
    await time.settle();
    assert.equal(count(), 1);
    bus.fault = (request) => ('quantity' in request ? undefined : 'timeout');
    device.usePhases?.(3);
    await time.settle();
    assert.equal(count(), undefined, 'it may have obeyed');
    assert.equal(device.fault?.code, 'write.timeout');
    bus.fault = () => undefined;
    device.usePhases?.(1);
    await time.settle();
    assert.deepEqual([count(), device.fault], [1, undefined]);
    bus.fault = () => 'timeout';
    await time.advance(10_000);
    assert.deepEqual([device.health, count()], ['offline', undefined]);
  });

  it('says why it does not switch', async () => {
    const { time, bus, device } = await online('cfos-powerbrain', { values: { flags: 0 } });
    device.usePhases?.(1);
    await time.settle();
    assert.equal(device.fault?.code, 'phaseSwitchOff');
    assert.deepEqual(bus.sent(), []);
    assert.equal(device.readings.phaseCount?.value, 3);
  });
});

describe('A charge point that wakes cars', () => {
  it('does it step by step, and not beside a phase switch', async () => {
    const { time, bus, device } = await online('cfos-powerbrain');
    device.wake?.();
    device.usePhases?.(1);
    await time.settle();
    assert.deepEqual(bus.sent(), [[1, 6, 8086, [3]]]);
    await time.advance(3000);
    assert.deepEqual(bus.sent().at(-1), [1, 6, 8087, [1]]);
  });

  it('has the verb where the product can, and only there', () => {
    const verbs = ['alfen-eve', 'heidelberg-energy-control'].map((id) => {
      const { device } = bench(id);
      return [device.facts.wakesCars, device.wake !== undefined];
    });
    assert.deepEqual(verbs, [
      [undefined, false],
      [true, true],
    ]);
  });
});
