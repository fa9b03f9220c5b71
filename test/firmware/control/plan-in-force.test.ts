import assert from 'node:assert/strict';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';

/** It is 13:00 in Amsterdam when the site starts. */
const planned = (plan: { readonly circuit?: object[]; readonly box?: object[] }) =>
  new PlantSite({
    document: {
      name: 'planned',
      timezone: 'Europe/Amsterdam',
      circuits: [{ id: 'house', fuseA: 63, plan: plan.circuit ?? [] }],
      devices: [{ id: 'E1', definition: 'a-box', address: '127.0.0.1:5021', maxCurrentA: 16, plan: plan.box ?? [] }],
    },
    plant: { seed: 1, fuseA: 63, boxes: [{ id: 'E1', wiring: [0, 1, 2], maxA: 16, car: { phases: 3, maxA: 16 } }] },
  });

describe('a plan in force', () => {
  const afternoon = { fromMin: 12 * 60, minutes: 180, limitA: 9 };

  it('holds what a circuit gives, and says that it is the plan and until when', () => {
    const site = planned({ circuit: [afternoon] });
    site.step(60);
    const { offerMa, reason } = site.decision('E1');
    assert.equal(offerMa, 9000);
    assert.deepEqual([reason.code, reason.origin, reason.until], ['plan', 'plan', '2026-11-25T14:00:00.000Z']);
  });

  it('holds one charge point, and 0 A pauses it', () => {
    const site = planned({ box: [{ ...afternoon, limitA: 0 }] });
    site.step(60);
    const { offerMa, reason } = site.decision('E1');
    assert.deepEqual([offerMa, reason.code], [0, 'plan']);
  });

  it('follows a wall clock that is set: another entry holds, and nothing else happens', () => {
    const site = planned({ circuit: [{ ...afternoon, minutes: 90 }] });
    site.step(60);
    assert.equal(site.decision('E1').offerMa, 9000);
    site.wallStepMs = 3_600_000;
    site.step(30);
    assert.equal(site.decision('E1').offerMa, 16_000);
    site.wallStepMs = 0;
    site.step(1);
    assert.equal(site.decision('E1').offerMa, 9000);
  });
});
