import assert from 'node:assert/strict';
import { houseWith, VirtualSite } from './virtual-site.ts';

const flowOver = (site: VirtualSite, limitMa: number) => Math.max(...site.flowMa()) - limitMa;

describe('a charge point that takes what it is not offered', () => {
  it('the others make room for it: the connection is not overloaded for good', () => {
    const site = new VirtualSite(houseWith(3, { fuseA: 40, limits: [] }));
    site.step(30);
    site.box('E1').stubbornMa = 24_000;
    site.step(60);
    assert.ok(
      flowOver(site, 40_000) <= 0,
      `${Math.max(...site.flowMa())} mA on 40 A one minute later: ${JSON.stringify(site.offers())}, E1 ${site.decision('E1').reason.code}`,
    );
  });

  it('is found although its draw ripples by half an ampere', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 40, limits: [] }));
    site.step(20);
    for (let s = 0; s < 120; s += 1) {
      site.box('E1').stubbornMa = 24_000 + (s % 2) * 500;
      site.step(1);
    }
    assert.equal(site.decision('E1').reason.code, 'notFollowing');
  });

  it('eight cars that each take 0.9 A more than offered do not overload the connection for ever', () => {
    const site = new VirtualSite(houseWith(8, { fuseA: 60, limits: [] }));
    site.step(30);
    for (let s = 0; s < 120; s += 1) {
      for (const box of site.boxes.values()) box.stubbornMa = box.offeredMa === 0 ? 0 : box.offeredMa + 900;
      site.step(1);
    }
    assert.ok(flowOver(site, 60_000) <= 1000, `${Math.max(...site.flowMa())} mA on 60 A for two minutes`);
  });

  it('one that is lost while it draws 24 A counts with 24 A until it is read back, not for one minute', () => {
    const garage = {
      circuits: [
        { id: 'house', fuseA: 80 },
        { id: 'garage', parent: 'house', fuseA: 40 },
      ],
    };
    const document = houseWith(3, {}, garage) as { devices: { id: string }[] };
    const site = new VirtualSite({
      ...document,
      devices: document.devices.map((d) => (d.id === 'M1' ? d : { ...d, circuit: 'garage' })),
    });
    site.step(20);
    site.box('E1').stubbornMa = 24_000;
    site.step(20);
    site.box('E1').answers = false;
    site.step(120);
    const sum = 24_000 + (site.decision('E2').offerMa ?? 0) + (site.decision('E3').offerMa ?? 0);
    assert.ok(sum <= 40_000, `${sum} mA through the garage of 40 A`);
  });

  it('a lost charge point below a meter counts once, not as house and as lost', () => {
    const site = new VirtualSite(houseWith(3, { fuseA: 40, limits: [] }));
    site.step(30);
    const before = site.decision('E2').offerMa ?? 0;
    site.box('E1').answers = false;
    site.step(30);
    assert.ok(
      (site.decision('E2').offerMa ?? 0) >= before - 1000,
      `E2 from ${before} to ${site.decision('E2').offerMa} mA: house ${site.last?.estimates[0]?.houseMa[0]} mA`,
    );
  });

  it('one that falls silent on its way up counts once, before it is lost and after', () => {
    const site = new VirtualSite(houseWith(3, { fuseA: 50, limits: [] }));
    site.houseMa = [26_000, 26_000, 26_000];
    site.step(60);
    const box = site.box('E1');
    const lowMa = box.offeredMa;
    site.houseMa = [2000, 2000, 2000];
    while (box.offeredMa === lowMa) site.step(1);
    const roseMa = box.offeredMa - lowMa;
    assert.ok(roseMa > 5000, `rose by ${roseMa} mA`);
    box.patience = 8;
    box.answers = false;
    for (let s = 0; s < 60; s += 1) {
      site.step(1);
      const houseMa = Math.max(...(site.last?.estimates[0]?.houseMa ?? []));
      assert.ok(houseMa <= 2500, `after ${s} s the house is taken for ${houseMa} mA`);
    }
    assert.equal(site.decision('E1').reason.code, 'lost');
  });
});

describe('reasons', () => {
  it('says ramp, not deviceLimit, while a raise waits for the reductions that pay for it', () => {
    const site = new VirtualSite(houseWith(2, { fuseA: 20, limits: [] }));
    site.box('E2').state = 'A';
    site.step(20);
    site.box('E2').state = 'C';
    const seen: string[] = [];
    for (let s = 0; s < 8; s += 1) {
      site.step(1);
      const { offerMa, targetMa, reason } = site.decision('E2');
      if ((offerMa ?? 0) < targetMa) seen.push(`${offerMa}<${targetMa}:${reason.code}`);
    }
    assert.ok(seen.length > 0 && seen.every((s) => /ramp|pause/.test(s)), seen.join(' '));
  });

  it('a car that sleeps after its start is not said to take less', () => {
    const site = new VirtualSite(houseWith(1));
    site.box('E1').carMaxMa = 0;
    site.step(25);
    assert.notEqual(site.decision('E1').reason.code, 'carLimit');
  });
});
