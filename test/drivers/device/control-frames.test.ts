import assert from 'node:assert/strict';
import { controlRows } from './control-rows.ts';
import { unconfirmedRows } from './control-rows-cp1.ts';
import { bench, online } from './device-on-bench.ts';
import type { Frame } from './image-bus.ts';

describe('Frames that a control action sends', () => {
  for (const row of controlRows) {
    const start = () => online(row.id, row.connector === undefined ? {} : { config: { connector: row.connector } });
    const signs = (frames: readonly Frame[]) => {
      const beats = row.signOfLife?.frames.map((f) => f[2]) ?? [];
      return frames.filter((f) => !beats.includes(f[2]) || row.raise.some((r) => r[2] === f[2]));
    };

    it(`writes nothing to ${row.id} before the loop offers`, async () => {
      const { time, bus } = await start();
      await time.advance(120_000);
      assert.deepEqual(bus.sent(), []);
    });

    it(`raises, lowers and stops ${row.id} with exactly these frames`, async () => {
      const { time, bus, device } = await start();
      for (const [ma, frames] of [
        [16_000, row.raise],
        [10_500, row.lower],
        [0, row.stop],
      ] as const) {
        device.offer(ma);
        await time.settle();
        assert.deepEqual(signs(bus.sent()), frames, `${ma} mA`);
        assert.equal(device.lastWrite?.outcome, 'acknowledged');
        if (device.facts.readsBack)
          assert.equal(device.readings.offeredMa?.value, ma - (ma % device.facts.stepMa), 'read back');
      }
    });

    const { signOfLife } = row;
    if (signOfLife !== undefined)
      it(`gives ${row.id} a sign of life every ${signOfLife.periodMs / 1000} s`, async () => {
        const { time, bus, device } = await start();
        device.offer(0);
        await time.settle();
        bus.sent();
        await time.advance(10 * signOfLife.periodMs);
        assert.deepEqual(bus.sent(), Array(10).fill(signOfLife.frames).flat());
      });

    it(`writes nothing else to ${row.id} in two minutes of the same offer, if it can be read back`, async () => {
      const { time, bus, device } = await start();
      if (!device.facts.readsBack) return;
      device.offer(16_000);
      await time.settle();
      bus.sent();
      for (let second = 0; second < 120; second += 1) {
        device.offer(16_000);
        await time.advance(1_000);
      }
      const expected = signOfLife === undefined ? 0 : Math.floor(120_000 / signOfLife.periodMs);
      assert.equal(bus.sent().length, expected);
    });

    it(`switches the phases of ${row.id}, or does not say that it can`, async () => {
      const { bus, device } = await start();
      assert.equal(device.phaseSwitcher !== undefined, row.onePhase !== undefined);
      assert.equal(await device.phaseSwitcher?.switchPhases(1), undefined);
      assert.deepEqual(bus.sent(), row.onePhase ?? []);
      assert.equal(await device.phaseSwitcher?.switchPhases(3), undefined);
      assert.deepEqual(bus.sent(), row.threePhases ?? []);
    });

    it(`wakes a car at ${row.id}, or does not say that it can`, async () => {
      const { time, bus, device } = await start();
      assert.equal(device.waker !== undefined, row.wake !== undefined);
      const done = device.waker?.wake();
      await time.advance(20_000);
      assert.equal(await done, undefined);
      assert.deepEqual(bus.sent(), row.wake ?? []);
    });
  }

  for (const { id, failsafe = [], connector, raise } of controlRows)
    it(`sets the fail-safe of ${id} with exactly these frames, or leaves it alone`, async () => {
      const { time, bus, device } = await online(id, {
        values: { failsafe_current: 10, watchdog_timeout: 0 },
        config: { failsafeCurrentA: 6, ...(connector === undefined ? {} : { connector }) },
      });
      assert.deepEqual(bus.sent(), []);
      device.offer(16_000);
      await time.settle();
      const setpoint = new Set(raise.map(([, , address]) => address));
      const set = bus
        .sent()
        .filter(
          ([, , address]) => [131, 132, 257, 262, 2000, 2002, 8083, 8085].includes(address) && !setpoint.has(address),
        );
      assert.deepEqual(set, failsafe);
    });

  it('does not switch phases where the hardware or a setting forbids it', async () => {
    const { bus, device } = await online('cfos-powerbrain', { values: { flags: 0 } });
    const fault = await device.phaseSwitcher?.switchPhases(1);
    assert.equal(fault?.code, 'phaseSwitchOff');
    assert.deepEqual(bus.sent(), []);
  });

  for (const { id, raise, stop } of unconfirmedRows)
    it(`writes no set-point to ${id}, whose unit the sources dispute, until a person confirms it`, async () => {
      const { time, bus, device } = await online(id);
      device.offer(16_000);
      await time.settle();
      assert.equal(device.fault?.code, 'fieldUnconfirmed');
      assert.deepEqual(bus.sent(), []);

      const sure = await online(id, { config: { confirmed: ['current_limit'] } });
      sure.device.offer(16_000);
      await sure.time.settle();
      assert.deepEqual(sure.bus.sent(), raise);
      sure.device.offer(0);
      await sure.time.settle();
      assert.deepEqual(sure.bus.sent(), stop);
    });

  for (const [id, raw] of [
    ['phoenix-ev-eth', 160],
    ['phoenix-ev-eth', 0],
    ['wallbe-eco', 16],
    ['wallbe-eco', 0],
  ] as const)
    it(`does not take a box with ${raw} in register 528 for a ${id}`, async () => {
      const { time, bus, device } = bench(id);
      bus.put(3, 528, [raw]);
      device.start();
      device.offer(16_000);
      await time.settle();
      assert.equal(device.fault?.code, 'wrongDevice');
      assert.deepEqual(bus.sent(), []);
    });

  it('leaves out an init step that the device holds already', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control', { values: { standby: 4 } });
    device.offer(6_000);
    await time.settle();
    assert.deepEqual(bus.sent(), [[1, 16, 261, [60]]]);
  });
});
