import assert from 'node:assert/strict';
import type { Decision } from '../../../../firmware/control/controller.ts';
import { type ScoredSite, scoreRun } from '../../../../scripts/site/in-process/plant-score.ts';
import { Plant } from '../../../../scripts/site/plant/plant.ts';

/** One three-phase car that takes all of its offer at once, in a house of `houseA`, and somebody who only offers. */
function siteWith(houseA: number, offerAt: (nowS: number) => number) {
  const plant = new Plant({
    ...{ seed: 1, fuseA: 63 },
    boxes: [
      {
        ...{ id: 'E1', wiring: [0, 1, 2], failsafeA: 0, pilotDelayS: 0 },
        car: {
          ...{ phases: 3, maxA: 16, batteryWh: 80_000, startPercent: 10, drawFactor: 1, wholeAmperes: false },
          ...{ deadTimeS: 0, rampUpAPerS: 1000, rampDownAPerS: 1000, wakeS: [0, 0], stopS: [0, 0] },
        },
      },
    ],
  });
  plant.house.fix([houseA, houseA, houseA]);
  let offerA = 0;
  let changes = 0;
  const site: ScoredSite = {
    plant,
    get changes() {
      return changes;
    },
    decision: () => ({ offerMa: offerA * 1000 }) as Decision,
    step(_seconds, seen = () => {}) {
      const wanted = offerAt(plant.nowS);
      if (wanted !== offerA) changes += 1;
      offerA = wanted;
      plant.boxes.get('E1')?.offer(plant.nowS, offerA);
      for (let k = 0; k < 2; k += 1) {
        plant.step();
        seen();
      }
      return undefined as never;
    },
  };
  return site;
}

describe('the score of a closed loop (shared/cases/plant.md)', () => {
  it('counts only the overload that would not be there without the cars', () => {
    const house = scoreRun(
      siteWith(40, () => 0),
      60,
      () => 32,
    );
    assert.equal(house.overloadAs, 0);
    const over = scoreRun(
      siteWith(40, () => 10),
      60,
      () => 32,
    );
    assert.ok(Math.abs(over.overloadAs - 3 * 10 * 60) < 3 * 10 * 2, String(over.overloadAs));
    const below = scoreRun(
      siteWith(20, () => 16),
      60,
      () => 32,
    );
    assert.ok(Math.abs(below.overloadAs - 3 * 4 * 60) < 3 * 4 * 2, String(below.overloadAs));
  });

  it('settles when the overload is over for 10 s, counted from the change of the limit', () => {
    const drop = (s: number) => (s < 30 ? 63 : 16);
    const late = (s: number) => (s < 34 ? 16 : 0);
    assert.deepEqual(scoreRun(siteWith(10, late), 90, drop).settleS, [4]);
    // Too high for a moment within the 10 s: not settled before.
    const again = (s: number) => (s < 34 ? 16 : s >= 38 && s < 40 ? 16 : 0);
    assert.deepEqual(scoreRun(siteWith(10, again), 90, drop).settleS, [10]);
    assert.deepEqual(
      scoreRun(
        siteWith(10, () => 16),
        90,
        drop,
      ).settleS,
      [Number.POSITIVE_INFINITY],
    );
    assert.deepEqual(
      scoreRun(
        siteWith(10, () => 6),
        90,
        drop,
      ).settleS,
      [0],
    );
  });

  it('counts starts, short runs, pauses and set-points that differ', () => {
    const score = scoreRun(
      siteWith(10, (s) => (s < 30 || (s >= 60 && s < 180) ? 10 : 0)),
      240,
      () => 63,
    );
    assert.deepEqual([score.starts, score.shortRuns, score.pauses], [2, 1, 2]);
    assert.equal(score.changesPerBoxMinute, 4 / 4);
  });

  it('measures against one who knows everything and loses nothing', () => {
    const score = scoreRun(
      siteWith(10, () => 16),
      600,
      () => 63,
    );
    assert.ok(score.energyWh > 0.99 * score.idealWh && score.energyWh <= score.idealWh, `${score.energyWh}`);
    const half = scoreRun(
      siteWith(10, () => 8),
      600,
      () => 63,
    );
    assert.ok(Math.abs(half.energyWh / half.idealWh - 0.5) < 0.01);
  });
});
