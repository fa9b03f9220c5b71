import assert from 'node:assert/strict';
import { givenUpOfferMa } from '../../../firmware/control/order-given-up.ts';

describe('a charge point that is given up', () => {
  const facts = { offerMa: 16_000, failsafeMa: 6000, overloaded: false };

  it('is told its fail-safe current, nothing at all, or no charging, as the site says', () => {
    assert.equal(givenUpOfferMa('minimum', facts), 6000);
    assert.equal(givenUpOfferMa('off', facts), 0);
    assert.equal(givenUpOfferMa('free', facts), undefined);
  });

  it('is never told more than it had', () => {
    assert.equal(givenUpOfferMa('minimum', { ...facts, offerMa: 0 }), 0);
    assert.equal(givenUpOfferMa('minimum', { ...facts, failsafeMa: 32_000 }), 16_000);
  });

  it('is told 0 A whatever the site says while a row is over its limit', () => {
    for (const policy of ['minimum', 'off', 'free'] as const)
      assert.equal(givenUpOfferMa(policy, { ...facts, overloaded: true }), 0);
  });
});
