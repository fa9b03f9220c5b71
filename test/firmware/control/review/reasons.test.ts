import assert from 'node:assert/strict';
import { boxAt, HandSite, houseOf } from './hand-site.ts';

describe('review: the reason told is what rules', () => {
  it('a car that rounds its offer down is held back by the fuse, not by itself', () => {
    const site = new HandSite(houseOf(31, [boxAt('E1')]));
    site.box('E1').draws = (mA) => [0, 1, 2].map(() => Math.floor((0.94 * mA) / 1000) * 1000);
    site.step(300);
    assert.equal(site.decision('E1').offerMa, 31_000);
    assert.equal(site.decision('E1').reason.code, 'fuse');
  });

  it('a car that sleeps at its minimum is full, not limited by itself', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').state = 'B';
    site.step(200);
    assert.equal(site.decision('E1').reason.code, 'carFull');
  });

  it('a box whose state is late waits with its raise; the meter is not to blame', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').state = 'B';
    site.orders = [{ chargePoint: 'E1', origin: 'user', maxMa: 6000, reason: { code: 'user' } }];
    site.step(30);
    site.box('E1').slow = true;
    site.step(4);
    site.orders = [];
    site.step(2);
    assert.equal(site.decision('E1').reason.code, 'ramp');
  });

  it('a box that was just added is starting, not lost', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.step(20);
    site.put(houseOf(32, [boxAt('E1'), boxAt('E2')]));
    site.box('E2').answers = false;
    site.step(1);
    assert.equal(site.decision('E2').reason.code, 'starting');
    site.step(5);
    assert.equal(site.decision('E2').reason.code, 'lost');
  });
});

describe('review: what a car is held to take', () => {
  it('a car that slept gets its current back when it wakes', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').draws = () => [0, 0, 0];
    site.step(1800);
    site.box('E1').draws = (mA) => [0, 1, 2].map(() => Math.min(16_000, mA));
    site.step(30);
    assert.ok((site.decision('E1').offerMa ?? 0) >= 16_000, `${site.decision('E1').offerMa}`);
  });

  it('a car that heats itself at first and then charges is not held down for long', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').draws = (mA) => [0, 1, 2].map(() => Math.min(7000, 0.95 * mA));
    site.step(600);
    site.box('E1').draws = (mA) => [0, 1, 2].map(() => 0.95 * mA);
    site.step(15 * 60 + 60);
    assert.ok((site.decision('E1').offerMa ?? 0) >= 30_000, `${site.decision('E1').offerMa}`);
  });
});
