import assert from 'node:assert/strict';
import { houseWith, VirtualSite } from './virtual-site.ts';

/** Boxes that all have their L1 on L1 of the house, with the imbalance rule as it stands (20 A). */
function unturned(count: number): VirtualSite {
  const document = houseWith(count) as { devices: object[] };
  return new VirtualSite({ ...document, devices: document.devices.map((d) => ({ ...d, phases: 'L1L2L3' })) });
}

describe('cars of which no phases are known', () => {
  it('start on unturned wiring, as many as the imbalance bears, and the others once these are known', () => {
    const site = unturned(4);
    site.step(1);
    assert.deepEqual(site.offers(), { E1: 6000, E2: 7000, E3: 7000, E4: 0 });
    assert.equal(site.decision('E4').reason.code, 'imbalance');
    site.step(19);
    assert.deepEqual(site.offers(), { E1: 16_000, E2: 16_000, E3: 16_000, E4: 16_000 });
  });

  it('are not stopped where a new run finds them with an offer, before it is seen what they use', () => {
    const site = unturned(4);
    for (const box of site.boxes.values()) Object.assign(box, { offeredMa: 6000, stubbornMa: 0 });
    site.step(30);
    // On their first phase alone all four would be more than 20 A apart; three are not.
    assert.equal(Object.values(site.offers()).filter((offer) => offer === 0).length, 1);
    const turned = new VirtualSite(houseWith(7));
    for (const box of turned.boxes.values()) Object.assign(box, { offeredMa: 6000, stubbornMa: 0 });
    turned.step(30);
    assert.ok(Object.values(turned.offers()).every((offer) => (offer ?? 0) >= 6000));
    turned.step(20);
    assert.ok(Object.values(turned.offers()).some((offer) => offer === 0));
  });
});
