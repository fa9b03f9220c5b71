import assert from 'node:assert/strict';
import { scheduleOrders } from '../../../../firmware/control/planning/schedule-orders.ts';
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
      const found = scheduleOrders([schedule], orders, start + hours * hourMs);
      if (expected === undefined) return assert.deepEqual(found, []);
      const [maxMa, untilHour] = expected;
      const until = new Date(start + untilHour * hourMs).toISOString();
      const reason = { code: 'plan', origin: 'plan', limitMa: maxMa, until } as const;
      assert.deepEqual(found, [{ chargePoint: 'E1', origin: 'plan', maxMa, reason }]);
    });
});
