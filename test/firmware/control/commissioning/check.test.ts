import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CheckResult } from '../../../../firmware/domain/check.ts';
import { flowHeater } from '../../../../scripts/site/plant/parameters.ts';
import { seededRandom } from '../../../../scripts/site/random.ts';
import { rotations } from '../../../../scripts/site/scenarios/scenario.ts';
import { WiredSite, type WiredSiteOptions } from './wired-site.ts';

const rotation = (k: number) => rotations[k % 3] ?? rotations[0];

/** A box turned by the seed and entered as L1L2L3, with two cars beside it. */
function turnedBox(seed: number, phases: 1 | 2 | 3, more: Partial<WiredSiteOptions> = {}): WiredSite {
  const site = new WiredSite({
    seed,
    boxes: [
      { id: 'E1', wiring: rotation(seed).wiring, car: { phases, startPercent: 30 } },
      { id: 'E2', wiring: rotation(seed + 1).wiring, car: {} },
      { id: 'E3', wiring: rotation(seed + 2).wiring, car: {} },
    ],
    ...more,
  });
  site.seconds(30);
  return site;
}

/** One car on three phases and two on one, at boxes that are entered as they are wired. */
function checkedMeter(seed: number, more: Partial<WiredSiteOptions> = {}): CheckResult {
  const cars = [3, 1, 1] as const;
  const site = new WiredSite({
    seed,
    boxes: cars.map((phases, k) => ({
      id: `E${k + 1}`,
      wiring: rotation(k).wiring,
      car: { phases, startPercent: 30 },
    })),
    entered: { E1: rotation(0).phases, E2: rotation(1).phases, E3: rotation(2).phases },
    ...more,
  });
  site.seconds(30);
  return site.check({ kind: 'meter', device: 'M1' });
}

const isWrong = (result: CheckResult, truth: (typeof rotations)[number]): boolean =>
  result.status === 'found' &&
  (result.phases.some((phase, k) => phase !== null && phase !== truth.phases.slice(2 * k, 2 * k + 2)) ||
    result.sign.includes(-1) ||
    result.ratio.some((ratio) => ratio !== null && Math.abs(ratio - 1) > 0.1) ||
    (result.siteChange?.phases ?? 'L1L2L3') !== truth.phases);

describe('The check of how a charge point is wired', () => {
  for (const phases of [1, 2] as const)
    it(`never names a wrong phase with a ${phases}-phase car, in a house with kettles and a heater`, () => {
      let found = 0;
      const seeds = Array.from({ length: 24 }, (_, k) => 100 * phases + k);
      for (const seed of seeds) {
        const heater = seed % 2 === 0 ? flowHeater : undefined;
        const site = turnedBox(seed, phases, { plant: { house: { heater } } });
        const result = site.check({ kind: 'wiring', device: 'E1' });
        assert.ok(!isWrong(result, rotation(seed)), `seed ${seed}: ${JSON.stringify(result)}`);
        if (result.status === 'found') found += 1;
      }
      assert.ok(found >= 0.8 * seeds.length, `${found} of ${seeds.length} found`);
    });

  it('tells only the place of L1 with a one-phase car, and what the rotating field makes of it', () => {
    const result = turnedBox(1, 1).check({ kind: 'wiring', device: 'E1' });
    assert.deepEqual([result.status, result.code], ['found', 'phasesDiffer']);
    assert.deepEqual(result.phases, ['L2', null, null]);
    assert.deepEqual(result.siteChange, { phases: 'L2L3L1' });
    assert.equal(result.restAssumed, true);
    assert.ok(result.confidence >= 0.6 && result.steps.length >= 5);
  });

  it('says that a three-phase car cannot tell, and that the meter counts right all the same', () => {
    const result = turnedBox(1, 3).check({ kind: 'wiring', device: 'E1' });
    assert.deepEqual([result.status, result.code], ['unclear', 'threePhaseCar']);
    assert.deepEqual(result.sign, [1, 1, 1]);
    assert.equal(result.siteChange, null);
  });

  it('asks a box that can for one phase, and so tells with a three-phase car too', () => {
    const site = turnedBox(1, 3, { traits: { switchesPhases: true } });
    const result = site.check({ kind: 'wiring', device: 'E1' });
    assert.deepEqual([result.status, result.phases], ['found', ['L2', null, null]]);
    assert.deepEqual(result.siteChange, { phases: 'L2L3L1' });
  });

  it('says that there is no load where no car stands', () => {
    const site = new WiredSite({ seed: 1, boxes: [{ id: 'E1', wiring: [0, 1, 2] }] });
    site.seconds(5);
    assert.equal(site.check({ kind: 'wiring', device: 'E1' }).code, 'noLoad');
  });

  it('does not answer from a meter that stands still', () => {
    const site = turnedBox(1, 1);
    site.plant.holdMeter(true);
    const result = site.check({ kind: 'wiring', device: 'E1' });
    assert.deepEqual([result.status, result.code], ['unclear', 'noAnswer']);
  });

  it('never asks for more than the loop would give, and for nothing any more when it is over', () => {
    const site = turnedBox(2, 1);
    site.check({ kind: 'wiring', device: 'E1' });
    const orders = site.orders.flat();
    assert.ok(orders.length > 0);
    for (const order of orders)
      assert.ok(
        order.minMa === undefined && order.origin === 'override' && (order.maxMa === 6000 || order.maxMa === 0),
      );
    site.seconds(1);
    assert.deepEqual(site.orders.at(-1), []);
  });
});

describe('The check of a grid meter', () => {
  const faults: readonly (readonly [
    string,
    Partial<WiredSiteOptions>,
    Partial<Pick<CheckResult, 'code' | 'sign' | 'siteChange'>>,
  ])[] = [
    ['finds nothing to change in one that is right', {}, { code: 'fits', sign: [1, 1, 1], siteChange: null }],
    [
      'finds transformers put in the wrong way round',
      { meterFault: { counts: [-1, -1, -1] } },
      { code: 'signInverted', sign: [-1, -1, -1], siteChange: { factor: -1 } },
    ],
    [
      'finds the one transformer that is turned, which no factor puts right',
      { meterFault: { counts: [1, -1, 1] } },
      { code: 'signInverted', sign: [1, -1, 1], siteChange: null },
    ],
    [
      'finds one that counts twice',
      { meterFault: { counts: [2, 2, 2] } },
      { code: 'factorDiffers', siteChange: { factor: 0.5 } },
    ],
    [
      'finds one that counts half of what its factor was entered for',
      { meterFault: { counts: [0.05, 0.05, 0.05] }, meterEntry: { factor: 10 } },
      { code: 'factorDiffers', siteChange: { factor: 20 } },
    ],
    [
      'finds two phases that changed places',
      { meterFault: { order: [1, 0, 2] } },
      { code: 'phasesDiffer', siteChange: { phases: 'L2L1L3' } },
    ],
  ];
  for (const [name, options, expected] of faults)
    it(name, () => {
      const result = checkedMeter(3, options);
      const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, result[key as keyof CheckResult]]));
      assert.equal(result.status, 'found');
      assert.deepEqual(seen, expected);
    });

  it('is never wrong about the sign on any seed, with cars by chance, a heater and a meter that goes stale', () => {
    let found = 0;
    const seeds = Array.from({ length: 10 }, (_, k) => k + 1);
    for (const seed of seeds) {
      const sign = seed % 2 === 0 ? -1 : 1;
      const site = new WiredSite({
        seed,
        boxes: [0, 1, 2, 3].map((k) => ({ id: `E${k}`, wiring: rotation(k).wiring, car: {} })),
        entered: Object.fromEntries([0, 1, 2, 3].map((k) => [`E${k}`, rotation(k).phases])),
        meterFault: { counts: [sign, sign, sign] },
        plant: {
          house: { heater: flowHeater },
          staleWindows: [
            { fromS: 60, toS: 100 },
            { fromS: 200, toS: 215 },
          ],
        },
      });
      site.seconds(30);
      const result = site.check({ kind: 'meter', device: 'M1' });
      assert.ok(!result.sign.includes(-sign as 1 | -1), `seed ${seed}: ${JSON.stringify(result)}`);
      assert.ok(result.phases.every((phase, k) => phase === null || phase === `L${k + 1}`));
      if (result.status === 'found') found += 1;
    }
    assert.ok(found >= 0.8 * seeds.length, `${found} of ${seeds.length} found`);
  });

  it('finds the sign although a box stands elsewhere than it was entered, and says of the rest that it does not fit', () => {
    const entered = { E1: 'L1L2L3', E2: 'L1L2L3', E3: 'L3L1L2' };
    const turned = checkedMeter(6, { entered, meterFault: { counts: [-1, -1, -1] } });
    assert.deepEqual([turned.status, turned.code, turned.siteChange], ['found', 'signInverted', { factor: -1 }]);
    const right = checkedMeter(6, { entered: { ...entered, E3: 'L1L2L3' } });
    assert.deepEqual([right.status, right.code, right.sign], ['unclear', 'phasesDoNotFit', [1, 1, 1]]);
    assert.equal(right.siteChange, null);
  });

  it('follows a kettle that a person switches when told, on the phase the person names', () => {
    for (const mode of ['manage', 'observe'] as const) {
      const site = turnedBox(5, 1, { mode, meterFault: { order: [1, 0, 2], counts: [-1, -1, -1] } });
      const person = seededRandom('person');
      let actsAtS = Number.POSITIVE_INFINITY;
      let wants = 'switchOff';
      const result = site.check({ kind: 'meter', device: 'M1', loadPhase: 'L2' }, () => {
        const { code } = site.result;
        if (code !== wants && actsAtS === Number.POSITIVE_INFINITY) actsAtS = site.plant.nowS + person.between([2, 15]);
        if (site.plant.nowS < actsAtS) return;
        wants = code;
        actsAtS = Number.POSITIVE_INFINITY;
        site.kettleA = [0, code === 'switchOn' ? 8.7 : 0, 0];
      });
      assert.deepEqual([result.status, result.code], ['found', 'signInverted']);
      assert.deepEqual(result.phases, ['L2', null, null]);
      assert.deepEqual(result.sign, [-1, null, null]);
    }
  });

  it('works with boxes that do not measure, but for the ratio', () => {
    const result = checkedMeter(4, { traits: { measuresCurrent: false }, meterFault: { counts: [-1, -1, -1] } });
    assert.deepEqual([result.status, result.code], ['found', 'signInverted']);
    assert.deepEqual(result.ratio, [null, null, null]);
  });

  it('is refused for what is no grid meter, and without leave to steer', () => {
    const site = turnedBox(1, 1, { mode: 'observe' });
    assert.equal(site.check({ kind: 'meter', device: 'E1' }).code, 'unknownDevice');
    assert.equal(site.check({ kind: 'wiring', device: 'E9' }).code, 'unknownDevice');
    assert.equal(site.check({ kind: 'wiring', device: 'E1' }).code, 'observing');
  });

  it('ends after ten minutes, when it is told to, and when the site changes', () => {
    const site = turnedBox(1, 1);
    site.desk.start({ id: 'c1', request: { kind: 'wiring', device: 'E1' } }, site.topology, site.nowMs, 0);
    site.seconds(20);
    site.desk.end();
    site.seconds(1);
    assert.deepEqual([site.result.status, site.result.code], ['failed', 'ended']);
    assert.deepEqual(site.orders.at(-1), []);

    site.desk.start({ id: 'c2', request: { kind: 'wiring', device: 'E1' } }, { ...site.topology }, site.nowMs, 0);
    site.seconds(1);
    assert.equal(site.result.code, 'siteChanged');

    const begunS = site.plant.nowS;
    const late = site.check({ kind: 'meter', device: 'M1', loadPhase: 'L1' });
    assert.equal(late.status, 'unclear');
    assert.ok(site.plant.nowS - begunS <= 602);
  });
});
