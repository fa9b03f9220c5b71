import assert from 'node:assert/strict';
import { mostInFirstMoments } from '../../../firmware/control/first-moments.ts';
import { houseWith, VirtualSite } from './virtual-site.ts';

/** Cars that charge with 10 A when the program starts, as after kill -9. */
function found(tellsOffer: boolean): VirtualSite {
  const site = new VirtualSite(houseWith(2));
  for (const box of site.boxes.values()) Object.assign(box, { offeredMa: 10_000, tellsOffer });
  return site;
}

describe('the first moments after a start, with cars that charge', () => {
  for (const tellsOffer of [true, false])
    it(`raise nothing and stop nobody, where set-points ${tellsOffer ? 'can' : 'cannot'} be read`, () => {
      const site = found(tellsOffer);
      for (let s = 0; s < 3; s += 1) {
        site.step();
        for (const box of site.boxes.values()) assert.equal(box.offeredMa, 10_000);
      }
      site.step(20);
      assert.ok([...site.boxes.values()].every(({ offeredMa }) => offeredMa > 10_000));
    });

  it('stop nobody who has not told yet what he draws', () => {
    const site = found(false);
    site.box('E2').stubbornMa = 0;
    site.step(3);
    assert.equal(site.box('E2').offeredMa, 6000);
    assert.equal(site.decision('E2').reason.code, 'ramp');
    site.step(20);
    assert.ok(site.box('E2').offeredMa > 6000);
  });

  it('obey a limit at once', () => {
    for (const tellsOffer of [true, false]) {
      const site = found(tellsOffer);
      site.set('AVAIL', 20);
      site.step(2);
      assert.ok([...site.boxes.values()].every(({ offeredMa }) => offeredMa < 10_000));
    }
  });
});

describe('the most of a charge point in the first moments', () => {
  const usual = { targetMa: 16_000, offerMa: 10_000, heldMa: 10_000, drawnMa: 9_500, minMa: 6000, stepMa: 1000 };
  const rows = [
    ['what it holds', {}, 10_000],
    ['a lower target', { targetMa: 7000 }, 7000],
    ['nothing for who was offered nothing', { offerMa: 0, heldMa: 0, drawnMa: 0 }, 0],
    ['its draw, in steps, where nobody knows its offer', { offerMa: undefined, heldMa: 0 }, 10_000],
    ['no less than it can bear then', { offerMa: undefined, heldMa: 0, drawnMa: 2000 }, 6000],
    ['the least where nobody knows and nothing is drawn yet', { offerMa: undefined, heldMa: 0, drawnMa: 0 }, 6000],
    ['its target for who holds less than his car can bear', { offerMa: 6000, heldMa: 6000, minMa: 8000 }, 16_000],
    ['no more than its target, whatever it draws', { targetMa: 0, offerMa: undefined, heldMa: 0 }, 0],
  ] as const;
  for (const [what, given, mostMa] of rows)
    it(`is ${what}`, () => assert.equal(mostInFirstMoments({ ...usual, ...given }), mostMa));
});
