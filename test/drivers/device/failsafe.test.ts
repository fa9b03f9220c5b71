import assert from 'node:assert/strict';
import { bench, online, product } from './device-on-bench.ts';

const heidelberg = (failsafe_current: number, watchdog_timeout = 15_000) =>
  online('heidelberg-energy-control', {
    values: { failsafe_current, watchdog_timeout, standby: 4 },
    config: { failsafeCurrentA: 6 },
  });

describe('The fail-safe of a charge point', () => {
  it('is set to what the site counts on with the first set-point, and proven by reading it back', async () => {
    const { time, bus, device } = await heidelberg(10);
    assert.equal(device.fault?.code, 'failsafeTooHigh');
    device.offer(8000);
    await time.settle();
    assert.deepEqual(bus.sent(), [
      [1, 16, 261, [80]],
      [1, 16, 262, [60]],
    ]);
    assert.equal(device.readings.failsafeMa?.value, 6000);
    assert.equal(device.fault, undefined);
  });

  it('is left alone while nobody offers anything, as in a site that is only observed', async () => {
    const { time, bus, device } = await heidelberg(10);
    await time.advance(600_000);
    assert.deepEqual(bus.sent(), []);
    assert.equal(device.fault?.code, 'failsafeTooHigh');
  });

  it('is not written where it is right already, nor a time-out that is short enough', async () => {
    const { time, bus, device } = await heidelberg(6);
    device.offer(8000);
    await time.settle();
    assert.deepEqual(bus.sent(), [[1, 16, 261, [80]]]);
  });

  it('gets a time-out where it has none, after its current', async () => {
    const { time, bus, device } = await heidelberg(6, 0);
    const failsafeMa = () => device.readings.failsafeMa?.value;
    assert.equal(failsafeMa(), undefined);
    device.offer(8000);
    await time.settle();
    assert.deepEqual(bus.sent().slice(1), [[1, 16, 257, [60_000]]]);
    assert.equal(failsafeMa(), 6000);
  });

  it('is written once per start where that may wear out, though the box does not hold it', async () => {
    const { time, bus, device } = await heidelberg(10);
    bus.stubborn.add(262);
    device.offer(8000);
    await time.advance(60_000);
    bus.fault = () => 'timeout';
    await time.advance(10_000);
    bus.fault = () => undefined;
    await time.advance(60_000);
    device.offer(8000);
    await time.settle();
    assert.equal(bus.sent().filter(([, , address]) => address === 262).length, 1);
    assert.equal(device.fault?.code, 'failsafeTooHigh');
  });

  it('is set anew after a reconnect that shows another value, where a write wears nothing', async () => {
    const definition = product('heidelberg-energy-control');
    assert.ok(definition.control);
    const control = { ...definition.control, volatile: 'all' as const };
    const { time, bus, device } = bench(
      { ...definition, control },
      { values: { failsafe_current: 6, standby: 4 }, config: { failsafeCurrentA: 6 } },
    );
    device.start();
    await time.settle();
    device.offer(8000);
    await time.settle();
    bus.fault = () => 'timeout';
    await time.advance(10_000);
    bus.put(16, 262, [160]);
    bus.fault = () => undefined;
    await time.advance(60_000);
    bus.sent();
    device.offer(8000);
    await time.settle();
    assert.deepEqual(bus.sent(), [
      [1, 16, 261, [80]],
      [1, 16, 262, [60]],
    ]);
    assert.equal(device.readings.failsafeMa?.value, 6000);
  });

  it('that is refused is a fault, and the set-points go on', async () => {
    const { time, bus, device } = await heidelberg(10);
    bus.fault = (request) => ('values' in request && request.address === 262 ? 2 : undefined);
    device.offer(8000);
    await time.settle();
    assert.equal(device.fault?.code, 'registerRefused.exception');
    device.offer(9000);
    await time.settle();
    assert.equal(device.lastWrite?.outcome, 'acknowledged');
    assert.equal(device.readings.failsafeMa?.value, 10_000);
  });
});
