import assert from 'node:assert/strict';
import { OccupantOrders } from '../../../../firmware/control/people/occupant-orders.ts';
import type { Occupant } from '../../../../firmware/domain/known.ts';
import { houseOfTwo } from '../../api/people-fake.ts';

const orders = (occupants: readonly Occupant[], more: object = {}) =>
  new OccupantOrders(houseOfTwo({ tags: [], ...more })).ordersOf(occupants);
const nobody = (chargePoint: string) => ({
  ...{ chargePoint, origin: 'user', maxMa: 0, reason: { code: 'unauthorised' } },
});

describe('what follows from who charges', () => {
  it('nothing where nobody is asked', () => {
    assert.deepEqual(orders([], { users: [] }), []);
    assert.deepEqual(orders([{ chargePoint: 'E3', authorised: true }], { users: [] }), []);
  });

  it('no current at a charge point that asks, whether nobody was shown, nothing is known, or somebody else was', () => {
    const anna: Occupant = { chargePoint: 'E1', authorised: true };
    assert.deepEqual(orders([]), [nobody('E1'), nobody('E2')]);
    assert.deepEqual(orders([{ ...anna, authorised: false }]), [nobody('E1'), nobody('E2')]);
    assert.deepEqual(orders([anna]), [nobody('E2')]);
    assert.deepEqual(orders([{ ...anna, chargePoint: 'E3' }]), [nobody('E1'), nobody('E2')]);
  });

  it('the priority, ceiling and phases of who charges, and nothing once the budget is used up', () => {
    const guest: Occupant = { chargePoint: 'E3', authorised: true };
    const reason = { code: 'user' };
    assert.deepEqual(orders([{ ...guest, priority: 0, phases: 1 }], { users: [] }), [
      { chargePoint: 'E3', origin: 'user', tier: 0, phases: 1, reason },
    ]);
    assert.deepEqual(orders([{ ...guest, maxMa: 0 }], { users: [] }), [
      { chargePoint: 'E3', origin: 'user', maxMa: 0, reason: { ...reason, limitMa: 0 } },
    ]);
    const used = (amount: number, of: number) =>
      orders([{ ...guest, budget: { unit: 'kWh', amount, used: of } }], { users: [] });
    assert.deepEqual(used(10, 9.999), []);
    const over = [{ chargePoint: 'E3', origin: 'budget', maxMa: 0, reason: { code: 'budget', origin: 'budget' } }];
    for (const [amount, of] of [
      [10, 10],
      [0, 0],
      [10, Number.NaN],
      [Number.NaN, 0],
    ] as const)
      assert.deepEqual(used(amount, of), over);
  });
});
