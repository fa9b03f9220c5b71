import assert from 'node:assert/strict';
import { houseWith, VirtualSite } from './virtual-site.ts';

describe('a silent meter (control.md §1, I13)', () => {
  it('allows no raise after 3 s, 6 A after its staleS, nothing after 60 s', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 63, limits: [], assumedHouseA: 10 }));
    site.houseMa = [5000, 5000, 5000];
    site.step(20);
    assert.deepEqual(site.offers(), { E1: 16_000, E2: 16_000 });
    site.meterAnswers = false;
    site.step(9);
    assert.deepEqual(site.offers(), { E1: 16_000, E2: 16_000 });
    site.step(3);
    assert.deepEqual(site.offers(), { E1: 6000, E2: 6000 });
    assert.equal(site.decision('E1').reason.code, 'meterStale');
    site.step(50);
    assert.deepEqual(site.offers(), { E1: 0, E2: 0 });
    assert.equal(site.decision('E1').reason.code, 'meterStale');
  });

  it('does not raise what depends on a value older than 3 s', () => {
    const site = new VirtualSite(houseWith(1, { fuseA: 63, limits: [] }));
    site.box('E1').state = 'A';
    site.step(20);
    site.meterAnswers = false;
    site.step(5);
    site.box('E1').state = 'C';
    site.step(2);
    assert.equal(site.decision('E1').offerMa, 0);
    assert.equal(site.decision('E1').reason.code, 'meterStale');
  });

  it('assumes the worst house load of the last minutes, not the last one', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 25, limits: [] }));
    site.houseMa = [15_000, 15_000, 15_000];
    site.step(5);
    site.houseMa = [0, 0, 0];
    site.step(90);
    assert.deepEqual(Object.values(site.offers()).toSorted(), [12_000, 13_000]);
    site.meterAnswers = false;
    site.step(12);
    // 25 A less 15 A leave room for one car at 6 A.
    assert.deepEqual(Object.values(site.offers()).toSorted(), [0, 6000]);
  });

  it('pauses the cars when neither the house load nor an assumption is known', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 25, limits: [] }));
    site.meterAnswers = false;
    site.step(15);
    assert.deepEqual(site.offers(), { E1: 0, E2: 0 });
  });

  it('lets the cars charge again when the meter is back, after their pause', () => {
    const site = new VirtualSite(houseWith(1, { fuseA: 63, limits: [] }));
    site.step(10);
    site.meterAnswers = false;
    site.step(70);
    assert.equal(site.decision('E1').offerMa, 0);
    site.meterAnswers = true;
    site.step(70);
    assert.equal(site.decision('E1').offerMa, 16_000);
  });
});

describe('a silent charge point', () => {
  it('keeps room for what it may still draw and stops none of the others', () => {
    const site = new VirtualSite(houseWith(3, { fuseA: 32, limits: [] }));
    site.step(30);
    const before = site.box('E1').offeredMa;
    assert.ok(before >= 10_000);
    site.box('E1').answers = false;
    site.step(30);
    assert.equal(site.decision('E1').reason.code, 'lost');
    const others = [site.decision('E2'), site.decision('E3')];
    for (const other of others) assert.ok((other.offerMa ?? 0) >= 6000);
    const sum = others.reduce((total, other) => total + (other.offerMa ?? 0), before);
    assert.ok(sum <= 32_000, `${sum} mA`);
  });

  it('counts a box that was never heard at its maximum', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 40, limits: [] }));
    site.box('E2').answers = false;
    site.step(30);
    // E2 may hold 32 A from before; 40 A leave 8 A.
    assert.equal(site.decision('E1').offerMa, 8000);
  });

  it('counts a set-point that is not taken as lost after 20 s', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 40, limits: [] }));
    site.step(30);
    site.box('E1').obeys = false;
    site.houseMa = [20_000, 20_000, 20_000];
    site.step(25);
    assert.equal(site.decision('E1').reason.code, 'lost');
  });
});

describe('a charge point that does not follow', () => {
  it('is paused and reported after 15 s', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 40, limits: [] }));
    site.step(20);
    site.box('E1').stubbornMa = 24_000;
    site.step(18);
    assert.equal(site.decision('E1').offerMa, 0);
    assert.equal(site.decision('E1').reason.code, 'notFollowing');
  });
});

describe('reductions before increases (I16)', () => {
  it('raises one car only when the other has followed', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 20, limits: [] }));
    site.box('E2').state = 'A';
    site.step(20);
    assert.equal(site.box('E1').offeredMa, 16_000);
    site.box('E2').state = 'C';
    for (let s = 0; s < 40; s += 1) {
      site.step(1);
      const sum = site.box('E1').offeredMa + site.box('E2').offeredMa;
      assert.ok(sum <= 20_000, `${sum} mA at ${s} s`);
    }
    assert.deepEqual(site.offers(), { E1: 10_000, E2: 10_000 });
  });
});

describe('a charge point in fault', () => {
  it('gets nothing when the fault lasts, and is not stopped by a state that shows for a moment after its release', () => {
    const site = new VirtualSite(houseWith(1));
    site.step(5);
    site.box('E1').state = 'F';
    site.step(2);
    site.box('E1').state = 'C';
    site.step(2);
    assert.equal(site.decision('E1').offerMa, 16_000);
    site.box('E1').state = 'F';
    site.step(6);
    assert.equal(site.decision('E1').offerMa, 0);
    assert.equal(site.decision('E1').reason.origin, 'device');
  });
});
