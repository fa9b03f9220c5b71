import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { rootCircuit } from '../../../firmware/domain/site/check-tree.ts';
import { siteSchema } from '../../../firmware/domain/site/schema.ts';
import { Plant } from '../../../scripts/site/plant/plant.ts';
import { scenarioByName, scenarioNames } from '../../../scripts/site/scenarios/all.ts';
import { type Scenario, siteDocument } from '../../../scripts/site/scenarios/scenario.ts';

function documentOf(scenario: Scenario): Record<string, unknown> {
  const ids = [...scenario.lines, ...scenario.devices].map(({ id }) => id);
  return siteDocument(scenario, new Map(ids.map((id, index) => [id, `127.0.0.1:${20_000 + index}`])));
}

describe('the scenarios', () => {
  for (const name of scenarioNames) {
    it(`${name} gives a site document the firmware accepts, and a box of the plant behind each charge point`, () => {
      const scenario = scenarioByName(name, { seed: 1 });
      const site = siteSchema.parse(documentOf(scenario));
      const plant = new Plant(scenario.plant);
      const chargePoints = site.devices.filter((device) => device.role === 'chargePoint');
      assert.deepEqual(new Set(chargePoints.map(({ id }) => id)), new Set(plant.boxes.keys()));
      for (const { id, wiring, maxCurrentA } of chargePoints) {
        assert.deepEqual(wiring, plant.boxes.get(id)?.parameters.wiring, id);
        assert.equal(maxCurrentA, plant.boxes.get(id)?.parameters.maxA, id);
      }
      assert.equal(rootCircuit(site).fuseA, scenario.plant.fuseA);
    });

    it(`${name} is the same site for the same seed`, () => {
      assert.deepEqual(scenarioByName(name, { seed: 5 }), scenarioByName(name, { seed: 5 }));
    });
  }

  it('refuse a name nobody has and a number of charge points that cannot be', () => {
    assert.throws(() => scenarioByName('castle', { seed: 1 }), /there is no scenario castle; there are house/);
    assert.throws(() => scenarioByName('many:0', { seed: 1 }), /1 to 300/);
    assert.equal(scenarioByName('many:3', { seed: 1 }).plant.boxes.length, 3);
  });

  it('house has the limit of the operator, no heater, and four cars of four kinds that wake within 5 s', () => {
    const { plant, document } = scenarioByName('house', { seed: 1 });
    assert.equal(plant.house?.heater, undefined);
    const kinds = plant.boxes.map(({ car }) => `${car?.phases} x ${car?.maxA}`);
    assert.deepEqual(kinds.sort(), ['1 x 32', '2 x 16', '3 x 16', '3 x 32']);
    assert.ok(plant.boxes.every(({ car, arrivesS }) => (car?.wakeS?.[1] ?? 99) <= 5 && arrivesS === undefined));
    assert.match(JSON.stringify(document), /"value":"55000 \* AVAIL \/ 100","fallback":4200/);
  });

  it('house charges at all four within 20 s of an offer', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const plant = new Plant(scenarioByName('house', { seed }).plant);
      for (const box of plant.boxes.values()) box.offer(0, 16);
      plant.advanceTo(20);
      for (const box of plant.boxes.values()) assert.ok(Math.max(...box.drawnA) > 5, `seed ${seed}`);
    }
  });

  it('mix lets about 60 % of the cars stand there from the start and the rest come in the first half', () => {
    const boxes = Array.from({ length: 50 }, (_, seed) => scenarioByName('mix', { seed }).plant.boxes).flat();
    const present = boxes.filter((box) => box.arrivesS === 0).length / boxes.length;
    assert.ok(present > 0.52 && present < 0.68, `${present}`);
    assert.ok(boxes.every((box) => (box.arrivesS ?? 0) <= 1800));
  });

  it('drop lowers what the operator allows to 30 % for a while', () => {
    const { plant: plan } = scenarioByName('drop', { seed: 1 });
    const plant = new Plant(plan);
    const allowed = new Set<number>();
    while (plant.nowS < 3600) {
      plant.step();
      allowed.add(plant.allowedPercent);
    }
    assert.deepEqual([...allowed], [100, 30]);
    assert.equal(plant.allowedPercent, 100);
    assert.equal(plan.house?.heater, undefined);
    assert.equal(plan.staleWindows, undefined);
  });
});
