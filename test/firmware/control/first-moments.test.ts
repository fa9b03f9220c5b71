import assert from 'node:assert/strict';
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

  it('obey a limit at once', () => {
    for (const tellsOffer of [true, false]) {
      const site = found(tellsOffer);
      site.set('AVAIL', 20);
      site.step(2);
      assert.ok([...site.boxes.values()].every(({ offeredMa }) => offeredMa < 10_000));
    }
  });
});
