import assert from 'node:assert/strict';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';

/** One box that switches, one car of three phases, a limit in watts over the charge points. */
function siteWith(): PlantSite {
  const limits = [{ id: 'p14a', scope: 'chargePoints', unit: 'W', value: 'LEFT', fallback: 0 }];
  return new PlantSite({
    document: {
      ...{ name: 'switching', timezone: 'Europe/Amsterdam', timing: { phaseUpDelayS: 120 } },
      circuits: [{ id: 'house', fuseA: 63, limits }],
      variables: [{ name: 'LEFT', value: 5000 }],
      devices: [
        {
          id: 'E1',
          definition: 'a-box',
          address: '127.0.0.1:5021',
          maxCurrentA: 32,
          phaseSwitch: 'auto',
          phases: 'L2L3L1',
        },
      ],
    },
    plant: {
      ...{ seed: 1, fuseA: 63 },
      boxes: [
        { id: 'E1', wiring: [1, 2, 0], maxA: 32, car: { phases: 3, maxA: 32, batteryWh: 80_000, startPercent: 10 } },
      ],
    },
    traits: { E1: { switchesPhases: true } },
  });
}

describe('phase switching in force', () => {
  it('goes to one phase, back to three and to nothing, never above the limit and never while the car draws', () => {
    const site = siteWith();
    const box = site.plant.boxes.get('E1') ?? assert.fail();
    const switches: { readonly atMs: number; readonly to: number }[] = [];
    let limitW = 5000;
    let loweredAtS = 0;
    const run = (seconds: number) => {
      for (let s = 0; s < seconds; s += 1) {
        const before = box.phasesAllowed;
        const drewA = Math.max(...box.drawnA);
        site.step(1, () => {
          const drawnW = box.drawnA.reduce((sum, amperes) => sum + amperes * 230, 0);
          const settled = site.plant.nowS - loweredAtS > 12;
          if (settled) assert.ok(drawnW <= limitW + 1, `${drawnW} W of ${limitW} W at ${site.plant.nowS} s`);
        });
        if (box.phasesAllowed === before) continue;
        assert.ok(drewA < 0.5, `switched at ${drewA} A`);
        switches.push({ atMs: site.nowMs, to: box.phasesAllowed });
      }
    };
    const leave = (watts: number) => {
      if (watts < limitW) loweredAtS = site.plant.nowS;
      limitW = watts;
      site.set('LEFT', watts);
    };

    run(300);
    assert.deepEqual([site.decision('E1').offerMa, box.phasesAllowed], [6000, 3]);

    leave(3000);
    run(2);
    assert.equal(site.decision('E1').reason.code, 'phaseSwitch');
    run(120);
    assert.deepEqual([site.decision('E1').phases, box.phasesAllowed], [[1], 1]);
    assert.ok((box.drawnA[1] ?? 0) > 11, 'the car draws on the first phase of its box, which is L2');

    leave(11_000);
    run(400);
    assert.equal(box.phasesAllowed, 3);
    assert.ok(Math.min(...box.drawnA) > 13);

    leave(0);
    run(2);
    assert.equal(site.decision('E1').offerMa, 0);
    run(60);

    assert.deepEqual(
      switches.map(({ to }) => to),
      [1, 3],
    );
    const [down, up] = switches;
    assert.ok((up?.atMs ?? 0) - (down?.atMs ?? 0) >= 180_000);
  });

  it('obeys the choice of a person', () => {
    const site = siteWith();
    site.set('LEFT', 20_000);
    site.step(200);
    const reason = { code: 'override', origin: 'override' } as const;
    site.orders = [{ chargePoint: 'E1', origin: 'override', phases: 1, reason }];
    site.step(60);
    assert.equal(site.plant.boxes.get('E1')?.phasesAllowed, 1);
    site.step(1200);
    assert.equal(site.plant.boxes.get('E1')?.phasesAllowed, 1);
  });
});
