import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { failsafeHealth } from '../../../../firmware/control/commissioning/failsafe-health.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import { houseWith, VirtualSite } from '../virtual-site.ts';

const { site } = new VirtualSite(houseWith(8));
const topology = topologyOf(site);
const iso = (ms: number) => new Date(ms).toISOString();

const views = (failsafeMa: Readonly<Record<string, number>>, lost: readonly string[] = []) =>
  new Map(
    topology.chargePoints.map(({ config: { id, wiring } }, k): [string, DeviceView] => [
      id,
      {
        facts: {
          ...{ id, kind: 'chargePoint', wiring, stepMa: 100, minMa: 6000, maxMa: 16_000 },
          ...{ readsBack: true, measuresCurrent: true },
        },
        ...{ health: lost.includes(id) ? 'offline' : 'online', healthSinceMs: 1000 * k },
        ...{ fault: undefined, lastWrite: undefined },
        readings: failsafeMa[id] === undefined ? {} : { failsafeMa: { value: failsafeMa[id], atMs: 0 } },
      },
    ]),
  );

describe('The fail-safe of the charge points in the state', () => {
  it('names in one line those that do not tell theirs', () => {
    const [line, ...more] = failsafeHealth(topology, views({ E1: 6000, E3: 6000 }), iso);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [line?.code, line?.severity, line?.what],
      ['failsafeUnverified', 'info', 'E2, E4, E5, E6, E7, E8'],
    );
  });

  it('counts them when there are many', () => {
    assert.equal(failsafeHealth(topology, views({}), iso)[0]?.what, 'E1, E2, E3, E4, E5, E6 +2');
  });

  it('says nothing of one that is lost, nor when all have told', () => {
    const all = Object.fromEntries(topology.chargePoints.map(({ config }) => [config.id, 6000]));
    assert.deepEqual(failsafeHealth(topology, views(all), iso), []);
    const { E1: _gone, ...others } = all;
    assert.deepEqual(failsafeHealth(topology, views(others, ['E1']), iso), []);
  });
});
