import assert from 'node:assert/strict';
import { scenarioSite } from '../../../scripts/site/in-process/scenario-site.ts';
import { scenarioByName } from '../../../scripts/site/scenarios/all.ts';

const houseMa = 2000;
/** Noise and rounding of the meter, and of every box. */
const noiseMa = 700;
const raisesEachSecond = { timing: { raiseIntervalS: 1 } };

/** The least that the house was taken for on a phase, mA, from a drop of the limit at `dropS` on; it is `houseMa` all the time. */
function leastEstimateMa(seed: number, dropS: number): number {
  const scenario = scenarioByName('house', { seed });
  const site = scenarioSite({ ...scenario, document: { ...scenario.document, ...raisesEachSecond } });
  site.plant.house.fix([houseMa / 1000, houseMa / 1000, houseMa / 1000]);
  let least = Number.POSITIVE_INFINITY;
  site.step(dropS);
  site.set('AVAIL', 15);
  site.nudge();
  for (let s = 0; s < 40; s += 1) {
    const [connection] = site.step().estimates;
    least = Math.min(least, ...(connection?.houseSignedMa ?? []));
  }
  return least;
}

describe('the house while cars move and their boxes show it late', () => {
  for (const seed of [6, 15, 24, 31])
    for (const dropS of [12, 20, 60])
      it(`is not taken for less than it is: cars of seed ${seed}, limit after ${dropS} s`, () => {
        assert.ok(leastEstimateMa(seed, dropS) >= houseMa - noiseMa, `${leastEstimateMa(seed, dropS)} mA`);
      });
});
