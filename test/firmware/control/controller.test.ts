import assert from 'node:assert/strict';
import { houseWith, VirtualSite } from './virtual-site.ts';

describe('the control loop', () => {
  it('lets four cars charge when nothing stands against it', () => {
    const site = new VirtualSite(houseWith(4));
    // Cars of which nothing is known begin low, for the sake of the phases, until it is seen what they use.
    site.step(12);
    assert.deepEqual(site.offers(), { E1: 16_000, E2: 16_000, E3: 16_000, E4: 16_000 });
  });

  it('turns the house down in one cycle when AVAIL falls, and says that a variable rules', () => {
    const site = new VirtualSite(houseWith(4));
    site.step(10);
    site.set('AVAIL', 40);
    site.step(1);
    const offeredW = Object.values(site.offers()).reduce<number>((sum, ma) => sum + (ma ?? 0) * 3 * 0.23, 0);
    assert.ok(offeredW <= 22_000, `${offeredW} W offered`);
    assert.equal(site.decision('E1').reason.code, 'variable');
    site.step(5);
    assert.ok(site.flowMa().reduce((sum, ma) => sum + ma * 0.23, 0) <= 22_000);
  });

  it('stops all within one cycle when AVAIL is 0 (I9)', () => {
    const site = new VirtualSite(houseWith(4));
    site.step(10);
    site.set('AVAIL', 0);
    site.step(1);
    assert.deepEqual(Object.values(site.offers()), [0, 0, 0, 0]);
    assert.equal(site.decision('E1').reason.code, 'variable');
  });

  it('falls to the fallback when AVAIL is deleted, and says so', () => {
    const site = new VirtualSite(houseWith(2));
    site.step(10);
    site.set('AVAIL');
    site.step(1);
    const offeredW = Object.values(site.offers()).reduce<number>((sum, ma) => sum + (ma ?? 0) * 3 * 0.23, 0);
    assert.ok(offeredW <= 4200, `${offeredW} W offered`);
    assert.deepEqual(
      [site.decision('E1').reason.code, site.decision('E2').reason.code],
      ['formulaFailed', 'waitingTurn'],
    );
  });

  it('never lets AVAIL over 100 exceed the fuse', () => {
    const site = new VirtualSite(houseWith(8, { fuseA: 40 }));
    site.set('AVAIL', 1_000_000);
    site.step(30);
    assert.ok(Math.max(...site.flowMa()) > 30_000);
    for (const ma of site.flowMa()) assert.ok(ma <= 40_000, `${ma} mA`);
  });

  it('turns each box by its wiring: a kettle on L1 slows the cars that use L1', () => {
    const site = new VirtualSite(houseWith(1, { fuseA: 20, limits: [] }));
    Object.assign(site.box('E1'), { carPhases: 1 });
    site.step(3);
    site.houseMa = [10_000, 0, 0];
    site.step(1);
    assert.equal(site.decision('E1').offerMa, 10_000);
    assert.deepEqual(site.decision('E1').reason.phase, 'L1');
  });

  it('raises at most every 8 s after a limit rises', () => {
    const site = new VirtualSite(houseWith(1));
    site.set('AVAIL', 12);
    site.step(10);
    const low = site.decision('E1').offerMa ?? 0;
    assert.ok(low >= 6000 && low < 16_000);
    site.set('AVAIL', 14);
    site.step(1);
    for (let s = 0; s < 10 && site.decision('E1').offerMa === low; s += 1) site.step(1);
    const raised = site.decision('E1').offerMa ?? 0;
    assert.ok(raised > low && raised < 16_000);
    site.set('AVAIL', 100);
    site.step(7);
    assert.equal(site.decision('E1').offerMa, raised);
    assert.equal(site.decision('E1').reason.code, 'ramp');
    site.step(1);
    assert.equal(site.decision('E1').offerMa, 16_000);
  });

  it('pauses a car that was stopped for at least a minute', () => {
    const site = new VirtualSite(houseWith(1));
    site.step(5);
    site.set('AVAIL', 0);
    site.step(1);
    site.set('AVAIL', 100);
    site.step(58);
    assert.equal(site.decision('E1').offerMa, 0);
    assert.equal(site.decision('E1').reason.code, 'pause');
    site.step(3);
    assert.equal(site.decision('E1').offerMa, 16_000);
  });

  it('gives no current to a place without a car, and says so', () => {
    const site = new VirtualSite(houseWith(1));
    site.box('E1').state = 'A';
    site.step(4);
    assert.equal(site.decision('E1').offerMa, 0);
    assert.equal(site.decision('E1').reason.code, 'noCar');
  });

  it('writes nothing in observe mode', () => {
    const site = new VirtualSite(houseWith(2, {}, { mode: 'observe' }));
    const sent = Array.from({ length: 10 }, () => site.step(1).decisions.filter((d) => d.sendMa !== undefined).length);
    assert.deepEqual(new Set(sent), new Set([0]));
    assert.equal(site.decision('E1').reason.code, 'observe');
  });

  it('stays at fail-safe currents after the store was set aside', () => {
    const site = new VirtualSite(houseWith(2));
    site.failsafeOnly = true;
    site.step(5);
    assert.deepEqual(site.offers(), { E1: 6000, E2: 6000 });
    assert.equal(site.decision('E1').reason.code, 'starting');
  });

  it('gives constant output for constant input once settled (I10)', () => {
    const site = new VirtualSite(houseWith(4, { fuseA: 50 }));
    site.houseMa = [3000, 1000, 0];
    site.step(240);
    const before = site.offers();
    const sent = Array.from({ length: 120 }, () => site.step(1).decisions.filter((d) => d.sendMa !== undefined).length);
    assert.deepEqual(site.offers(), before);
    assert.deepEqual(new Set(sent), new Set([0]));
  });
});

describe('the tree of circuits', () => {
  const tree = (garage: object) =>
    Object.assign(houseWith(3), {
      circuits: [
        { id: 'house', fuseA: 63 },
        { id: 'garage', parent: 'house', fuseA: 20, ...garage },
      ],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        { id: 'E1', definition: 'a-box', address: '10.0.0.1:502', circuit: 'garage', maxCurrentA: 16 },
        { id: 'E2', definition: 'a-box', address: '10.0.0.2:502', circuit: 'garage', maxCurrentA: 16 },
        { id: 'E3', definition: 'a-box', address: '10.0.0.3:502', circuit: 'house', maxCurrentA: 16 },
      ],
    });

  it('shares a small circuit and leaves the rest to the others', () => {
    const site = new VirtualSite(tree({}));
    site.step(20);
    assert.deepEqual(site.offers(), { E1: 10_000, E2: 10_000, E3: 16_000 });
    assert.equal(site.decision('E1').reason.circuit, 'garage');
  });

  it('counts a limit on charge points without the house (§14a)', () => {
    const site = new VirtualSite(tree({ limits: [{ id: 'p14a', scope: 'chargePoints', unit: 'W', value: 11_000 }] }));
    site.houseMa = [20_000, 20_000, 20_000];
    site.step(20);
    assert.deepEqual(site.offers(), { E1: 7000, E2: 8000, E3: 16_000 });
    assert.equal(site.decision('E1').reason.code, 'power');
  });
});

describe('a limit that bears one car at its minimum', () => {
  it('lets a three-phase car start under 4.2 kW for charge points: no house moves that limit', () => {
    const site = new VirtualSite(
      houseWith(1, { limits: [{ id: 'p14a', scope: 'chargePoints', unit: 'W', value: 4200 }] }),
    );
    site.step(5);
    assert.equal(site.decision('E1').offerMa, 6000);
  });

  it('does not let two cars swap their place every two minutes', () => {
    const site = new VirtualSite(
      houseWith(2, { limits: [{ id: 'p14a', scope: 'chargePoints', unit: 'W', value: 4200 }] }),
    );
    let starts = 0;
    for (let s = 0; s < 800; s += 1) starts += site.step(1).decisions.filter((d) => d.sendMa === 6000).length;
    assert.equal(starts, 1);
  });
});
