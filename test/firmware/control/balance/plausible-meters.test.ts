import assert from 'node:assert/strict';
import { PlausibleMeters } from '../../../../firmware/control/balance/plausible-meters.ts';
import { MeteredSite, meter, siteWith, topologyFrom, viewOf } from './metered-site.ts';

const topology = topologyFrom(siteWith([meter('M1', 'grid')], [{ id: 'house', fuseA: 35 }]));

/** What is believed of a row of samples, one a second: current of L1 and its age, s. */
function believed(samples: readonly number[]): readonly (readonly [number | null | undefined, number])[] {
  const filter = new PlausibleMeters();
  return samples.map((ma, s) => {
    const view = viewOf('M1', 'meter', { currentMa: { value: [ma, 1000, 1000], atMs: s * 1000 } });
    const reading = filter.filter(topology, new Map([['M1', view]])).get('M1')?.readings.currentMa;
    return [reading?.value[0], reading === undefined ? -1 : s - reading.atMs / 1000] as const;
  });
}

describe('a meter that jumps', () => {
  it('is not believed once: what was known before holds, and ages', () => {
    for (const wrong of [4_000_000, -4_000_000, -60_000, Number.NaN])
      assert.deepEqual(believed([8000, 8100, wrong, 8200]), [
        [8000, 0],
        [8100, 0],
        [8100, 1],
        [8200, 0],
      ]);
  });
  it('is believed when it says so twice: a real overload is no jump', () => {
    assert.deepEqual(believed([8000, 90_000, 91_000]), [
      [8000, 0],
      [8000, 1],
      [91_000, 0],
    ]);
  });
  it('is never believed without a number', () => {
    assert.deepEqual(believed([8000, Number.NaN, Number.NaN, Number.NaN]).at(-1), [8000, 3]);
  });
  it('has said nothing when its first word is impossible', () => {
    assert.deepEqual(believed([4_000_000]), [[undefined, -1]]);
  });
  it('is believed at once in all that a house does: rises, and falls up to its fuse', () => {
    assert.deepEqual(
      believed([1000, 36_000, 1000, -20_000]).map(([ma]) => ma),
      [1000, 36_000, 1000, -20_000],
    );
  });

  it('neither frees nor fills the row below it', () => {
    const site = new MeteredSite(siteWith([meter('M1', 'grid')], [{ id: 'house', fuseA: 35 }]));
    const filter = new PlausibleMeters();
    const houses = [8000, 8000, -300_000, 8000, 600_000, 8000].map((ma) => {
      site.nowMs += 1000;
      site.read('M1', [ma, 8000, 8000]);
      for (const [id, view] of filter.filter(site.topology, site.views)) site.views.set(id, view);
      const { houseMa, trust } = site.house();
      return [houseMa[0], trust];
    });
    assert.deepEqual(
      houses,
      houses.map(() => [8000, 'fresh']),
    );
  });
});
