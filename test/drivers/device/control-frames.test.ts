import assert from 'node:assert/strict';
import { controlRows } from './control-rows.ts';
import { unconfirmedRows } from './control-rows-cp1.ts';
import { secondUnconfirmedRows } from './control-rows-cp2.ts';
import { bench, online, product } from './device-on-bench.ts';
import type { Frame } from './image-bus.ts';

const isByPower = (id: string): boolean => product(id).control?.setPower !== undefined;

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
        const { readsBack, stepMa } = device.facts;
        // Watts are rounded down once more: less than a step.
        const short = ma - (ma % stepMa) - (device.readings.offeredMa?.value ?? 0);
        if (readsBack) assert.ok(short >= 0 && short < (isByPower(row.id) ? stepMa : 1), `read back ${short} mA short`);
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

  for (const { id, failsafe = [], connector, raise, signOfLife } of controlRows)
    it(`sets the fail-safe of ${id} with exactly these frames, or leaves it alone`, async () => {
      const { time, bus, device } = await online(id, {
        values: { failsafe_current: 10, watchdog_timeout: 0 },
        config: { failsafeCurrentA: 6, ...(connector === undefined ? {} : { connector }) },
      });
      assert.deepEqual(bus.sent(), []);
      device.offer(16_000);
      await time.settle();
      const usual = new Set([...raise, ...(signOfLife?.frames ?? [])].map(([, , address]) => address));
      const set = bus.sent().filter(([, , address]) => !usual.has(address));
      assert.deepEqual(set, failsafe);
    });

  it('does not switch phases where the hardware or a setting forbids it', async () => {
    const { bus, device } = await online('cfos-powerbrain', { values: { flags: 0 } });
    const fault = await device.phaseSwitcher?.switchPhases(1);
    assert.equal(fault?.code, 'phaseSwitchOff');
    assert.deepEqual(bus.sent(), []);
  });

  for (const { id, raise, stop, confirmed = 'current_limit' } of [...unconfirmedRows, ...secondUnconfirmedRows])
    it(`writes no set-point to ${id}, of which the sources dispute something, until a person confirms it`, async () => {
      const { time, bus, device } = await online(id);
      device.offer(16_000);
      await time.settle();
      assert.equal(device.fault?.code, 'fieldUnconfirmed');
      assert.deepEqual(bus.sent(), []);

      const sure = await online(id, { config: { confirmed: [confirmed] } });
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

  for (const [id, config] of [
    ['evse-din', 0x80],
    ['evse-din-precise', 0x01],
  ] as const)
    it(`does not take a box with ${config} in register 2005 for an ${id}`, async () => {
      const { time, bus, device } = bench(id, { values: { config } });
      device.start();
      device.offer(16_000);
      await time.settle();
      assert.equal(device.fault?.code, 'wrongDevice');
      assert.deepEqual(bus.sent(), []);
    });

  it('switches no phases of a SolaX before firmware 9.05, of a Pulsares without its module', async () => {
    for (const [id, values] of [
      ['solax-evc', { firmware: 9.04 }],
      ['pulsares-simplybox', { phase_module: 0 }],
    ] as const) {
      const { bus, device } = await online(id, { values });
      const fault = await device.phaseSwitcher?.switchPhases(1);
      assert.equal(fault?.code, 'phaseSwitchOff', id);
      assert.deepEqual(bus.sent(), []);
    }
  });

  it('gives no sign of life to an EVlink whose life bit is switched off', async () => {
    const { time, bus, device } = await online('schneider-evlink-prodc-v3', { values: { life_bit: 2 } });
    device.offer(16_000);
    await time.advance(20_000);
    assert.deepEqual(bus.sent(), [[255, 6, 4004, [16]]]);
  });

  it('leaves out an init step that the device holds already', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control', { values: { standby: 4 } });
    device.offer(6_000);
    await time.settle();
    assert.deepEqual(bus.sent(), [[1, 16, 261, [60]]]);
  });
});
