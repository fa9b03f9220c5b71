import assert from 'node:assert/strict';
import { type SeenCar, scheduleOrders } from '../../../../firmware/control/planning/schedule-orders.ts';
import type { Schedule } from '../../../../firmware/domain/known.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';

const hourMs = 3_600_000;
const start = Date.parse('2026-11-24T20:00:00Z');
const departureMs = start + 10 * hourMs;
const schedule: Schedule = {
  ...{ chargePoint: 'E1', departureMs, fullW: 11_000 },
  slots: [
    { fromMs: start + 2 * hourMs, toMs: start + 3 * hourMs, maxMa: 16_000 },
    { fromMs: start + 5 * hourMs, toMs: start + 6 * hourMs, maxMa: 10_000 },
  ],
};
const need = (more: Partial<ChargeOrder> = {}): ChargeOrder => ({
  ...{ chargePoint: 'E1', origin: 'user', energyWh: 18_000, departureMs, reason: { code: 'user' } },
  ...more,
});

const seen: SeenCar = { charging: false, phases: 3, seenPhases: 3, voltageV: 230 };

describe('orders of plans of deadlines', () => {
  const rows: readonly (readonly [string, number, readonly ChargeOrder[], readonly [number, number] | undefined])[] = [
    ['before the first slot it waits for it', 0, [need()], [0, 2]],
    ['in a slot it may draw what was planned', 2, [need()], [16_000, 3]],
    ['between slots it waits for the next', 4, [need()], [0, 5]],
    ['in the second slot', 5.5, [need()], [10_000, 6]],
    [
      'after the last one with energy missing it waits, until its full current only just suffices',
      6.5,
      [need()],
      [0, 10],
    ],
    ['then the plan counts no more', 8.2, [need()], undefined],
    ['a car that has what it asked for waits until it leaves', 5.5, [need({ energyWh: 0 })], [0, 10]],
    ['without a need there is no plan', 2, [], undefined],
    ['of another departure there is no plan', 2, [need({ departureMs: departureMs + 1 })], undefined],
    ['of another charge point neither', 2, [need({ chargePoint: 'E2' })], undefined],
    [
      'without energy neither',
      2,
      [{ chargePoint: 'E1', origin: 'user', departureMs, reason: { code: 'user' } }],
      undefined,
    ],
    ['after the departure neither', 10, [need({ energyWh: 0 })], undefined],
  ];
  for (const [name, hours, orders, expected] of rows)
    it(name, () => {
      const found = scheduleOrders([schedule], orders, start + hours * hourMs, () => seen);
      if (expected === undefined) return assert.deepEqual(found, []);
      const [maxMa, untilHour] = expected;
      const until = new Date(start + untilHour * hourMs).toISOString();
      const reason = { code: 'plan', origin: 'plan', limitMa: maxMa, until } as const;
      assert.deepEqual(found, [{ chargePoint: 'E1', origin: 'plan', maxMa, reason }]);
    });

  const at = (hours: number, car: SeenCar | undefined, orders: readonly ChargeOrder[] = [need()]) =>
    scheduleOrders([schedule], orders, start + hours * hourMs, () => car).map(({ maxMa }) => maxMa);

  it('of a car that was never seen charging one phase is sure: 18 kWh at 3.7 kW and 5 %, and a quarter hour', () => {
    for (const unknown of [{ ...seen, seenPhases: undefined }, undefined]) {
      assert.deepEqual(at(4.5, unknown), [0]);
      assert.deepEqual(at(4.7, unknown), []);
    }
    // The box has one phase on: the plan counted with no more.
    assert.deepEqual(at(4.7, { ...seen, phases: 1, seenPhases: undefined }), [0]);
  });

  it('of a car that a card or a rule allows less than its box gives, that counts', () => {
    const card: ChargeOrder = { chargePoint: 'E1', origin: 'user', maxMa: 8000, reason: { code: 'user' } };
    // 18 kWh at 5.5 kW and 5 %: 3.4 h, and a quarter hour.
    assert.deepEqual(at(6.2, seen, [need(), card]), [0]);
    assert.deepEqual(at(6.4, seen, [need(), card]), []);
    assert.deepEqual(at(6.4, seen, [need(), { ...card, chargePoint: 'E2' }]), [0]);
  });

  it('do not stop a car that charges for a few minutes only', () => {
    assert.deepEqual(at(7.9, seen), [0]);
    assert.deepEqual(at(7.9, { ...seen, charging: true }), []);
    assert.deepEqual(at(7.7, { ...seen, charging: true }), [0]);
  });

  it('do not count while a person has set the rules aside', () => {
    const override = { chargePoint: 'E1', origin: 'override', reason: { code: 'override' } } as const;
    assert.deepEqual(at(1, seen, [need(), { ...override, maxMa: 9000 }]), [0]);
    assert.deepEqual(at(1, seen, [need(), { ...override, rulesOff: true }]), []);
    assert.deepEqual(at(1, seen, [need(), { ...override, chargePoint: 'E2', rulesOff: true }]), [0]);
  });
});
