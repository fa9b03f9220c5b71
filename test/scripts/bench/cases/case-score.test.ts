import assert from 'node:assert/strict';
import type { Case } from '../../../../scripts/bench/cases/case-file.ts';
import { CaseScore, jainIndex } from '../../../../scripts/bench/cases/case-score.ts';
import { PluggedCar } from '../../../../scripts/bench/cases/plugged-car.ts';

const facts: Case = {
  ...{ name: 'two nodes', periodSec: 300, skewA: 20 },
  nodes: [
    { name: 'root', parent: -1, limitA: [50, 50, 50], background: [[10, 0, 0]] },
    { name: 'group', parent: 0, limitA: [32, 32, 32] },
  ],
  stations: [{ id: 'S1', node: 1, voltage: 230, rotation: [1, 2, 0], minA: 6, maxA: 32, stepA: 1 }],
  sessions: [{ id: 's1', station: 0, arrival: 0, departure: 10, kWh: 10, phases: 1, maxA: 16 }],
};
const carOf = (given: Partial<Case['sessions'][number]> = {}): PluggedCar => {
  const [session, station] = [facts.sessions[0], facts.stations[0]];
  if (session === undefined || station === undefined) throw new Error('no session');
  return new PluggedCar(0, { ...session, ...given }, station);
};

describe('a car of a recorded session', () => {
  it('shows its phases once it has drawn, and its maximum once it drew less than offered', () => {
    const car = carOf();
    assert.deepEqual([car.phaseCount, car.phases, car.maxA], [undefined, [1, 2, 0], 32]);
    car.charge(0, 1 / 12);
    assert.equal(car.phaseCount, undefined);
    car.charge(6, 1 / 12);
    assert.deepEqual([car.phaseCount, car.phases, car.maxA], [1, [1], 32]);
    car.charge(20, 1 / 12);
    assert.equal(car.maxA, 16);
  });

  it('takes no more than it asked for, and says nothing of its maximum at the end', () => {
    const car = carOf({ kWh: 0.1 });
    car.charge(32, 1 / 12);
    assert.deepEqual([car.wants, car.maxA, car.chargedKwh], [false, 32, 0.1]);
  });
});

describe('the score of a case', () => {
  const scored = (cars: readonly PluggedCar[], offerA: number) => {
    const score = new CaseScore(facts);
    for (const car of cars) car.charge(offerA, 1 / 12);
    score.period(
      0,
      cars.map((car) => ({ car, beforeA: 0 })),
    );
    return score;
  };

  it('counts offers over a limit on the phases that a car uses, at each node', () => {
    // Two one-phase cars at L2: 40 A in a group of 32 A, below a root of 50 A.
    const score = scored([carOf(), carOf()], 20);
    assert.equal(score.overloadAs, 8 * 300);
    assert.deepEqual([score.starts, score.changes], [2, 2]);
  });

  it('takes the house off what the root bears', () => {
    const cars = [carOf({ phases: 3 }), carOf({ phases: 3 })];
    // L1 bears 40 A beside the house, the group 32 A on each phase.
    assert.equal(scored(cars, 22).overloadAs, (3 * 12 + 4) * 300);
  });

  it('counts a difference between phases beyond the allowed one', () => {
    assert.equal(scored([carOf()], 32).imbalanceAs, 12 * 300);
    assert.equal(scored([carOf({ phases: 3 })], 32).imbalanceAs, 0);
  });
});

describe('Jain’s index', () => {
  it('is 1 when all have the same, and 1/n when one has everything', () => {
    assert.equal(jainIndex([2, 2, 2, 2]), 1);
    assert.equal(jainIndex([8, 0, 0, 0]), 0.25);
  });
});
