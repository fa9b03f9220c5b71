import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Sieve } from '../../../drivers/device/sieve.ts';
import type { DeviceFacts, DeviceReadings } from '../../../firmware/domain/device.ts';
import { online } from './device-on-bench.ts';

const facts = (kind: DeviceFacts['kind']): DeviceFacts => ({
  ...{ id: kind === 'meter' ? 'M1' : 'E1', kind, wiring: [0, 1, 2] },
  ...{ stepMa: 100, minMa: 6_000, maxMa: 32_000, readsBack: true, measuresCurrent: true },
});
const at = <T>(value: T, atMs = 1_000) => ({ value, atMs });

describe('What a device says that cannot be', () => {
  const nonsense: readonly [string, DeviceReadings, DeviceFacts['kind'], RegExp][] = [
    ['10 kA at a meter', { currentMa: at([10_000_000, 0, 0]) }, 'meter', /10,000 A on its L1/],
    ['10 kA the other way', { currentMa: at([0, -10_000_000, 0]) }, 'meter', /-10,000 A on its L2/],
    ['6,553.5 A at a box', { currentMa: at([6_553_500, 0, 0]) }, 'chargePoint', /6,553.5 A on its L1/],
    ['6,553.5 V', { voltageV: at([230, 230, 6_553.5]) }, 'meter', /6,553.5 V on its L3/],
    ['a voltage below 0', { voltageV: at([-1]) }, 'meter', /-1 V/],
    ['42 MW on one phase', { powerW: at([0, 0, 42_000_000]) }, 'meter', /42,000 kW on its L3/],
    ['4.2 GW in all', { totalPowerW: at(4.2e9) }, 'meter', /4,200,000 kW/],
    ['655 % in a battery', { soc: at(655.35) }, 'meter', /655.4 % state of charge/],
    ['a counter below 0', { energyImportWh: at(-5) }, 'chargePoint', /energy of -0.01 kWh/],
  ];
  for (const [what, readings, kind, why] of nonsense)
    it(`${what}: no value, and the reason`, () => {
      const sieve = new Sieve(facts(kind));
      assert.deepEqual(sieve.pass(readings), {});
      assert.equal(sieve.fault?.code, 'implausible');
      assert.match(sieve.fault?.message ?? '', why);
    });

  it('leaves what was said before, with its age, and forgets the doubt with the next good value', () => {
    const sieve = new Sieve(facts('meter'));
    const good = at([10_000, 0, 0]);
    sieve.pass({ currentMa: good });
    assert.deepEqual(sieve.pass({ currentMa: at([10_000_000, 0, 0], 2_000) }).currentMa, good);
    const next = at([11_000, 0, 0], 3_000);
    assert.deepEqual(sieve.pass({ currentMa: next }).currentMa, next);
    assert.equal(sieve.fault, undefined);
  });

  it('is one part only: the others pass', () => {
    const sieve = new Sieve(facts('meter'));
    const powerW = at([2_300, 0, 0]);
    assert.deepEqual(sieve.pass({ powerW, voltageV: at([9_999, 230, 230]) }), { powerW });
  });

  it('is never what a building shows: nothing of that is kept back', () => {
    const amps = fc.double({ min: -4_000_000, max: 4_000_000, noNaN: true });
    const volts = fc.double({ min: 0, max: 480, noNaN: true });
    const one = fc.record({ ma: fc.tuple(amps, amps, amps), v: fc.tuple(volts, volts, volts), wh: fc.nat() });
    fc.assert(
      fc.property(one, ({ ma, v, wh }) => {
        const sieve = new Sieve(facts('meter'));
        const powerW = at(ma.map((a, k) => (a * (v[k] ?? 0)) / 1000));
        const said = { currentMa: at(ma), voltageV: at(v), powerW, energyImportWh: at(wh) };
        assert.deepEqual(sieve.pass(said), said);
        assert.equal(sieve.fault, undefined);
      }),
    );
  });

  it('lets nothing through that is beyond, whatever else is said', () => {
    const beyond = fc.double({ min: 5_000_001, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(beyond, fc.nat({ max: 2 }), fc.boolean(), (ma, phase, exports) => {
        const value = [1_000, 1_000, 1_000].map((usual, k) => (k === phase ? (exports ? -ma : ma) : usual));
        assert.deepEqual(new Sieve(facts('meter')).pass({ currentMa: at(value) }), {});
      }),
    );
  });
});

describe('A counter that goes backwards or jumps', () => {
  /** Says one count a second and gives what comes through. */
  function counting(sieve: Sieve, counts: readonly number[], fromMs: number): (number | undefined)[] {
    return counts.map((wh, k) => sieve.pass({ energyImportWh: at(wh, fromMs + 1_000 * k) }).energyImportWh?.value);
  }

  it('gives what it had while it says 0 after a restart, and goes on where it was', () => {
    const sieve = new Sieve(facts('chargePoint'));
    assert.deepEqual(counting(sieve, [50_000, 50_010, 0, 0, 0], 0), [50_000, 50_010, 50_010, 50_010, 50_010]);
    assert.match(sieve.fault?.message ?? '', /went back from 50.01 to 0 kWh/);
    assert.deepEqual(counting(sieve, [50_020], 5_000), [50_020]);
    assert.equal(sieve.fault, undefined);
  });

  it('is another counter when it has stood for a minute', () => {
    const sieve = new Sieve(facts('meter'));
    counting(sieve, [50_000], 0);
    const after = counting(
      sieve,
      Array.from({ length: 62 }, (_, k) => 100 + k),
      1_000,
    );
    assert.equal(after[59], 50_000);
    assert.equal(after[61], 161);
    assert.equal(sieve.fault, undefined);
  });

  it('jumps by more than the power explains: kept back', () => {
    const sieve = new Sieve(facts('meter'));
    assert.deepEqual(counting(sieve, [50_000, 4_294_967_295_000], 0), [50_000, 50_000]);
    assert.match(sieve.fault?.message ?? '', /jumped/);
  });

  it('goes back by its own rounding: no doubt', () => {
    const sieve = new Sieve(facts('meter'));
    assert.deepEqual(counting(sieve, [50_000, 49_995, 50_001], 0), [50_000, 49_995, 50_001]);
  });
});

describe('A device that answers nonsense on its line', () => {
  it('all bits set: no value for what is measured', async () => {
    const { time, bus, device } = await online('heidelberg-energy-control', { values: { current_l1: 10 } });
    assert.equal(device.readings.currentMa?.value[0], 10_000);
    bus.put(4, 6, Array(13).fill(0xffff));
    await time.advance(6_000);
    const { currentMa, voltageV, totalPowerW, energyImportWh } = device.readings;
    assert.deepEqual(currentMa?.value, [undefined, undefined, undefined]);
    assert.deepEqual(voltageV?.value, [undefined, undefined, undefined]);
    assert.equal(totalPowerW, undefined);
    assert.equal(energyImportWh, undefined);
  });

  it('10 kA: the last good value grows old, and the fault says why', async () => {
    const { time, bus, device, definition } = await online('eastron-sdm630', { values: { current_l1: 5 } });
    const register = definition.registers.find(({ quantity }) => quantity === 'current_l1');
    assert.ok(register);
    // 10,000 as float32.
    bus.put(4, register.address, [0x461c, 0x4000]);
    const before = device.readings.currentMa;
    await time.advance(3_000);
    assert.equal(device.health, 'online');
    assert.deepEqual(device.readings.currentMa, before);
    assert.equal(device.fault?.code, 'implausible');
  });
});
