import assert from 'node:assert/strict';
import { scoreRun } from '../../../scripts/site/in-process/plant-score.ts';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';
import { scenarioByName } from '../../../scripts/site/scenarios/all.ts';
import { rotation } from '../../../scripts/site/scenarios/scenario.ts';

const fuseA = 63;

const document = (count: number) => ({
  ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
  circuits: [
    {
      ...{ id: 'house', fuseA },
      limits: [{ id: 'operator', unit: 'A', value: `${fuseA} * AVAIL / 100`, fallback: 16 }],
    },
  ],
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    ...Array.from({ length: count }, (_, k) => ({
      ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.0.${k + 1}:502` },
      ...{ phases: rotation(k).phases, maxCurrentA: 32 },
    })),
  ],
  variables: [{ name: 'AVAIL', value: 100 }],
});

/** Three-phase cars in a house without kettles: what moves then is the loop's own doing. */
function quietSite(count: number, seed: number): PlantSite {
  return new PlantSite({
    document: document(count),
    plant: {
      ...{ seed, fuseA },
      house: { applianceA: [0, 0] },
      boxes: Array.from({ length: count }, (_, k) => ({
        ...{ id: `E${k + 1}`, wiring: rotation(k).wiring },
        car: { phases: 3, maxA: 16, batteryWh: 80_000, startPercent: 20 },
      })),
    },
  });
}

describe('the closed loop against late cars, boxes and meters (shared/cases/plant.md)', () => {
  for (const percent of [100, 40, 20])
    it(`does not swing at AVAIL ${percent} in a quiet house, and leaves little unused`, () => {
      for (const count of [4, 8]) {
        const site = quietSite(count, 21);
        site.set('AVAIL', percent);
        const score = scoreRun(site, 1800, () => (fuseA * percent) / 100);
        assert.ok(score.energyWh >= 0.85 * score.idealWh, `${score.energyWh} of ${score.idealWh} Wh`);
        assert.ok(score.changesPerBoxMinute <= 0.3, `${score.changesPerBoxMinute} set-points per box and minute`);
        assert.ok(score.overloadAs <= 60, `${score.overloadAs} A·s`);
        // In half an hour there are two changes of the slot; each may swap everyone who charges.
        assert.ok(score.pauses <= 8, `${score.pauses} pauses`);
      }
    });

  it('keeps the fuse through an hour of heater, drop to 30 % and stale meter', () => {
    for (const seed of [31, 32, 33]) {
      const { plant } = scenarioByName('mix', { seed });
      const site = new PlantSite({ document: document(8), plant });
      const shareAt = (s: number) => plant.drops?.find((w) => s >= w.fromS && s < w.toS)?.percent ?? 100;
      let last = 100;
      const score = scoreRun(
        site,
        3600,
        (s) => (fuseA * shareAt(s)) / 100,
        (s) => {
          if (shareAt(s) !== last) site.set('AVAIL', shareAt(s));
          last = shareAt(s);
        },
      );
      assert.equal(score.trips, 0);
      assert.ok(score.overloadAs <= 6000, `seed ${seed}: ${score.overloadAs} A·s`);
      assert.ok(
        score.changesPerBoxMinute <= 2,
        `seed ${seed}: ${score.changesPerBoxMinute} set-points per box and minute`,
      );
      for (const settleS of score.settleS) assert.ok(settleS <= 12, `seed ${seed}: settled after ${settleS} s`);
    }
  });
});

describe('a change of the site while cars charge', () => {
  it('reduces a charge point that is moved to a smaller circuit in the same cycle', () => {
    const site = quietSite(2, 5);
    const withGarage = (first: string) => {
      const { devices, ...rest } = document(2);
      return {
        ...rest,
        circuits: [
          { id: 'house', fuseA },
          { id: 'garage', parent: 'house', fuseA: 20 },
        ],
        devices: devices
          .map((d) => ({ ...d, circuit: d.id === 'M1' || d.id === 'E1' ? first : 'garage' }))
          .map((d) => (d.id === 'M1' ? { ...d, circuit: 'house' } : d)),
      };
    };
    site.put(withGarage('house'));
    site.step(60);
    assert.ok((site.decision('E1').offerMa ?? 0) + (site.decision('E2').offerMa ?? 0) > 30_000);
    site.put(withGarage('garage'));
    site.step(1);
    assert.ok((site.decision('E1').offerMa ?? 0) + (site.decision('E2').offerMa ?? 0) <= 20_000);
  });
});
