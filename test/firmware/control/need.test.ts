import assert from 'node:assert/strict';
import { needOf, type Wish } from '../../../firmware/control/need.ts';

const wish = (given: Partial<Wish> = {}): Wish => ({
  ...{ energyLeftWh: 13_800, leavesInS: 4 * 3600, phaseCount: 1, maxMa: 32_000, phaseVoltageV: 230, charging: false },
  ...given,
});
const without = (key: keyof Wish): Wish => {
  const { [key]: _gone, ...rest } = wish();
  return rest as Wish;
};
const rankOf = (given: Partial<Wish>): number => needOf(wish(given)).rank ?? Number.NaN;

describe('the need of a car', () => {
  it('is its energy over the time it has, on the phases it uses', () => {
    assert.equal(needOf(wish()).needMa, 15_000);
    assert.equal(needOf(wish({ phaseCount: 3 })).needMa, 5000);
    assert.equal(needOf(wish({ energyLeftWh: 0 })).needMa, 0);
  });

  it('counts an unknown car as three-phase', () => {
    assert.deepEqual(needOf(without('phaseCount')), needOf(wish({ phaseCount: 3 })));
  });

  it('is unknown without an energy, and nothing without a departure or after it', () => {
    assert.equal(needOf(without('energyLeftWh')).needMa, undefined);
    assert.deepEqual(needOf(without('leavesInS')), {});
    for (const leavesInS of [0, -60, Number.NaN]) assert.deepEqual(needOf(wish({ leavesInS })), {});
  });
});

describe('the rank of a car', () => {
  it('puts the one with less time to spare first', () => {
    assert.ok(rankOf({ energyLeftWh: 20_000 }) < rankOf({ energyLeftWh: 10_000 }));
    assert.ok(rankOf({ leavesInS: 3600 }) < rankOf({ leavesInS: 7200 }));
    assert.ok(rankOf({ maxMa: 16_000 }) < rankOf({ maxMa: 32_000 }));
  });

  it('goes by the departure alone when the energy is not known', () => {
    assert.equal(needOf(without('energyLeftWh')).rank, 4 * 3600);
  });

  it('is the same for a car that charges at its maximum, and falls for one that waits', () => {
    const later = { leavesInS: 3 * 3600, charging: true };
    const charged = 13_800 - 32 * 230;
    assert.ok(Math.abs(rankOf({ charging: true }) - rankOf({ ...later, energyLeftWh: charged })) < 1e-6);
    assert.equal(rankOf({ charging: true }) - rankOf(later), 3600);
  });

  it('lets only a clearly more urgent car pass one that charges', () => {
    assert.ok(rankOf({ charging: true, leavesInS: 7500 }) < rankOf({ leavesInS: 7200 }));
    assert.ok(rankOf({ charging: true, leavesInS: 8000 }) > rankOf({ leavesInS: 7200 }));
  });

  it('gives every further phase a head start, a bigger one where the energy is known', () => {
    const bare = (phaseCount: 1 | 2 | 3) => needOf({ ...without('energyLeftWh'), phaseCount }).rank ?? Number.NaN;
    const full = (phaseCount: 1 | 2 | 3) => rankOf({ energyLeftWh: 0, phaseCount });
    for (const rank of [bare, full]) assert.equal(rank(1) - rank(2), rank(2) - rank(3));
    assert.ok(bare(3) < bare(2));
    assert.ok(full(2) - full(3) > bare(2) - bare(3));
  });

  it('never becomes a number that is not there', () => {
    for (const maxMa of [0, 6000]) assert.ok(Number.isFinite(rankOf({ maxMa })));
  });
});
