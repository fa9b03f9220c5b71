import assert from 'node:assert/strict';
import { boxAt, HandSite, houseOf } from './hand-site.ts';

const most = (site: HandSite): number => Math.max(...site.flowMa());

/** Steps until `seconds` are over; the highest flow of those after the first `settleS`. */
function highestAfter(site: HandSite, settleS: number, seconds: number): number {
  site.step(settleS);
  let highest = 0;
  site.step(seconds, () => {
    highest = Math.max(highest, most(site));
  });
  return highest;
}

describe('review: what no row may overlook', () => {
  it('a charge point that was switched off hides nothing of the house', () => {
    const document = (enabled: boolean) => houseOf(32, [boxAt('E1', { enabled }), boxAt('E2')]);
    const site = new HandSite(document(true));
    site.step(60);
    assert.equal(site.decision('E1').offerMa, 16_000);
    site.box('E1').state = 'A';
    site.put(document(false));
    site.step(30);
    site.houseMa = [20_000, 20_000, 20_000];
    assert.ok(highestAfter(site, 10, 30) <= 32_000, `${highestAfter(site, 0, 1)} mA flow`);
  });

  it('what a car draws on a phase that it hardly uses counts there', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1'), boxAt('E2', { phases: 'L2' })]));
    site.box('E1').draws = (mA) => [Math.min(16_000, mA), Math.min(16_000, mA) * 0.28, 0];
    site.box('E2').draws = (mA) => [mA];
    assert.ok(highestAfter(site, 30, 120) <= 32_000, `${most(site)} mA flow`);
    assert.ok((site.drawnMa('E2')[1] ?? 0) > 20_000);
  });

  it('where no meter is, too', () => {
    const site = new HandSite({
      ...houseOf(32, []),
      devices: [boxAt('E1'), boxAt('E2', { phases: 'L2' })],
    });
    site.box('E1').draws = (mA) => [Math.min(16_000, mA), Math.min(16_000, mA) * 0.28, 0];
    site.box('E2').draws = (mA) => [mA];
    assert.ok(highestAfter(site, 30, 120) <= 32_000, `${most(site)} mA flow`);
  });

  it('a box that was silent may have another car: what was learned of the one before is forgotten', () => {
    const site = new HandSite(houseOf(20, [boxAt('E1'), boxAt('E2', { phases: 'L2' })]));
    site.box('E1').draws = (mA) => [Math.min(10_000, mA), 0, 0];
    site.box('E2').draws = (mA) => [mA];
    site.step(60);
    assert.deepEqual(site.decision('E1').phases, [0]);
    site.box('E1').answers = false;
    site.step(30);
    site.box('E1').answers = true;
    site.box('E1').state = 'B';
    site.step();
    assert.deepEqual(site.decision('E1').phases, [0, 1, 2]);
  });

  it('other wiring of the box turns what was learned of its car', () => {
    const document = (phases: string) => houseOf(20, [boxAt('E1', { phases }), boxAt('E2', { phases: 'L2' })]);
    const site = new HandSite(document('L1L2L3'));
    site.box('E1').draws = (mA) => [Math.min(10_000, mA), 0, 0];
    site.box('E2').draws = (mA) => [mA];
    site.step(60);
    assert.deepEqual(site.decision('E1').phases, [0]);
    site.box('E1').state = 'B';
    site.put(document('L2L3L1'));
    site.step();
    assert.ok(site.decision('E1').phases.includes(1), `${site.decision('E1').phases}`);
  });

  it('a box that measures nothing may still draw what it had while its car has not followed', () => {
    const site = new HandSite({ ...houseOf(26, []), devices: [boxAt('E1'), boxAt('E2', { priority: 2 })] });
    site.box('E1').facts = { measuresCurrent: false };
    site.box('E2').state = 'A';
    site.step(60);
    assert.ok((site.decision('E1').offerMa ?? 0) > 20_000, `${site.decision('E1').offerMa}`);
    const slow = site.box('E1').heldMa;
    // Its car takes six seconds to follow.
    site.box('E1').draws = () => [slow, slow, slow];
    site.box('E2').state = 'C';
    site.box('E2').draws = (mA) => [mA, mA, mA];
    let highest = 0;
    site.step(6, () => {
      highest = Math.max(highest, most(site));
    });
    assert.ok(highest <= 26_000, `${highest} mA flow`);
  });

  it('a box that measures nothing and has no car hides nothing of the house', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').facts = { measuresCurrent: false };
    site.box('E1').state = 'B';
    site.step(60);
    assert.ok((site.decision('E1').offerMa ?? 0) >= 30_000);
    site.houseMa = [20_000, 20_000, 20_000];
    site.step(10);
    assert.ok((site.decision('E1').offerMa ?? 0) <= 12_000, `offered ${site.decision('E1').offerMa}`);
  });

  it('a wrong low reading of a meter that is read every five seconds makes no room', () => {
    const site = new HandSite(houseOf(63, [boxAt('E1')]));
    site.box('E1').draws = (mA) => [mA, mA, mA];
    site.houseMa = [50_000, 50_000, 50_000];
    let wrong = false;
    let seconds = 0;
    site.meterSays = (flowMa) => (wrong ? { currentMa: [0, 0, 0] } : { currentMa: flowMa });
    const says = site.meterSays;
    const fiveSeconds = () => {
      site.meterSays = seconds % 5 === 0 ? says : null;
      seconds += 1;
      site.step();
    };
    for (let s = 0; s < 60; s += 1) fiveSeconds();
    const before = site.decision('E1').offerMa ?? 0;
    wrong = true;
    for (let s = 0; s < 5; s += 1) {
      fiveSeconds();
      assert.ok((site.decision('E1').offerMa ?? 0) <= before + 1000, `${before} -> ${site.decision('E1').offerMa}`);
    }
  });

  it('a phase that a box does not read is not at 0 A', () => {
    const site = new HandSite(houseOf(20, [boxAt('E1'), boxAt('E2', { phases: 'L2' })]));
    const told = site.box('E1').draws;
    const view = site.box('E1');
    site.step(5);
    // The first phase alone is told; the car draws on all three.
    view.tells = (drawn) => drawn.slice(0, 1);
    view.draws = told;
    site.box('E2').draws = (mA) => [mA];
    assert.ok(highestAfter(site, 60, 60) <= 20_000, `${most(site)} mA flow`);
    assert.deepEqual(site.decision('E1').phases, [0, 1, 2]);
  });
});
