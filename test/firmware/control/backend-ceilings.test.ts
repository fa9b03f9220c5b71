import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type BackendCeiling, nothingKnown } from '../../../firmware/domain/known.ts';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';

const sinceMs = Date.UTC(2026, 10, 25, 11, 0, 0);

/** Two cars of three phases and 16 A behind 63 A. */
function siteUnder(ceilings: readonly Partial<BackendCeiling>[], seconds = 60): PlantSite {
  const box = (id: string, port: number) => ({
    id,
    definition: 'a-box',
    address: `127.0.0.1:${port}`,
    maxCurrentA: 16,
  });
  const built = (id: string) => ({ id, wiring: [0, 1, 2] as const, maxA: 16, car: { phases: 3 as const, maxA: 16 } });
  const site = new PlantSite({
    document: {
      name: 'billed',
      timezone: 'Europe/Amsterdam',
      circuits: [{ id: 'house', fuseA: 63 }],
      devices: [box('E1', 5021), box('E2', 5022)],
    },
    plant: { seed: 1, fuseA: 63, boxes: [built('E1'), built('E2')] },
  });
  site.known = {
    ...nothingKnown,
    ceilings: ceilings.map((each) => ({ backend: 'supplier', why: 'profile', sinceMs, ...each })),
  };
  site.step(seconds);
  return site;
}

describe('ceilings of backends in the control loop', () => {
  it('a profile holds its charge point and no other, and is the reason told', () => {
    const site = siteUnder([{ chargePoint: 'E1', maxMa: 8200 }]);
    assert.equal(site.decision('E1').offerMa, 8200);
    assert.deepEqual([site.decision('E1').reason.code, site.decision('E1').reason.origin], ['profile', 'profile']);
    assert.equal(site.decision('E2').offerMa, 16_000);
  });

  it('a profile in W holds over all phases', () => {
    const site = siteUnder([{ chargePoint: 'E1', maxW: 6900 }]);
    // 10 A at 230 V; as every limit in W it leaves room for a voltage that rises.
    assert.equal(site.decision('E1').offerMa, 9000);
    assert.equal(site.decision('E1').reason.code, 'profile');
  });

  it('the lowest of several backends holds', () => {
    const site = siteUnder([
      { chargePoint: 'E1', maxMa: 12_000 },
      { chargePoint: 'E1', maxMa: 7000, backend: 'landlord' },
    ]);
    assert.equal(site.decision('E1').offerMa, 7000);
  });

  it('0 A and less than a car can take pause it', () => {
    for (const maxMa of [0, 5900, -1]) {
      const site = siteUnder([{ chargePoint: 'E1', maxMa }]);
      assert.deepEqual([site.decision('E1').offerMa, site.decision('E1').reason.code], [0, 'profile'], `${maxMa} mA`);
    }
  });

  it('a ceiling of the whole site holds what the house draws', () => {
    const site = siteUnder([{ maxMa: 14_000 }]);
    const offers = Object.values(site.offers()).map((offer) => offer ?? Number.NaN);
    const sumMa = offers.reduce((sum, offer) => sum + offer, 0);
    assert.ok(sumMa >= 12_000 && sumMa <= 14_000, `${sumMa} mA`);
  });

  it('a tag that is refused, a transaction that was stopped and a place out of service let nothing flow', () => {
    const reasons = { refused: 'unauthorised', stopped: 'unauthorised', unavailable: 'disabled' } as const;
    for (const [why, code] of Object.entries(reasons) as [keyof typeof reasons, string][]) {
      const { offerMa, reason } = siteUnder([{ chargePoint: 'E1', why }]).decision('E1');
      assert.deepEqual([offerMa, reason.code, reason.since], [0, code, '2026-11-25T11:00:00.000Z'], why);
    }
  });

  it('says nothing of a charge point that the site has not', () => {
    assert.equal(siteUnder([{ chargePoint: 'gone', maxMa: 0 }]).decision('E1').offerMa, 16_000);
  });

  it('only ever lowers: with any ceilings nobody is offered more than without', () => {
    const free = siteUnder([], 40).offers();
    const amount = fc.oneof(fc.integer({ min: -1, max: 40_000 }), fc.constant(1e12));
    const one = fc.record(
      {
        chargePoint: fc.constantFrom('E1', 'E2', 'gone'),
        ...{ maxMa: amount, maxW: amount, phases: fc.constantFrom<1 | 3>(1, 3) },
        why: fc.constantFrom<BackendCeiling['why']>('profile', 'refused', 'stopped', 'unavailable'),
      },
      { requiredKeys: ['why'] },
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (ceilings) => {
        const offers = siteUnder(ceilings, 40).offers();
        for (const id of ['E1', 'E2']) assert.ok((offers[id] ?? Number.NaN) <= (free[id] ?? Number.NaN), id);
      }),
      { numRuns: 60 },
    );
  });
});
