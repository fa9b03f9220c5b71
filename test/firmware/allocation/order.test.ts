import assert from 'node:assert/strict';
import fc from 'fast-check';
import { byId, tieOrder } from '../../../firmware/allocation/order.ts';
import { chargePoint } from './building.ts';

describe('orders of charge points', () => {
  it('puts E2 before E10, and equal lengths by their letters', () => {
    const ids = ['E10', 'gate', 'E2', 'E1', 'E9'];
    const requests = ids.map((id) => chargePoint(id));
    assert.deepEqual(
      byId(requests).map((k) => ids[k]),
      ['E1', 'E2', 'E9', 'E10', 'gate'],
    );
  });

  it('gives everyone a place of their own among equals, in every slot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 2 ** 40 }), (count, slot) => {
        const places = tieOrder([...Array(count).keys()], slot);
        assert.deepEqual(
          [...places].sort((a, b) => a - b),
          [...Array(count).keys()],
        );
      }),
    );
  });

  it('changes with the slot, so that of two neighbours each is first about half the time', () => {
    const inIdOrder = [...Array(64).keys()];
    const slots = 1000;
    const firstOfPair = Array<number>(63).fill(0);
    for (let slot = 0; slot < slots; slot += 1) {
      const places = tieOrder(inIdOrder, slot);
      firstOfPair.forEach((count, k) => {
        firstOfPair[k] = count + Number((places[k] ?? 0) < (places[k + 1] ?? 0));
      });
    }
    for (const count of firstOfPair) assert.ok(count > 400 && count < 600, `${count} of ${slots}`);
  });
});
