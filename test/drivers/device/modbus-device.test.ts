import assert from 'node:assert/strict';
import { BusError } from '../../../drivers/bus/types.ts';
import { bench, online, product } from './device-on-bench.ts';

describe('A device that is read', () => {
  it('is found, then says what it measures, each value with the time of its request', async () => {
    const { time, device } = await online('eastron-sdm630', {
      values: { current_l1: 10.5, current_l2: 6.25, current_l3: 0.5, power_l1: 2420, power_l2: -1432, power_l3: 115 },
    });
    const { currentMa, powerW, voltageV, totalPowerW } = device.readings;
    assert.deepEqual(currentMa, { value: [10_500, -6_250, 500], atMs: 1_000 });
    assert.deepEqual(powerW?.value, [2420, -1432, 115]);
    assert.deepEqual(voltageV?.value, [230, 231, 229]);
    assert.equal(totalPowerW?.value, 1103);
    await time.advance(3_500);
    assert.equal(device.readings.currentMa?.atMs, 4_000);
  });

  it('asks a three-phase meter for everything the loop needs in one request', async () => {
    const { time, bus } = await online('eastron-sdm630');
    bus.reads.length = 0;
    await time.advance(1_000);
    const [fast] = bus.reads;
    assert.deepEqual([fast?.functionCode, fast?.address, fast?.quantity], [4, 0, 18]);
    assert.equal(fast?.spare, 2);
    assert.equal(bus.reads.filter((r) => r.priority === 'fast').length, 1);
  });

  it('reads KEBA value by value', async () => {
    const { bus } = await online('keba-p30');
    assert.ok(bus.reads.length > 5);
    assert.ok(bus.reads.every((r) => r.quantity <= 2 && r.spare === undefined));
  });

  it('keeps the pause that Heidelberg wants before each request', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control');
    device.offer(6_000);
    await time.advance(2_000);
    assert.ok([...bus.reads, ...bus.writes].every((r) => r.pauseMs === 100));
  });

  it('has no value where the device says "not a value"', async () => {
    const { device } = await online('alfen-eve', { values: { current_l2: Number.NaN, current_l3: Number.NaN } });
    assert.deepEqual(device.readings.currentMa?.value, [0, undefined, undefined]);
  });

  it('reads energies every 5 s only', async () => {
    const { time, bus } = await online('eastron-sdm72d-m-v2');
    await time.advance(20_500);
    const energy = bus.reads.filter((r) => r.address === 72);
    assert.equal(energy.length, 4);
  });

  it('shows the set-point it finds before anything is offered', async () => {
    const { device, bus } = await online('cfos-powerbrain', { values: { current_limit: 13, enable: 1 } });
    assert.equal(device.readings.offeredMa?.value, 13_000);
    assert.deepEqual(bus.sent(), []);
    const off = await online('cfos-powerbrain', { values: { current_limit: 13, enable: 0 } });
    assert.equal(off.device.readings.offeredMa?.value, 0);
  });

  it('says which current it falls back to, and when that is more than the site counts on', async () => {
    const { device } = await online('heidelberg-energy-control', {
      values: { failsafe_current: 10 },
      config: { failsafeCurrentA: 6 },
    });
    assert.equal(device.readings.failsafeMa?.value, 10_000);
    assert.equal(device.fault?.code, 'failsafeTooHigh');
  });
});

describe('A device that does not answer', () => {
  it('is degraded for a moment, then online again after the immediate retry', async () => {
    const { time, bus, device } = await online('eastron-sdm630');
    let left = 1;
    bus.fault = () => (left-- > 0 ? 'timeout' : undefined);
    await time.advance(1_000);
    assert.equal(device.health, 'online');
    assert.equal(device.readings.currentMa?.atMs, 2_000);
  });

  it('is offline after three failures, keeps its last values with their age, and says why', async () => {
    const { time, bus, device } = await online('eastron-sdm630', { values: { current_l1: 5 } });
    bus.fault = () => 'timeout';
    await time.advance(1_000);
    assert.equal(device.health, 'degraded');
    await time.advance(1_000);
    assert.equal(device.health, 'offline');
    assert.equal(device.fault?.code, 'noReply.timeout');
    assert.deepEqual(device.readings.currentMa, { value: [5_000, 0, 0], atMs: 1_000 });
  });

  it('is knocked at with one request per interval of the back-off', async () => {
    const { time, bus, device } = await online('eastron-sdm630');
    bus.fault = () => 'timeout';
    await time.advance(2_500);
    assert.equal(device.health, 'offline');
    bus.reads.length = 0;
    await time.advance(61_000);
    assert.equal(bus.reads.length, 6);
    bus.fault = () => undefined;
    await time.advance(31_000);
    assert.equal(device.health, 'online');
    assert.equal(device.fault, undefined);
  });

  it('is offline after 5 s in which the line had no room for it', async () => {
    const { time, bus, device } = await online('eastron-sdm630');
    bus.fault = () => 'expired';
    await time.advance(4_000);
    assert.equal(device.health, 'online');
    await time.advance(2_000);
    assert.equal(device.health, 'offline');
  });

  it('is not taken for the product when it is another one, and nothing is written to it', async () => {
    const { time, bus, device } = bench('cfos-powerbrain', { values: { vendor_id: 7 } });
    device.start();
    device.offer(16_000);
    await time.advance(10_000);
    assert.equal(device.health, 'offline');
    assert.equal(device.fault?.code, 'wrongDevice');
    assert.match(device.fault?.message ?? '', /vendor_id is 7, expected one of 52997/);
    assert.deepEqual(bus.sent(), []);
    assert.equal(device.lastWrite?.outcome, 'failed');
  });

  it('has a refused block divided once, and remembers it', async () => {
    const { time, bus, device } = bench('janitza-umg604');
    // What lies between the phases does not exist here.
    const refusesGaps = (r: { address: number; quantity?: number }) => (r.quantity ?? 0) > 6;
    bus.fault = (request) => (refusesGaps({ ...request }) ? 2 : undefined);
    bus.put(3, 1323, [0, 0, 0, 0]);
    device.start();
    await time.settle();
    assert.equal(device.health, 'online');
    assert.deepEqual(device.readings.voltageV?.value, [230, 231, 229]);
    bus.reads.length = 0;
    await time.advance(2_000);
    assert.ok(bus.reads.every((r) => r.quantity <= 6));
  });

  it('goes on without a register that it does not have, and says so', async () => {
    const { time, bus, device } = bench('heidelberg-energy-control');
    bus.fault = (request) =>
      request.address <= 14 && request.address + ('quantity' in request ? request.quantity : 1) > 14 ? 2 : undefined;
    device.start();
    await time.advance(10_000);
    assert.equal(device.health, 'online');
    assert.equal(device.readings.totalPowerW, undefined);
    assert.deepEqual(device.readings.voltageV?.value, [0, 0, 0]);
    assert.equal(device.fault?.code, 'registerRefused.exception');
    assert.match(device.fault?.message ?? '', /power/);
  });

  it('asks nothing more after it was stopped', async () => {
    const { time, bus, device } = await online('eastron-sdm630');
    await device.stop();
    const { length } = bus.reads;
    await time.advance(30_000);
    assert.equal(bus.reads.length, length);
  });
});

describe('A charge point that is given a set-point', () => {
  it('gets zero, or a step between its smallest and largest, never more than asked for', async () => {
    const { time, bus, device } = await online('phoenix-charx', { config: { minCurrentA: 8, maxCurrentA: 20 } });
    for (const [ma, amperes] of [
      [12_999, 12],
      [50_000, 20],
      [8_000, 8],
      [7_999, 0],
      [16_000, 16],
      [Number.NaN, 0],
      [9_000, 9],
      [-5, 0],
    ] as const) {
      device.offer(ma);
      await time.settle();
      assert.deepEqual(bus.sent(), [[1, 16, 1301, [amperes]]], `${ma}`);
    }
  });

  it('shows a write as pending, then acknowledged, with the times of the wire', async () => {
    const { time, bus, device } = await online('alfen-eve');
    let open = () => {};
    bus.gate = new Promise((resolve) => {
      open = resolve;
    });
    let settled = 0;
    device.onWriteSettled(() => {
      settled += 1;
    });
    device.offer(10_000);
    assert.equal(device.lastWrite?.outcome, 'pending');
    await time.advance(300);
    open();
    await time.settle();
    const { outcome, offeredMa, requestedAtMs, repliedAtMs } = device.lastWrite ?? {};
    assert.deepEqual([outcome, offeredMa, requestedAtMs, repliedAtMs], ['acknowledged', 10_000, 1_000, 1_300]);
    assert.equal(device.readings.offeredMa?.atMs, 1_300);
    assert.equal(settled, 2);
  });

  it('is read back right after the write, before any poll', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control');
    bus.reads.length = 0;
    device.offer(10_000);
    await time.settle();
    assert.deepEqual(
      bus.reads.map((r) => [r.address, r.quantity, r.priority]),
      [[261, 1, 'write']],
    );
    assert.equal(device.readings.offeredMa?.value, 10_000);
  });

  it('gets the last of several offers only, and never the switch after a stop', async () => {
    const { time, bus, device } = await online('cfos-powerbrain');
    let open = () => {};
    bus.gate = new Promise((resolve) => {
      open = resolve;
    });
    device.offer(16_000);
    device.offer(0);
    open();
    await time.settle();
    assert.deepEqual(bus.sent(), [
      [1, 6, 8093, [160]],
      [1, 6, 8094, [0]],
    ]);
    assert.equal(device.lastWrite?.offeredMa, 0);
    assert.equal(device.readings.offeredMa?.value, 0);
  });

  it('is switched on again when a stop was overtaken while it was under way', async () => {
    for (const id of ['keba-p30', 'cfos-powerbrain']) {
      const { time, bus, device, definition } = await online(id);
      device.offer(16_000);
      await time.advance(1_500);
      bus.sent();
      let open = () => {};
      bus.gate = new Promise((resolve) => {
        open = resolve;
      });
      device.offer(0);
      device.offer(12_000);
      open();
      await time.settle();
      const enable = definition.registers.find((r) => r.quantity === 'enable')?.address;
      assert.equal(bus.take(3, enable ?? -1), 1, id);
      assert.equal(bus.sent().at(-1)?.[2], enable);
    }
  });

  it('gives the same key to writes of the same register, so that a waiting one is replaced', async () => {
    const { time, bus, device } = await online('alfen-eve');
    device.offer(10_000);
    device.offer(8_000);
    await time.settle();
    const keys = bus.writes.map((w) => w.key);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    assert.ok(bus.writes.every((w) => w.priority === 'write'));
  });

  it('is written to once more when a write was not answered, and then counts as failed', async () => {
    const { time, bus, device } = await online('alfen-eve');
    bus.fault = (request) => ('values' in request ? 'timeout' : undefined);
    device.offer(10_000);
    await time.settle();
    assert.equal(bus.sent().length, 2);
    assert.equal(device.lastWrite?.outcome, 'failed');
    assert.equal(device.lastWrite?.error?.code, 'write.timeout');
    bus.fault = () => undefined;
    device.offer(10_000);
    await time.settle();
    assert.equal(device.lastWrite?.outcome, 'acknowledged');
  });

  it('is written to again, a few times only, while it holds something else, and the fault says so', async () => {
    const { time, bus, device } = await online('alfen-eve', { values: { current_limit: 32 } });
    bus.stubborn.add(1210);
    device.offer(10_000);
    await time.settle();
    assert.equal(bus.sent().length, 1);
    await time.advance(10_000);
    assert.equal(bus.sent().length, 3);
    assert.equal(device.fault?.code, 'setpointNotHeld');
    assert.equal(device.fault?.message, 'E1 was given 10 A and holds 32 A');
    assert.equal(device.readings.offeredMa?.value, 32_000);
    bus.stubborn.clear();
    await time.advance(60_000);
    assert.equal(device.readings.offeredMa?.value, 10_000);
    assert.equal(device.fault, undefined);
  });

  it('has its set-point restored when somebody else changes it', async () => {
    const { time, bus, device } = await online('cfos-powerbrain');
    device.offer(10_000);
    await time.advance(2_000);
    bus.sent();
    bus.put(3, 8093, [320]);
    await time.advance(1_500);
    assert.deepEqual(bus.sent(), [[1, 6, 8093, [100]]]);
    assert.equal(device.readings.offeredMa?.value, 10_000);
  });

  it('answers an offer that it holds already without a write, once the read-back has proven it', async () => {
    const { time, bus, device } = await online('alfen-eve');
    device.offer(10_000);
    await time.advance(500);
    bus.sent();
    let settled = 0;
    device.onWriteSettled(() => {
      settled += 1;
    });
    device.offer(10_000);
    await time.settle();
    assert.deepEqual(bus.sent(), []);
    assert.equal(settled, 1);
    const { outcome, requestedAtMs, repliedAtMs } = device.lastWrite ?? {};
    assert.deepEqual([outcome, requestedAtMs, repliedAtMs], ['acknowledged', 1_500, 1_500]);
  });

  it('is written to again when the loop insists and nothing can be read back', async () => {
    const { time, bus, device } = await online('keba-p30');
    device.offer(10_000);
    await time.advance(2_000);
    bus.sent();
    device.offer(10_000);
    await time.settle();
    assert.deepEqual(bus.sent(), [[255, 6, 5004, [10_000]]]);
  });

  it('wears out no memory for a loop that insists', async () => {
    const alfen = product('alfen-eve');
    assert.ok(alfen.control);
    const { keepAlive: _, ...control } = alfen.control;
    const { time, bus, device } = await online({
      ...alfen,
      control: { ...control, readBack: false, volatile: [], volatileOnly: false },
    });
    for (let k = 0; k < 5; k += 1) {
      device.offer(10_000);
      await time.advance(1_000);
    }
    assert.equal(bus.sent().length, 1);
    assert.equal(device.lastWrite?.outcome, 'acknowledged');
  });

  it('gets nothing while it is lost, and nothing after it is back until the loop offers', async () => {
    const { time, bus, device } = await online('mennekes-amtron-compact-2s');
    device.offer(10_000);
    await time.advance(1_500);
    bus.fault = () => 'timeout';
    await time.advance(3_000);
    assert.equal(device.health, 'offline');
    assert.equal(device.lastWrite?.outcome, 'failed', 'what was taken may be gone');
    bus.sent();
    device.offer(16_000);
    assert.equal(device.lastWrite?.outcome, 'failed');
    assert.equal(device.lastWrite?.error?.code, 'offline');
    bus.fault = () => undefined;
    await time.advance(60_000);
    assert.equal(device.health, 'online');
    assert.equal(device.readings.offeredMa?.value, 10_000);
    assert.deepEqual(bus.sent(), []);
  });

  it('gets what was offered while it was being looked for, as soon as it is found', async () => {
    const { time, bus, device } = bench('alfen-eve');
    device.offer(10_000);
    device.offer(9_000);
    device.start();
    assert.deepEqual(bus.sent(), []);
    await time.settle();
    assert.deepEqual(bus.sent(), [[1, 16, 1210, [0x4110, 0]]]);
    assert.equal(device.lastWrite?.outcome, 'acknowledged');
  });

  it('gets its init again after it was lost', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control');
    device.offer(6_000);
    await time.settle();
    bus.fault = () => 'timeout';
    await time.advance(4_000);
    bus.put(3, 258, [0]);
    bus.fault = () => undefined;
    bus.sent();
    await time.advance(40_000);
    device.offer(6_000);
    await time.settle();
    assert.deepEqual(bus.sent(), [
      [1, 16, 258, [4]],
      [1, 16, 261, [60]],
    ]);
  });

  it('hears something in time even when it is polled slowly', async () => {
    const { time, bus } = await online('heidelberg-energy-control', { pollMs: 60_000 });
    bus.reads.length = 0;
    await time.advance(15_000);
    // 15 s of the watchdog divided by 4.
    assert.equal(bus.reads.filter((r) => r.priority === 'keepAlive').length, 4);
  });

  it('settles what is open when it is stopped', async () => {
    const { bus, device } = await online('alfen-eve');
    let fail: (error: Error) => void = () => {};
    bus.gate = new Promise((_, reject) => {
      fail = reject;
    });
    device.offer(6_000);
    const stopped = device.stop();
    assert.equal(device.lastWrite?.error?.code, 'stopped');
    fail(new BusError('closed', 'closed', { line: 'test', unitId: 1 }));
    await stopped;
  });

  it('ignores an offer when it is a meter', async () => {
    const { time, bus, device } = await online('eastron-sdm630');
    device.offer(16_000);
    await time.settle();
    assert.deepEqual(bus.sent(), []);
    assert.equal(device.lastWrite, undefined);
  });
});
