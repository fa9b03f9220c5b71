import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PerPhase } from '../../../../firmware/domain/phases.ts';
import { MeteredSite, meter, siteWith, viewOf } from './metered-site.ts';

const box = { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' };

describe('what the connection of a circuit carries', () => {
  it('is the same house load by a grid meter and by consumption and generation meters', () => {
    const ma = fc.integer({ min: 0, max: 60_000 });
    const phases = fc.tuple(ma, ma, ma);
    fc.assert(
      fc.property(phases, phases, fc.integer({ min: 0, max: 16_000 }), (load, solar, car) => {
        const byGrid = new MeteredSite(siteWith([meter('M1', 'grid'), box]));
        byGrid.read('E1', [car, car, car]);
        byGrid.read(
          'M1',
          load.map((v, p) => v - (solar[p] ?? 0) + car),
        );
        const byParts = new MeteredSite(siteWith([meter('M1', 'consumption'), meter('M2', 'generation'), box]));
        byParts.read('E1', [car, car, car]);
        byParts.read('M1', load);
        byParts.read('M2', solar);
        assert.deepEqual(byGrid.house().houseSignedMa, byParts.house().houseSignedMa);
        assert.deepEqual(byGrid.house().houseMa, byParts.house().houseMa);
        assert.deepEqual(byGrid.house().drawnMa, byParts.house().drawnMa);
      }),
      { numRuns: 300 },
    );
  });

  it('is the sum of all its grid meters, each on the phases it is wired to', () => {
    const site = new MeteredSite(
      siteWith([meter('M1', 'grid'), meter('M2', 'grid', { phases: 'L2' }), meter('M3', 'grid', { phases: 'L3L1L2' })]),
    );
    site.read('M1', [1000, 2000, 3000]);
    site.read('M2', [500]);
    site.read('M3', [10_000, 20_000, 30_000]);
    assert.deepEqual(site.house().houseSignedMa, [21_000, 32_500, 13_000]);
  });

  it('is what the grid meter says, whatever consumption and generation meters say beside it', () => {
    const site = new MeteredSite(
      siteWith([meter('M1', 'grid'), meter('M2', 'consumption'), meter('M3', 'generation')]),
    );
    site.read('M1', [4000, 4000, 4000]);
    site.read('M2', [9000, 9000, 9000]);
    site.read('M3', [1000, 1000, 1000]);
    assert.deepEqual(site.house().houseMa, [4000, 4000, 4000]);
  });

  it('takes the sign of each phase from its power', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'grid')]));
    site.read('M1', [5000, -7000, 2000]);
    assert.deepEqual(site.house().houseSignedMa, [5000, -7000, 2000]);
    assert.deepEqual(site.house().houseMa, [5000, 0, 2000]);
  });

  it('counts all current of a grid meter without power as import', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'grid')]));
    const currentMa = { value: [5000, -7000, 2000], atMs: site.nowMs };
    site.views.set('M1', viewOf('M1', 'meter', { currentMa }));
    assert.deepEqual(site.house().houseSignedMa, [5000, 7000, 2000]);
  });

  it('lets a consumption meter that is turned round make no room', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'consumption')]));
    site.read('M1', [-5000, -5000, -5000]);
    assert.deepEqual(site.house().houseMa, [5000, 5000, 5000]);
  });

  it('knows the current of an inverter that tells only its power', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'consumption'), meter('M2', 'generation')]));
    site.read('M1', [20_000, 20_000, 20_000]);
    site.views.set('M2', viewOf('M2', 'meter', { totalPowerW: { value: 6900, atMs: site.nowMs } }));
    assert.deepEqual(site.house().houseMa, [10_000, 10_000, 10_000]);
  });

  describe('with storage', () => {
    const houseWith = (role: string, storage: PerPhase) => {
      const site = new MeteredSite(siteWith([meter('M1', 'consumption'), meter('M2', role)]));
      site.read('M1', [20_000, 20_000, 20_000]);
      site.read('M2', storage);
      return site.house().houseMa;
    };
    it('counts charging as no load', () => {
      for (const role of ['storageHome', 'storageAll'])
        assert.deepEqual(houseWith(role, [9000, 9000, 9000]), [20_000, 20_000, 20_000]);
    });
    it('counts discharging only of storage for all', () => {
      assert.deepEqual(houseWith('storageHome', [-9000, -9000, -9000]), [20_000, 20_000, 20_000]);
      assert.deepEqual(houseWith('storageAll', [-9000, -9000, -9000]), [11_000, 11_000, 11_000]);
    });
  });

  describe('when a meter falls silent', () => {
    it('is as old as the oldest of the meters that are needed', () => {
      const site = new MeteredSite(siteWith([meter('M1', 'grid'), meter('M2', 'grid', { staleS: 20 })]));
      site.read('M1', [1000, 1000, 1000]);
      site.read('M2', [1000, 1000, 1000]);
      assert.equal(site.house().trust, 'fresh');
      const trusts = [4, 12, 21, 61].map((s) => {
        site.nowMs = 1_000_000 + s * 1000;
        site.read('M1', [1000, 1000, 1000]);
        return site.house().trust;
      });
      assert.deepEqual(trusts, ['ageing', 'ageing', 'stale', 'silent']);
      assert.equal(site.house().leastTrusted, 'M2');
    });

    it('falls back to the worst of before: nothing of what was known is forgotten', () => {
      const site = new MeteredSite(siteWith([meter('M1', 'grid'), meter('M2', 'grid')]));
      site.read('M1', [8000, 1000, 1000]);
      site.read('M2', [9000, 1000, 1000]);
      site.house();
      site.nowMs += 11_000;
      site.read('M1', [0, 0, 0]);
      assert.deepEqual(site.house().houseMa, [17_000, 2000, 2000]);
      assert.deepEqual(site.house().drawnMa, [undefined, undefined, undefined]);
    });

    it('is silent from the start while one of two meters never answered', () => {
      const site = new MeteredSite(siteWith([meter('M1', 'grid'), meter('M2', 'grid')]));
      site.read('M1', [8000, 1000, 1000]);
      assert.equal(site.house().trust, 'silent');
      assert.deepEqual(site.house().houseMa, [80_000, 80_000, 80_000]);
    });

    it('needs no inverter that sleeps: it produces nothing, and cars go on', () => {
      const site = new MeteredSite(siteWith([meter('M1', 'consumption'), meter('M2', 'generation')]));
      site.read('M1', [20_000, 20_000, 20_000]);
      site.read('M2', [15_000, 15_000, 15_000]);
      assert.deepEqual(site.house().houseMa, [5000, 5000, 5000]);
      site.nowMs += 11_000;
      site.read('M1', [20_000, 20_000, 20_000]);
      assert.deepEqual([site.house().houseMa, site.house().trust], [[20_000, 20_000, 20_000], 'fresh']);
    });
  });
});

describe('a circuit as a group', () => {
  const garage = [
    { id: 'house', fuseA: 80 },
    { id: 'garage', parent: 'house', fuseA: 32 },
  ];

  it('has its row moved by its own meters, and its producers count for the whole site', () => {
    const site = new MeteredSite(
      siteWith(
        [
          meter('M1', 'consumption'),
          meter('M2', 'consumption', { circuit: 'garage' }),
          meter('M3', 'generation', { circuit: 'garage' }),
        ],
        garage,
      ),
    );
    site.read('M1', [30_000, 30_000, 30_000]);
    site.read('M2', [4000, 4000, 4000]);
    site.read('M3', [10_000, 10_000, 10_000]);
    assert.deepEqual(site.house('garage').houseSignedMa, [-6000, -6000, -6000]);
    assert.deepEqual(site.house('garage').houseMa, [0, 0, 0]);
    assert.deepEqual(site.house('house').houseMa, [24_000, 24_000, 24_000]);
  });

  it('with a grid meter of its own tells the house connection its load when that has none', () => {
    const site = new MeteredSite(
      siteWith([meter('M1', 'grid', { circuit: 'garage' }), { ...box, circuit: 'garage' }], garage),
    );
    site.read('E1', [10_000, 10_000, 10_000]);
    site.read('M1', [13_000, 13_000, 13_000]);
    assert.deepEqual(site.house('house').houseMa, [3000, 3000, 3000]);
    assert.deepEqual(site.house('house').drawnMa, [13_000, 13_000, 13_000]);
  });

  it('without a meter carries its charge points only', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'grid'), { ...box, circuit: 'garage' }], garage));
    site.read('E1', [10_000, 10_000, 10_000]);
    site.read('M1', [15_000, 15_000, 15_000]);
    assert.deepEqual(site.house('garage').houseMa, [0, 0, 0]);
    assert.deepEqual(site.house('garage').drawnMa, [10_000, 10_000, 10_000]);
    assert.deepEqual(site.house('house').houseMa, [5000, 5000, 5000]);
  });
});
