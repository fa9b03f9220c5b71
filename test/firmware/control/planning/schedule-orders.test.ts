import assert from 'node:assert/strict';
import { ChargePointMemory } from '../../../../firmware/control/charge-point-memory.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { type ScheduleFacts, scheduleOrders } from '../../../../firmware/control/planning/schedule-orders.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../domain/site/documents.ts';

const read = readSite(
  {
    ...{ name: 'night', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 63 }] },
    devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', maxCurrentA: 16 }],
  },
  knowledge,
);
if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join());
const topology = topologyOf(read.site);

const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);
const told = at('24T20:00');
const need: ChargeOrder = {
  ...{ chargePoint: 'E1', origin: 'user', energyWh: 5000, departureMs: at('25T07:00'), needAtMs: told },
  reason: { code: 'user' },
};
const schedule = {
  chargePoint: 'E1',
  slots: [
    { fromMs: at('25T01:00'), toMs: at('25T01:15'), maxMa: 16_000 },
    { fromMs: at('25T02:00'), toMs: at('25T02:10'), maxMa: 9000 },
  ],
  needAtMs: told,
};
const device = (maxMa: number) =>
  new Map([
    [
      'E1',
      { facts: { id: 'E1', kind: 'chargePoint', wiring: [0, 1, 2], minMa: 6000, maxMa } } as unknown as DeviceView,
    ],
  ]);

/** A car that is known to use three phases, seen at a time. */
function memoryOf(offerMa?: number, phases: readonly (0 | 1 | 2)[] | undefined = [0, 1, 2]): ChargePointMemory {
  const memory = new ChargePointMemory();
  memory.car.restore({ ...memory.car.save(), phases });
  if (offerMa !== undefined) memory.asked(offerMa, 0);
  return memory;
}

function ordersAt(time: string, over: Partial<ScheduleFacts> = {}): readonly ChargeOrder[] {
  return scheduleOrders({
    ...{ schedules: [schedule], orders: [need], topology, devices: device(32_000), memories: [memoryOf()] },
    ...{ wallMs: at(time), ...over },
  });
}
const plan = (maxMa: number, until: string) => ({
  ...{ chargePoint: 'E1', origin: 'plan', maxMa },
  reason: { code: 'plan', origin: 'plan', limitMa: maxMa, until: `2026-11-${until}:00.000Z` },
});

describe('a schedule in force', () => {
  it('is the ceiling of its slot, and outside of its slots the car waits for the next one', () => {
    assert.deepEqual(ordersAt('24T20:00'), [plan(0, '25T01:00')]);
    assert.deepEqual(ordersAt('25T01:00'), [plan(16_000, '25T01:15')]);
    assert.deepEqual(ordersAt('25T01:15'), [plan(0, '25T02:00')]);
    assert.deepEqual(ordersAt('25T02:09'), [plan(9000, '25T02:10')]);
  });

  it('lets a car that has its energy wait until it leaves', () => {
    const done = { ...need, energyWh: 0 };
    assert.deepEqual(ordersAt('25T02:20', { orders: [done] }), [plan(0, '25T07:00')]);
    assert.deepEqual(ordersAt('25T07:00', { orders: [done] }), []);
  });

  it('asks for nothing where it is void', () => {
    const void_: readonly (readonly [string, Partial<ScheduleFacts>])[] = [
      ['another need', { orders: [{ ...need, needAtMs: told + 1 }] }],
      ['no need', { orders: [] }],
      ['a need without energy', { orders: [without(need, 'energyWh')] }],
      ['a need without departure', { orders: [without(need, 'departureMs')] }],
      ['rules set aside by a person', { orders: [need, { ...override, rulesOff: true }] }],
      ['no charge point of that name', { schedules: [{ ...schedule, chargePoint: 'E9' }] }],
      ['a box that was never heard', { devices: new Map() }],
      ['no slots', { schedules: [{ ...schedule, slots: [] }] }],
    ];
    for (const [what, over] of void_) assert.deepEqual(ordersAt('24T20:00', over), [], what);
    assert.deepEqual(ordersAt('25T02:10'), [], 'all slots are over and energy is missing');
  });

  it('is lifted when full current from now on only just keeps the deadline', () => {
    // 5 kWh at 16 A on three phases less 6 %: 29 minutes, and 5 to start.
    const late = {
      schedules: [{ ...schedule, slots: [{ fromMs: at('25T06:58'), toMs: at('25T07:00'), maxMa: 6000 }] }],
    };
    assert.deepEqual(ordersAt('25T06:25', late), [plan(0, '25T06:58')]);
    assert.deepEqual(ordersAt('25T06:27', late), []);
    // Of an unknown car one phase is sure.
    const unknown = { ...late, memories: [memoryOf(undefined, undefined)] };
    unknown.memories[0]?.car.forget();
    assert.deepEqual(ordersAt('25T05:20', unknown), [plan(0, '25T06:58')]);
    assert.deepEqual(ordersAt('25T05:29', unknown), []);
    // The box gives less than the site allows.
    assert.deepEqual(ordersAt('25T05:44', { ...late, devices: device(8000) }), [plan(0, '25T06:58')]);
    assert.deepEqual(ordersAt('25T05:58', { ...late, devices: device(8000) }), []);
  });

  it('does not stop a car that charges for a few minutes only', () => {
    const late = {
      schedules: [{ ...schedule, slots: [{ fromMs: at('25T06:58'), toMs: at('25T07:00'), maxMa: 6000 }] }],
    };
    assert.deepEqual(ordersAt('25T06:15', { ...late, memories: [memoryOf(16_000)] }), []);
    assert.deepEqual(ordersAt('25T06:05', { ...late, memories: [memoryOf(16_000)] }), [plan(0, '25T06:58')]);
  });
});

const override: ChargeOrder = { chargePoint: 'E1', origin: 'override', reason: { code: 'override' } };

function without(order: ChargeOrder, key: 'energyWh' | 'departureMs'): ChargeOrder {
  const { [key]: _gone, ...rest } = order;
  return rest;
}
