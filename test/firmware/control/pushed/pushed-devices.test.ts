import assert from 'node:assert/strict';
import { PushedDevices } from '../../../../firmware/control/pushed/pushed-devices.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { type RemoteReport, remotePlace } from '../../../../firmware/domain/remote-device.ts';
import { type DeviceConfig, device } from '../../../../firmware/domain/site/devices.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';

const grid = { id: 'M1', definition: 'pushed-meter', role: 'grid', circuit: 'house' };

describe('devices that are pushed to', () => {
  let nowMs = 0;
  let told: RemoteReport[] = [];
  let tellings = 0;
  let cards: string[] = [];
  let mode: Site['mode'] = 'manage';
  let timers: { readonly atMs: number; readonly action: () => void }[] = [];

  const open = (...entries: object[]) => {
    mode = 'manage';
    [nowMs, told, tellings, cards, timers] = [1000, [], 0, [], []];
    let devices: readonly DeviceConfig[] = entries.map((entry) => device.parse(entry));
    const desk = new PushedDevices({
      site: () => ({ devices, mode, voltageV: 230 }) as unknown as Site,
      tellWorker(reports) {
        told.push(...reports);
        tellings += 1;
      },
      showCard: (point, uid) => void cards.push(`${point} ${uid}`),
      clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
      timers: {
        after(delayMs, action) {
          const timer = { atMs: nowMs + delayMs, action };
          timers.push(timer);
          return () => {
            timers = timers.filter((one) => one !== timer);
          };
        },
      },
    });
    desk.start();
    const put = (...next: object[]) => {
      devices = next.map((entry) => device.parse(entry));
      desk.siteChanged();
    };
    return { desk, put };
  };
  /** Lets time pass, timers included. */
  const pass = (ms: number) => {
    const endMs = nowMs + ms;
    for (;;) {
      const next = timers.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      timers = timers.filter((one) => one !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.action();
    }
    nowMs = endMs;
  };
  const last = (id: string): RemoteReport => {
    const report = told.findLast(({ device: of }) => of === id);
    assert.ok(report !== undefined, `nothing was told of ${id}`);
    return report;
  };
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return error instanceof NetwachtError ? error.code : String(error);
    }
    return 'none';
  };

  it('are awaited, there with the first push, and lost when pushes stay away; 40 s where the site says nothing', () => {
    const { desk } = open(grid);
    pass(1);
    assert.equal(last('M1').health, 'probing');
    pass(7000);
    assert.deepEqual([last('M1').health, last('M1').fault?.code], ['offline', 'noPush']);
    desk.meter('M1', { currentMa: [1000, 2000, 3000], powerW: 1380 });
    pass(40_000);
    assert.equal(last('M1').health, 'online');
    pass(2000);
    assert.deepEqual([last('M1').health, last('M1').fault?.code], ['offline', 'noPush']);
    desk.meter('M1', { currentMa: [1000, 2000, 3000] });
    pass(300);
    assert.equal(last('M1').health, 'online');
  });

  it('keep what a push does not say, as old as it is', () => {
    const { desk } = open(grid);
    desk.meter('M1', { currentMa: [1000, 2000, 3000], importWh: 5 });
    const firstMs = nowMs;
    pass(5000);
    desk.meter('M1', { voltageV: [230, 231, 232] });
    pass(1000);
    const { currentMa, voltageV, energyImportWh } = last('M1').readings;
    assert.deepEqual([currentMa?.atMs, voltageV?.atMs], [firstMs, firstMs + 5000]);
    assert.deepEqual([currentMa?.value, energyImportWh?.value], [[1000, 2000, 3000], 5]);
  });

  it('never invent phases: power alone is no value of a three-phase connection, of one phase and of a battery it is', () => {
    const battery = { id: 'M2', definition: 'pushed-meter', role: 'storageHome' };
    const onePhase = { ...grid, id: 'M3', phases: 'L1' };
    const { desk } = open(grid, battery, onePhase);
    for (const id of ['M1', 'M2', 'M3']) desk.meter(id, { powerW: 2300 });
    pass(1000);
    assert.deepEqual(last('M1').readings, {});
    assert.deepEqual([last('M1').health, last('M1').fault?.code], ['degraded', 'noCurrents']);
    assert.equal(last('M2').readings.totalPowerW?.value, 2300);
    assert.equal(last('M3').readings.totalPowerW?.value, 2300);
  });

  it('know the direction where the client says it or where only one is possible', () => {
    const { desk } = open(grid);
    const powers = (push: object) => {
      desk.meter('M1', push);
      pass(1000);
      return last('M1').readings.powerW?.value;
    };
    assert.deepEqual(powers({ currentMa: [1000, -2000, 0], powerW: -230 }), [230, -460, 0]);
    // Sizes only, and as much flows out as the currents explain: all of them do.
    assert.deepEqual(powers({ currentMa: [1000, 2000, 0], powerW: -690 }), [-230, -460, 0]);
    assert.deepEqual(powers({ currentMa: [1000, 2000, 0], powerW: 650 }), [230, 460, 0]);
    // Some of them, nobody knows which: a load is assumed (meter-flow.ts).
    for (const powerW of [-230, 0, 230]) assert.equal(powers({ currentMa: [1000, 2000, 0], powerW }), undefined);
    assert.deepEqual(powers({ currentMa: [0, 0, 0], powerW: 0 }), [0, 0, 0]);
  });

  it('follow the factor of the site, also a negative one', () => {
    const { desk } = open({ ...grid, factor: -2 });
    desk.meter('M1', { currentMa: [1000, 0, 0], powerW: 230, importWh: 10, exportWh: 20 });
    pass(1000);
    const { currentMa, totalPowerW, energyImportWh, energyExportWh } = last('M1').readings;
    assert.deepEqual([currentMa?.value, totalPowerW?.value], [[-2000, 0, 0], -460]);
    assert.deepEqual([energyImportWh?.value, energyExportWh?.value], [40, 20]);
  });

  it('tell the worker a few times a second at most, however fast pushes come', () => {
    const { desk } = open(grid);
    pass(1000);
    tellings = 0;
    for (let k = 0; k < 1000; k += 1) {
      desk.meter('M1', { powerW: k });
      pass(10);
    }
    assert.ok(tellings >= 10 && tellings <= 51, `${tellings} times in 10 s`);
  });

  it('refuse what is not theirs, and a push that says nothing', () => {
    const point = { id: 'E1', definition: 'pushed-evse', circuit: 'house' };
    const modbus = { id: 'M2', definition: 'sdm630', address: '10.0.0.1:502' };
    const { desk } = open(grid, point, modbus, { ...grid, id: 'M3', enabled: false });
    assert.equal(
      code(() => desk.meter('M9', { powerW: 1 })),
      'noDevice',
    );
    for (const id of ['E1', 'M2', 'M3'])
      assert.equal(
        code(() => desk.meter(id, { powerW: 1 })),
        'otherDevice',
      );
    assert.equal(
      code(() => desk.chargePoint('M1', { state: 1 })),
      'otherDevice',
    );
    assert.equal(
      code(() => desk.meter('M1', {})),
      'noValue',
    );
  });

  it('keep what was pushed over a change of the site, and forget a device that became another', () => {
    const { desk, put } = open(grid);
    desk.meter('M1', { currentMa: [1000, 2000, 3000] });
    put({ ...grid, name: 'Connection' });
    pass(1);
    assert.deepEqual(last('M1').readings.currentMa?.value, [1000, 2000, 3000]);
    put({ id: 'M1', definition: 'sdm630', address: '10.0.0.1:502' });
    assert.equal(
      code(() => desk.meter('M1', { powerW: 1 })),
      'otherDevice',
    );
  });

  it('tell a charge point the last offer, which counts as taken then', () => {
    const point = { id: 'E1', definition: 'pushed-evse', circuit: 'house' };
    const { desk } = open(point);
    const place = remotePlace(device.parse(point));
    // Nothing is decided yet: the fail-safe current, for which the loop keeps room.
    assert.deepEqual(desk.chargePoint('E1', { state: 2, maxMa: 32_000 }), { currentMa: 6000, isPaused: false });
    desk.offer({ device: 'E1', place, id: 1, currentMa: 6000 });
    desk.offer({ device: 'E1', place, id: 2, currentMa: 10_000 });
    pass(1000);
    assert.deepEqual(last('E1').write, { id: 2, outcome: 'pending' });
    assert.deepEqual(desk.chargePoint('E1', { state: 3, currentMa: [9900, 0, 0] }), {
      currentMa: 10_000,
      isPaused: false,
    });
    const { write, readings, facts } = last('E1');
    assert.deepEqual(write, { id: 2, outcome: 'acknowledged', repliedAtMs: nowMs });
    assert.deepEqual([readings.chargeState?.value, readings.currentMa?.value], ['C', [9900, 0, 0]]);
    assert.deepEqual(facts, { measuresCurrent: true, maxMa: 32_000 });
    pass(60_000);
    assert.equal(last('E1').health, 'offline');
  });

  it('are not held back where the site only observes, whatever was offered before', () => {
    const point = { id: 'E1', definition: 'pushed-evse', circuit: 'house', maxCurrentA: 20 };
    const { desk } = open(point);
    desk.offer({ device: 'E1', place: remotePlace(device.parse(point)), id: 1, currentMa: 0 });
    assert.deepEqual(desk.chargePoint('E1', { state: 2 }), { currentMa: 0, isPaused: true });
    mode = 'observe';
    assert.equal(desk.chargePoint('E1', { state: 2 }).currentMa, 20_000);
    assert.equal(desk.chargePoint('E1', { state: 2, maxMa: 16_000 }).currentMa, 16_000);
  });

  it('show a card once, however often the charge point says it', () => {
    const { desk } = open({ id: 'E1', definition: 'pushed-evse', circuit: 'house' });
    for (const rfid of ['AB12', 'AB12', undefined, 'AB12', 'CD34'])
      desk.chargePoint('E1', { state: 2, ...(rfid === undefined ? {} : { rfid }) });
    assert.deepEqual(cards, ['E1 AB12', 'E1 AB12', 'E1 CD34']);
  });

  it('believe a charge point that says it is faulted or offline', () => {
    const { desk } = open({ id: 'E1', definition: 'pushed-evse', circuit: 'house' });
    desk.chargePoint('E1', { state: 5 });
    assert.deepEqual([last('E1').health, last('E1').readings.chargeState?.value], ['degraded', 'F']);
    desk.chargePoint('E1', { state: 6 });
    assert.deepEqual([last('E1').health, last('E1').readings.chargeState], ['offline', undefined]);
  });
});
