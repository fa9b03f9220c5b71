import assert from 'node:assert/strict';
import { wantedOf } from '../../../firmware/control/wanted.ts';
import type { ChargeOrder } from '../../../firmware/domain/order.ts';

const order = (more: Partial<ChargeOrder>): ChargeOrder => ({
  ...{ chargePoint: 'E1', origin: 'rule', reason: { code: 'rule' }, ...more },
});
const wanted = (...orders: readonly Partial<ChargeOrder>[]) => wantedOf(orders.map(order), 'E1');

describe('what all orders for a charge point come to', () => {
  it('keeps every ceiling, in A and in W; one that is no number pauses', () => {
    const { ceilings, powers } = wanted(
      { maxMa: 9000.7 },
      { maxMa: Number.NaN },
      { maxW: 4000 },
      { maxW: Number.NaN },
      { maxW: -1 },
      { chargePoint: 'E2', maxW: 1 },
    );
    assert.deepEqual(
      [ceilings.map(({ maxMa }) => maxMa), powers.map(({ maxW }) => maxW)],
      [
        [9000, 0],
        [4000, 0, 0],
      ],
    );
  });

  it('joins what rules say of the surplus: held by one is held, the shorter hold counts', () => {
    const surplusOnly = true;
    assert.deepEqual(
      wanted(
        { surplusOnly, surplusRules: { held: false, holdMs: 300_000 } },
        { surplusOnly, surplusRules: { held: true, holdMs: 60_000, untilMs: 5000 } },
        { maxMa: 16_000 },
      ).surplusRules,
      { held: true, holdMs: 60_000, untilMs: 5000 },
    );
  });

  it('leaves margin and hold to the loop where others ask for surplus as well', () => {
    const { surplusOnly, surplusRules } = wanted(
      { surplusOnly: true, surplusRules: { held: true, holdMs: 60_000 } },
      { surplusOnly: true, origin: 'user' },
    );
    assert.deepEqual([surplusOnly, surplusRules], [true, undefined]);
  });
});
