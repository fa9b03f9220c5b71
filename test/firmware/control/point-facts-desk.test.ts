import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { PointFactsDesk } from '../../../firmware/control/point-facts-desk.ts';
import { siteKnowledge } from '../../../firmware/control/site-knowledge.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { exampleState } from '../api/fakes.ts';

const knowledge = siteKnowledge(loadCatalogue());
const box = { definition: 'keba-p30', address: '10.0.0.20:502' };
const limit = { id: 'operator', unit: 'W', value: '55000 * AVAIL / 100 - M1.power_w', fallback: 4200 };

/** AVAIL stands at 40. */
const now = {
  ...exampleState(1),
  variables: [{ name: 'AVAIL', value: 40, at: '', source: 'admin', stale: false, owner: null }],
};

function desk(): PointFactsDesk {
  const result = readSite(
    {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [
        { id: 'house', fuseA: 80, limits: [limit] },
        { id: 'garage', parent: 'house', fuseA: 32 },
      ],
      devices: [
        { id: 'M1', definition: 'eastron-sdm630', address: '10.0.0.5:502', role: 'grid', circuit: 'house' },
        {
          id: 'E1',
          ...box,
          unitId: 255,
          circuit: 'garage',
          priority: 3,
          limits: [{ id: 'own', unit: 'A', value: 10 }],
        },
        { id: 'E2', ...box, unitId: 254, circuit: 'garage', phases: 'L2' },
      ],
      variables: [{ name: 'AVAIL', value: 100 }],
      users: [{ id: 'anna', name: 'Anna', chargePoints: ['E2'] }],
    },
    knowledge,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.faults[0]));
  const { site } = result;
  return new PointFactsDesk({ site: () => site, knowledge, current: () => now });
}

describe('what is set for a charge point', () => {
  it('names its limits and those of each circuit above, with what their formulas read', () => {
    const { id, priority, limits, circuits } = desk().of('E1');
    assert.deepEqual([id, priority], ['E1', 3]);
    assert.deepEqual(limits, [{ id: 'own', unit: 'A', value: 10, fallback: null, reads: [] }]);
    const reads = [
      { name: 'AVAIL', value: 40 },
      { name: 'M1.power_w', value: null },
    ];
    assert.deepEqual(circuits, [
      { id: 'garage', limits: [] },
      { id: 'house', limits: [{ ...limit, reads }] },
    ]);
  });

  it('says whether phases can be switched and whether somebody must sign in', () => {
    const facts = desk();
    assert.deepEqual(
      [facts.of('E1').switches, facts.of('E2').switches],
      [knowledge.definition('keba-p30')?.switchesPhases === true, false],
    );
    assert.deepEqual([facts.of('E1').guarded, facts.of('E2').guarded], [false, true]);
    assert.throws(() => facts.of('M1'), { code: 'notFound' });
  });
});
