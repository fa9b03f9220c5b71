import assert from 'node:assert/strict';
import { withPinnedMeters } from '../../../firmware/control/balance/pinned-meters.ts';
import { PlausibleMeters } from '../../../firmware/control/balance/plausible-meters.ts';
import { withWholeReadings } from '../../../firmware/control/balance/whole-readings.ts';
import { type DeviceView, withReadings } from '../../../firmware/control/device-view.ts';
import { topologyOf } from '../../../firmware/control/topology.ts';
import type { DeviceFacts, DeviceReadings } from '../../../firmware/domain/device.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { knowledge } from '../domain/site/documents.ts';

/** As the drivers are: everything that changes is a getter of the class. */
class Driver implements DeviceView {
  readonly facts: DeviceFacts;
  readonly #readings: DeviceReadings;

  constructor(id: string, kind: DeviceFacts['kind'], readings: DeviceReadings) {
    const bounds = { wiring: [0, 1, 2], stepMa: 100, minMa: 6000, maxMa: 32_000 } as const;
    this.facts = { id, kind, ...bounds, readsBack: true, measuresCurrent: true };
    this.#readings = readings;
  }

  get health() {
    return 'online' as const;
  }

  get healthSinceMs() {
    return 500;
  }

  get fault() {
    return { code: 'some', message: 'a fault' };
  }

  get lastWrite() {
    return { offeredMa: 8000, requestedAtMs: 600, outcome: 'pending' as const };
  }

  get readings() {
    return this.#readings;
  }
}

const isAllThere = (view: DeviceView | undefined) =>
  assert.deepEqual(
    [view?.health, view?.healthSinceMs, view?.fault?.code, view?.lastWrite?.offeredMa],
    ['online', 500, 'some', 8000],
  );

const at = <T>(value: T) => ({ value, atMs: 1000 });

const site = readSite(
  {
    ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
    circuits: [{ id: 'house', fuseA: 32 }],
    lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
    devices: [
      { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
      { id: 'M2', definition: 'a-meter', line: 'rs485', unitId: 2, chargePoint: 'E1' },
      { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
    ],
  },
  knowledge,
);

describe('a device that is seen with other readings than its own', () => {
  it('keeps its health, its fault and its last write, although a driver has them as getters', () => {
    const seen = withReadings(new Driver('E1', 'chargePoint', {}), { soc: at(50) }, { measuresCurrent: false });
    isAllThere(seen);
    assert.equal(seen.facts.measuresCurrent, false);
    assert.equal(seen.facts.maxMa, 32_000);
    assert.equal(seen.readings.soc?.value, 50);
  });

  it('is a box of which only a part of its current was read', () => {
    const half = new Driver('E1', 'chargePoint', { currentMa: at([8000, undefined, undefined]) });
    const seen = withWholeReadings(new Map([['E1', half]])).get('E1');
    isAllThere(seen);
    assert.equal(seen?.readings.currentMa, undefined);
  });

  it('is a meter that jumps', () => {
    assert.ok(site.ok);
    const meter = new Driver('M1', 'meter', { currentMa: at([500_000, 0, 0]) });
    const seen = new PlausibleMeters().filter(topologyOf(site.site), new Map([['M1', meter]])).get('M1');
    isAllThere(seen);
    assert.equal(seen?.readings.currentMa, undefined);
  });

  it('is a box that has a meter of its own', () => {
    assert.ok(site.ok);
    const devices = new Map<string, DeviceView>([
      ['E1', new Driver('E1', 'chargePoint', {})],
      ['M2', new Driver('M2', 'meter', { currentMa: at([8000, 8000, 8000]) })],
    ]);
    const seen = withPinnedMeters(site.site, devices, 1200).get('E1');
    isAllThere(seen);
    assert.deepEqual(seen?.readings.currentMa?.value, [8000, 8000, 8000]);
  });
});
