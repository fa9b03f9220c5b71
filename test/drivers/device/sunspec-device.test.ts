import assert from 'node:assert/strict';
import { openBus } from '../../../drivers/bus/bus.ts';
import type { Bus } from '../../../drivers/bus/types.ts';
import type { ModbusDevice } from '../../../drivers/device/capabilities.ts';
import type { DeviceConfig } from '../../../drivers/device/device-facts.ts';
import { createModbusDevice } from '../../../drivers/device/modbus-device.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { until as comes } from '../../until.ts';
import { product } from './device-on-bench.ts';
import { type HeldModel, SunspecServer } from './sunspec-server.ts';

const common: HeldModel = { id: 1, length: 66 };
/** Offsets as in the public model tables: amperes 3 to 5, volts 8 to 10, watts 18 to 21, each group with its scale behind it. */
const meter = (id: number, l1 = 45): HeldModel => ({
  ...{ id, length: 105 },
  words: {
    ...{ 2: 213, 3: l1, 4: 68, 5: 100, 6: -1, 8: 2301, 9: 2312, 10: 2295, 15: -1, 16: 4998, 17: -2 },
    ...{ 18: 250, 19: -104, 20: 157, 21: 197, 22: 1, 38: 0, 39: 12_345, 46: 0, 47: 0, 54: 1 },
  },
});
const inverter: HeldModel = {
  ...{ id: 103, length: 50 },
  words: { 3: 350, 4: 348, 5: 352, 6: -2, 10: 2301, 11: 2312, 12: 2295, 13: -1, 14: 241, 15: 1, 24: 1, 25: 2, 26: 0 },
};
const battery: HeldModel = { id: 124, length: 24, words: { 8: 7350, 22: -2 } };

/** Words of a float, at an offset. */
function float(offset: number, value: number): Record<number, number> {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return { [offset]: bytes.readUInt16BE(0), [offset + 1]: bytes.readUInt16BE(2) };
}

const floatMeter = (l1: number): HeldModel => {
  const values = [
    [4, l1],
    [6, 6.75],
    [8, Number.NaN],
    [12, 230],
    [14, 231],
    [16, 229],
    [28, 2500],
    [30, 1000],
    [32, 1500],
    [34, Number.NaN],
    [68, 98_765],
  ] as const;
  return { id: 213, length: 124, words: Object.assign({}, ...values.map(([at, value]) => float(at, value))) };
};

describe('A SunSpec device', () => {
  let server: SunspecServer;
  let address: string;
  let bus: Bus;
  let device: ModbusDevice;

  beforeEach(async () => {
    server = new SunspecServer();
    address = await server.listen();
  });
  afterEach(async () => {
    await device?.stop();
    await bus?.close();
    await server.close();
  });

  function start(id: string, config: Partial<DeviceConfig> = {}): void {
    bus = openBus({ id: 'sun', kind: 'tcp', address }, { clock: systemClock });
    device = createModbusDevice({
      config: { id: 'M1', wiring: [0, 1, 2], ...config },
      ...{ definition: product(id), bus, clock: systemClock, pollMs: 100 },
    });
    device.start();
  }

  const until = (what: string, holds: () => boolean): Promise<void> =>
    comes(holds, () => `${what}: ${JSON.stringify([device.health, device.fault, device.readings])}`);

  const online = () => until('online', () => device.health === 'online' && device.readings.voltageV !== undefined);
  const refused = () => until('offline', () => device.health === 'offline' && device.fault !== undefined);

  for (const anchor of [40_000, 0, 50_000])
    it(`is found where its chain begins at ${anchor}, whatever stands before its model`, async () => {
      server.hold(anchor, [common, inverter, { id: 64_110, length: 7 }, meter(203), battery]);
      start('sunspec-meter');
      await online();
      const { currentMa, powerW, totalPowerW, voltageV } = device.readings;
      assert.deepEqual(currentMa?.value, [-4_500, 6_800, 10_000]);
      assert.deepEqual(powerW?.value, [-1_040, 1_570, 1_970]);
      assert.deepEqual(voltageV?.value, [230.1, 231.2, 229.5]);
      assert.equal(totalPowerW?.value, 2_500);
      await until('energy', () => device.readings.energyExportWh?.value === 123_450);
      assert.equal(device.readings.energyImportWh?.value, undefined, 'a counter of 0 is not there');
    });

  it('is found where the site says that its chain begins', async () => {
    server.hold(1_234, [common, meter(203)]);
    start('sunspec-meter', { startRegister: 1_234 });
    await online();
    assert.ok(server.asked.every(([at]) => at >= 1_234 && at < 2_000));
  });

  it('is read in one request a poll, each value with its scale', async () => {
    server.hold(40_000, [common, meter(204)]);
    start('sunspec-meter');
    await online();
    server.asked.length = 0;
    await until('polls', () => server.asked.length > 5);
    const fast = server.asked.filter(([at]) => at === 40_072 || at === 40_070);
    assert.ok(server.asked.length - fast.length <= 1, JSON.stringify(server.asked));
  });

  it('gives its floats where it has no whole numbers, and nothing for NaN', async () => {
    server.hold(40_000, [common, floatMeter(4.5)]);
    start('sunspec-meter');
    await online();
    assert.deepEqual(device.readings.currentMa?.value, [4_500, 6_750, undefined]);
    assert.deepEqual(device.readings.voltageV?.value, [230, 231, 229]);
    assert.equal(device.readings.totalPowerW?.value, 2_500);
  });

  it('of one phase has its power as a whole', async () => {
    const one = meter(201);
    server.hold(40_000, [common, { ...one, words: { ...one.words, 4: 0x8000, 5: 0x8000, 20: 0x8000, 21: 0x8000 } }]);
    start('sunspec-meter');
    await online();
    assert.deepEqual(device.readings.currentMa?.value, [-4_500, undefined, undefined]);
    assert.equal(device.readings.totalPowerW?.value, 2_500);
  });

  it('that produces shows it as positive: role generation counts production so', async () => {
    server.hold(40_000, [common, inverter]);
    start('sunspec-inverter');
    await online();
    assert.equal(device.facts.kind, 'meter');
    assert.equal(device.readings.totalPowerW?.value, 2_410);
    assert.deepEqual(device.readings.currentMa?.value, [3_500, 3_480, 3_520]);
    await until('energy', () => device.readings.energyExportWh?.value === 65_538);
  });

  it('with a battery gives its state of charge at every poll', async () => {
    server.hold(40_000, [common, inverter, battery]);
    start('sunspec-battery-124');
    await until('online', () => device.health === 'online' && device.readings.soc !== undefined);
    assert.equal(device.readings.soc?.value, 73.5);
    const { atMs } = device.readings.soc;
    await until('again', () => (device.readings.soc?.atMs ?? 0) > atMs);
  });

  it('is the one that the site names, where there are several', async () => {
    server.hold(40_000, [common, inverter, common, meter(203, 45), common, meter(204, 77)]);
    start('sunspec-meter', { connector: 2 });
    await online();
    assert.equal(device.readings.currentMa?.value[0], -7_700);
    await device.stop();
    await bus.close();
    start('sunspec-meter', { connector: 3 });
    await refused();
    assert.match(device.fault?.message ?? '', /no SunSpec model number 3 of 203/);
  });

  it('without an end marker ends where it refuses', async () => {
    server.hold(40_000, [common, meter(203)], []);
    start('sunspec-meter');
    await online();
  });

  it('has nothing behind the end of its model', async () => {
    const short = { ...meter(203), length: 40 };
    server.hold(40_000, [common, { id: 203, length: 37, words: pick(short, 38) }, { id: 9, length: 20 }]);
    start('sunspec-meter');
    await online();
    await until('a slow round', () => server.asked.length > 12);
    assert.equal(device.readings.energyExportWh, undefined);
  });

  const broken: [string, () => void, RegExp][] = [
    ['none of the models', () => server.hold(40_000, [common, inverter]), /no SunSpec model of 203.*but 1, 103/],
    ['no marker', () => server.clear(), /no SunSpec marker at register 40000, 0, 50000/],
    [
      'a length of 0',
      () => server.hold(40_000, [common, { id: 7, length: 0 }, meter(203)]),
      /no model at register 40070/,
    ],
    [
      'a length beyond the registers',
      () => server.hold(40_000, [common, meter(203)], [9, 0xfff0]),
      /beyond register 65535/,
    ],
    [
      'a chain without end',
      () =>
        server.hold(
          40_000,
          Array.from({ length: 90 }, (_, k) => (k === 3 ? meter(203) : { id: 9, length: 1 })),
        ),
      /does not end after 64 models/,
    ],
  ];
  for (const [name, hold, says] of broken)
    it(`with ${name} is refused, in words and after few requests`, async () => {
      hold();
      start('sunspec-meter');
      await refused();
      assert.equal(device.fault?.code, 'wrongDevice');
      assert.match(device.fault?.message ?? '', says);
      assert.deepEqual(device.readings, {});
      assert.ok(server.asked.length <= 66, `${server.asked.length}`);
    });

  it('that is silent where it has nothing is found at the next place', async () => {
    server.hold(0, [common, meter(203)]);
    server.silentAt = 40_000;
    start('sunspec-meter');
    await online();
    assert.equal(server.asked.filter(([at]) => at === 40_000).length, 1);
  });

  it('never has a value with the scale of another one', async () => {
    const [, header = 0] = server.hold(40_000, [common, meter(203)]);
    const ways = [
      [1_000, -2],
      [100, -1],
      [10, 0],
      [1, 1],
      [1_000, 0x8000],
      [1_000, 11],
    ] as const;
    let way = 0;
    server.before = () => {
      const [raw, scale] = ways[way++ % ways.length] ?? [0, 0];
      server.put(header + 3, [raw, raw, raw, scale]);
    };
    start('sunspec-meter');
    const seen = new Set<number | undefined>();
    await until('all ways twice', () => {
      for (const ma of device.readings.currentMa?.value ?? []) seen.add(ma === undefined ? ma : Math.abs(ma));
      return way > 40;
    });
    assert.deepEqual(seen, new Set([10_000, undefined]));
  });

  it('is looked for again after a reconnect, before a value is believed', async () => {
    const decoy = Object.fromEntries(Array.from({ length: 105 }, (_, k) => [k + 2, 1_500]));
    server.hold(40_000, [common, meter(203, 45), battery]);
    start('sunspec-meter');
    await online();
    const seen = new Set<number | undefined>();
    const look = () => seen.add(device.readings.currentMa?.value[0]);
    for (const [k, l1] of [46, 47, 48, 49].entries()) {
      // Where the meter was stands what would pass for one, with a scale that fits.
      const before: HeldModel = { id: 50 + k, length: 105, words: { ...decoy, 6: 0, 15: 0, 22: 0 } };
      server.hold(40_000, k % 2 === 0 ? [common, before, battery, meter(203, l1)] : [common, battery, meter(203, l1)]);
      server.drop();
      await until('the new place', () => {
        look();
        return device.readings.currentMa?.value[0] === -l1 * 100;
      });
    }
    assert.deepEqual(seen, new Set([-4_500, -4_600, -4_700, -4_800, -4_900]));
  });

  it('that lost its models after a reconnect has no new values, and says why', async () => {
    server.hold(40_000, [common, meter(203)]);
    start('sunspec-meter');
    await online();
    server.hold(40_000, [common, battery]);
    server.drop();
    await refused();
    assert.match(device.fault?.message ?? '', /but 1, 124/);
  });
});

/** Words of a model before an offset. */
const pick = ({ words = {} }: HeldModel, end: number): Record<number, number> =>
  Object.fromEntries(Object.entries(words).filter(([offset]) => Number(offset) < end));
