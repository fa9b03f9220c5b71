import assert from 'node:assert/strict';
import type { AllocationRequest } from '../../../firmware/allocation/types.ts';
import { noHabits, withHabits } from '../../../firmware/control/car-habits-request.ts';
import type { DeviceView } from '../../../firmware/control/device-view.ts';
import type { ChargeOrder } from '../../../firmware/domain/order.ts';
import { siteSchema } from '../../../firmware/domain/site/schema.ts';

const request: AllocationRequest = {
  ...{ id: 'E1', minMa: 6000, maxMa: 16_000, stepMa: 1000, tier: 1, charging: true, dwell: true },
  ...{ sessionEnergyWh: 0, waitingMs: 0, reason: { code: 'deviceLimit' } },
};

/** Seconds with a draw; gives the last request and when the car was woken. */
function habitsAfter(
  seconds: number,
  drawnMa: (s: number) => number,
  keys: object,
  { orders = [], wakesCars = true }: { orders?: readonly ChargeOrder[]; wakesCars?: boolean } = {},
) {
  const site = siteSchema.parse({
    ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 80 }] },
    devices: [{ id: 'E1', definition: 'box', ...keys }],
  });
  const wakes: number[] = [];
  let memory = noHabits;
  let last = request;
  for (let s = 0; s < seconds; s += 1) {
    const nowMs = s * 1000;
    const view: DeviceView = {
      facts: {
        ...{ id: 'E1', kind: 'chargePoint', wiring: [0, 1, 2], stepMa: 1000, minMa: 6000, maxMa: 16_000 },
        ...{ readsBack: true, measuresCurrent: true, wakesCars },
      },
      ...{ health: 'online', healthSinceMs: 0, fault: undefined, lastWrite: undefined },
      readings: {
        chargeState: { value: 'C', atMs: nowMs },
        currentMa: { value: [drawnMa(s), 0, undefined], atMs: nowMs },
      },
    };
    const config = site.devices[0] ?? assert.fail();
    const step = withHabits({
      ...{ config, view, memory, offerMa: 16_000, orders, request, nowMs },
      iso: (ms) => new Date(ms).toISOString(),
    });
    memory = step.memory;
    last = step.request;
    if (step.wake) wakes.push(s);
  }
  return { request: last, wakes };
}

describe('habits of cars in front of the allocator', () => {
  const tapers = (s: number) => (s < 100 ? 12_000 : 2000);
  const topUps = (s: number) => (s % 3600 < 600 ? 6000 : 0);

  it('change nothing that the site does not ask for', () => {
    assert.equal(habitsAfter(20_000, topUps, {}).request, request);
  });

  it('stop a car whose battery is to be spared', () => {
    const { request: stopped } = habitsAfter(200, tapers, { saveBatteryA: 4 });
    assert.deepEqual([stopped.maxMa, stopped.dwell, stopped.reason], [0, false, { code: 'carFull' }]);
  });

  it('let a car sleep, and say until when; not while it needs energy', () => {
    const { reason, maxMa } = habitsAfter(8000, topUps, { letCarSleep: true }).request;
    assert.equal(maxMa, 0);
    assert.deepEqual(reason, { code: 'carFull', until: new Date((7200 + 630) * 1000 + 3 * 3_600_000).toISOString() });
    const need: ChargeOrder = { chargePoint: 'E1', origin: 'user', energyWh: 5000, reason: { code: 'user' } };
    assert.equal(habitsAfter(8000, topUps, { letCarSleep: true }, { orders: [need] }).request, request);
  });

  it('wake a car where the product can, unless the site says no', () => {
    const nothing = () => 0;
    assert.deepEqual(habitsAfter(1000, nothing, {}).wakes, [300]);
    assert.deepEqual(habitsAfter(1000, nothing, { wakeCar: false }).wakes, []);
    assert.deepEqual(habitsAfter(1000, nothing, {}, { wakesCars: false }).wakes, []);
  });
});
