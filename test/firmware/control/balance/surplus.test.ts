import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../../firmware/allocation/allocate.ts';
import { SurplusEstimate, surplusRow } from '../../../../firmware/control/balance/surplus.ts';
import { ChargePointMemory } from '../../../../firmware/control/charge-point-memory.ts';
import type { PerPhase } from '../../../../firmware/domain/phases.ts';
import { MeteredSite, meter, siteWith } from './metered-site.ts';

const box = { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' };
type Flows = Record<string, PerPhase>;

/** Surplus of one moment, W: currents per meter as the meters tell them. */
function surplusOf(devices: readonly object[], flows: Flows, prepare: (site: MeteredSite) => void = () => {}) {
  const site = new MeteredSite(siteWith(devices));
  for (const [id, ma] of Object.entries(flows)) site.read(id, ma);
  prepare(site);
  return surplusNow(site, new SurplusEstimate());
}

function surplusNow(site: MeteredSite, estimate: SurplusEstimate, memories?: readonly ChargePointMemory[]) {
  const { topology, views: devices, nowMs } = site;
  const own = memories ?? topology.chargePoints.map(() => new ChargePointMemory());
  topology.chargePoints.forEach(({ config }, k) => {
    const view = devices.get(config.id);
    if (view !== undefined) own[k]?.observe(view, nowMs);
  });
  const watts = estimate.update({ topology, devices, memories: own, nowMs });
  return watts === undefined ? undefined : Math.round(watts);
}

const grid = meter('M1', 'grid');

describe('the surplus', () => {
  it('is what would be fed in if no car charged, over the three phases', () => {
    assert.equal(surplusOf([grid, box], { M1: [1000, -6000, -5000], E1: [4000, 4000, 4000] }), 5060);
  });

  it('is negative while the house takes more than it makes', () => {
    assert.equal(surplusOf([grid], { M1: [1000, 1000, 1000] }), -690);
  });

  it('is generation less consumption where there is no grid meter', () => {
    const devices = [meter('M2', 'consumption'), meter('M3', 'generation'), box];
    const flows: Flows = { M2: [1000, 2000, 0], M3: [8000, 8000, 8000], E1: [6000, 6000, 6000] };
    assert.equal(surplusOf(devices, flows), 4830);
  });

  it('is the same by both concepts, storage and all', () => {
    const ma = fc.integer({ min: 0, max: 30_000 });
    const signedMa = fc.integer({ min: -20_000, max: 20_000 });
    fc.assert(
      fc.property(ma, ma, signedMa, signedMa, fc.integer({ min: 0, max: 16_000 }), (house, solar, home, all, car) => {
        const three = (v: number): PerPhase => [v, v, v];
        const parts = [meter('M3', 'generation'), meter('M4', 'storageHome'), meter('M5', 'storageAll'), box];
        const flows: Flows = { M3: three(solar), M4: three(home), M5: three(all), E1: three(car) };
        const byGrid = surplusOf([grid, ...parts], { ...flows, M1: three(house - solar + home + all + car) });
        const byParts = surplusOf([meter('M2', 'consumption'), ...parts], { ...flows, M2: three(house) });
        const expected = Math.round((solar - house + Math.max(0, -all)) * 3 * 0.23);
        assert.ok(Math.abs((byGrid ?? Number.NaN) - expected) <= 2, `${byGrid} W by grid, ${expected} W`);
        assert.ok(Math.abs((byParts ?? Number.NaN) - expected) <= 2, `${byParts} W by parts, ${expected} W`);
      }),
      { numRuns: 300 },
    );
  });

  it('is unknown without a meter of the load, or while one that is needed is stale', () => {
    assert.equal(surplusOf([meter('M3', 'generation')], { M3: [8000, 8000, 8000] }), undefined);
    const stale = (site: MeteredSite) => {
      site.nowMs += 11_000;
    };
    assert.equal(surplusOf([grid], { M1: [-8000, -8000, -8000] }, stale), undefined);
    const storageHome = meter('M4', 'storageHome');
    assert.equal(surplusOf([grid, storageHome], { M1: [-8000, -8000, -8000] }), undefined);
  });

  it('does not swing while a car ramps and its box shows it later than the meter', () => {
    const site = new MeteredSite(siteWith([grid, box]));
    const estimate = new SurplusEstimate();
    const memories = [new ChargePointMemory()];
    const seen: (number | undefined)[] = [];
    // 10 A of surplus; the car goes from 6 A to 9 A at 10 s, and its box says so 2 s later.
    for (let s = 0; s < 30; s += 1) {
      site.nowMs += 1000;
      if (s === 9) memories[0]?.asked(9000, site.nowMs);
      const drawn = s < 10 ? 6000 : 9000;
      const shown = s < 12 ? 6000 : 9000;
      site.read('M1', [drawn - 10_000, drawn - 10_000, drawn - 10_000]);
      site.read('E1', [shown, shown, shown], { chargeState: { value: 'C', atMs: site.nowMs } });
      seen.push(surplusNow(site, estimate, memories));
    }
    assert.deepEqual(new Set(seen), new Set([6900]));
  });
});

describe('the surplus row', () => {
  const request = (id: string, more: object = {}) => ({
    ...{ id, minMa: 6000, maxMa: 16_000, stepMa: 1000, tier: 1, charging: true, dwell: false },
    ...{ sessionEnergyWh: 0, waitingMs: 0, reason: { code: 'deviceLimit' as const } },
    ...more,
  });
  const phases = [0, 1, 2] as const;

  it('binds the surplus-only charge points and nobody else, and says so', () => {
    const row = surplusRow('house', 6000, [{ request: 0, phases, heldMa: 0, runsMa: 0 }], [230, 230, 230]);
    const [solar, normal] = allocate({ rows: [row], requests: [request('E1'), request('E2')], slot: 0 });
    assert.deepEqual([solar?.targetMa, solar?.reason.code], [8000, 'surplus']);
    assert.equal(normal?.targetMa, 16_000);
  });

  it('counts the phases that are used: one phase takes three times the current', () => {
    const row = surplusRow('house', 3000, [{ request: 0, phases: [1], heldMa: 0, runsMa: 0 }], [230, 230, 230]);
    assert.equal(allocate({ rows: [row], requests: [request('E1')], slot: 0 })[0]?.targetMa, 13_000);
  });

  it('leaves out who is held through a cloud, and takes its part off for the others', () => {
    const members = [
      { request: 0, phases, heldMa: 6000, runsMa: 0 },
      { request: 1, phases, heldMa: 0, runsMa: 0 },
    ];
    const row = surplusRow('house', 10_000, members, [230, 230, 230]);
    assert.deepEqual([row.capacity, row.members.length], [5_860_000, 1]);
  });

  it('leaves those whose turn it is their minimum: who is held draws from the grid then', () => {
    const members = [
      { request: 0, phases, heldMa: 0, runsMa: 6000 },
      { request: 1, phases, heldMa: 6000, runsMa: 0 },
    ];
    assert.equal(surplusRow('house', 6210, members, [230, 230, 230]).capacity, 4_140_000);
  });

  it('has nothing to give while the surplus is unknown or negative', () => {
    for (const watts of [undefined, -500])
      assert.equal(
        surplusRow('house', watts, [{ request: 0, phases, heldMa: 0, runsMa: 0 }], [230, 230, 230]).capacity,
        0,
      );
  });
});
