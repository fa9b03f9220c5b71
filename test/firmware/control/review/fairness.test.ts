import assert from 'node:assert/strict';
import { boxAt, HandSite, houseOf } from './hand-site.ts';

const offered = (site: HandSite, id: string): boolean => (site.decision(id).offerMa ?? 0) > 0;

/** Seconds of a time in which each is offered current. */
function served(site: HandSite, seconds: number): Record<string, number> {
  const on: Record<string, number> = Object.fromEntries([...site.boxes.keys()].map((id) => [id, 0]));
  site.step(seconds, () => {
    for (const id of site.boxes.keys()) if (offered(site, id)) on[id] = (on[id] ?? 0) + 1;
  });
  return on;
}

const full = (site: HandSite, id: string): void => {
  site.box(id).draws = () => [0, 0, 0];
};

describe('review: who gets a turn', () => {
  it('cars that take nothing do not take turns from those that wait', () => {
    const site = new HandSite(
      houseOf(
        9,
        ['E1', 'E2', 'E3', 'E4'].map((id) => boxAt(id)),
      ),
    );
    for (const id of ['E1', 'E2', 'E3']) full(site, id);
    const on = served(site, 4 * 3600);
    assert.ok((on.E4 ?? 0) > 0.75 * 4 * 3600, JSON.stringify(on));
    // They are looked at again now and then: the car may want current after all.
    for (const id of ['E1', 'E2', 'E3']) assert.ok((on[id] ?? 0) >= 120, JSON.stringify(on));
  });

  it('a car that took nothing and wants current after all gets its turns again', () => {
    const site = new HandSite(houseOf(9, [boxAt('E1'), boxAt('E2')]));
    full(site, 'E1');
    site.step(2 * 3600);
    site.box('E1').draws = (mA) => [mA, mA, mA];
    site.step(2 * 3600);
    const on = served(site, 2 * 3600);
    assert.ok((on.E1 ?? 0) > 3000, JSON.stringify(on));
    assert.ok((on.E2 ?? 0) > 3000, JSON.stringify(on));
  });

  it('whoever is plugged in again and again has no new try each time', () => {
    const site = new HandSite(houseOf(9, [boxAt('E1'), boxAt('E2')]));
    site.box('E2').state = 'A';
    site.step(300);
    let on = 0;
    for (let s = 0; s < 3600; s += 1) {
      site.box('E2').state = s % 120 < 3 ? 'A' : 'C';
      site.step();
      if (offered(site, 'E2')) on += 1;
    }
    assert.ok(on < 2100, `${on} s of an hour for the car that is plugged in every two minutes`);
  });

  it('a new slot length does not make anybody wait for the old numbers', () => {
    const document = (slotS: number) => houseOf(9, [boxAt('E1'), boxAt('E2')], { timing: { slotS } });
    const site = new HandSite(document(60));
    // E1 has a departure and so stands first among those who have waited equally long.
    site.orders = [
      { chargePoint: 'E1', origin: 'user', departureMs: Date.UTC(2026, 10, 27), reason: { code: 'user' } },
    ];
    site.step(4 * 3600);
    site.put(document(900));
    const on = served(site, 2 * 3600);
    assert.ok((on.E2 ?? 0) > 2400, JSON.stringify(on));
  });

  it('after its turn a car rests 300 s, after a load 60 s', () => {
    const site = new HandSite(houseOf(9, [boxAt('E1'), boxAt('E2')]));
    site.step(20);
    const [first, second] = offered(site, 'E1') ? ['E1', 'E2'] : ['E2', 'E1'];
    while (offered(site, first)) site.step();
    site.step(10);
    assert.ok(offered(site, second), 'it was the turn of the other one');
    // The other car leaves: there is room, but the first one rests.
    site.box(second).state = 'A';
    site.step(250);
    assert.ok(!offered(site, first));
    assert.equal(site.decision(first).reason.code, 'pause');
    site.step(70);
    assert.ok(offered(site, first));
    site.step(200);
    site.houseMa = [9000, 9000, 9000];
    site.step(5);
    assert.ok(!offered(site, first));
    site.houseMa = [0, 0, 0];
    site.step(80);
    assert.ok(offered(site, first));
  });

  it('a car that waits for the sun at its minimum takes no precedence over those that may have the grid', () => {
    const site = new HandSite(houseOf(16, [boxAt('E1'), boxAt('E2')]));
    site.orders = [{ chargePoint: 'E1', origin: 'user', surplusOnly: true, reason: { code: 'user' } }];
    site.houseMa = [-8000, -8000, -8000];
    site.box('E2').state = 'A';
    site.step(1000);
    assert.ok(offered(site, 'E1'));
    // A cloud, and a house that leaves room for one car only.
    site.houseMa = [7500, 7500, 7500];
    site.box('E2').state = 'C';
    site.step(200);
    assert.ok(offered(site, 'E2'), JSON.stringify([site.decision('E1'), site.decision('E2')]));
    assert.ok(!offered(site, 'E1'));
  });
});

describe('review: what must not swing', () => {
  it('a box that gives more than it is told is not started and stopped all day', () => {
    const site = new HandSite(houseOf(32, [boxAt('E1')]));
    site.box('E1').draws = (mA) => (mA > 0 ? [20_000, 20_000, 20_000] : [0, 0, 0]);
    site.orders = [{ chargePoint: 'E1', origin: 'user', maxMa: 8000, reason: { code: 'user' } }];
    let starts = 0;
    let before = 0;
    site.step(4 * 3600, () => {
      const now = site.decision('E1').offerMa ?? 0;
      if (before === 0 && now > 0) starts += 1;
      before = now;
    });
    assert.ok(starts >= 2 && starts <= 24, `${starts} starts in four hours`);
  });

  it('a car that draws a little more than its whole amperes gets one set-point', () => {
    const site = new HandSite(houseOf(20, [boxAt('E1')]));
    site.box('E1').facts = { stepMa: 1000 };
    site.houseMa = [4000, 4000, 4000];
    site.box('E1').draws = (mA) => [0, 1, 2].map(() => (mA > 0 ? mA + 800 : 0));
    site.step(20);
    let sent = 0;
    site.step(1200, ({ decisions }) => {
      sent += decisions.filter(({ sendMa }) => sendMa !== undefined).length;
    });
    assert.ok(sent <= 8, `${sent} set-points in twenty minutes`);
  });
});
