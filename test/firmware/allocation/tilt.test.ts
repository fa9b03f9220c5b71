import assert from 'node:assert/strict';
import { phasePairs, tiltsOf } from '../../../firmware/allocation/tilt.ts';
import type { AllocationRequest } from '../../../firmware/allocation/types.ts';
import { type PhaseIndex, phaseIndexes } from '../../../firmware/domain/phases.ts';
import { chargePoint } from './building.ts';

/** By pairs of phases, as `L1>L2`: only those that are not 0. */
function tilts(own: Pick<AllocationRequest, 'skewPhases' | 'possiblePhases'>): Record<string, number> {
  const all = tiltsOf(chargePoint('E1', own));
  const named = phasePairs.map(({ over, under }, k) => [`L${over + 1}>L${under + 1}`, all[k] ?? 0] as const);
  return Object.fromEntries(named.filter(([, tilt]) => tilt !== 0));
}

describe('what a charge point can add to the difference of two phases', () => {
  it('is its current where it uses the one only, less where it uses the other only', () => {
    assert.deepEqual(tilts({ skewPhases: [0] }), { 'L1>L2': 1, 'L1>L3': 1, 'L2>L1': -1, 'L3>L1': -1 });
    assert.deepEqual(tilts({ skewPhases: [1, 2] }), { 'L1>L2': -1, 'L1>L3': -1, 'L2>L1': 1, 'L3>L1': 1 });
  });

  it('is nothing for one on all three phases, or on none', () => {
    assert.deepEqual(tilts({ skewPhases: phaseIndexes }), {});
    assert.deepEqual(tilts({}), {});
  });

  it('is never less than nothing while its car may use the other phase or not', () => {
    assert.deepEqual(tilts({ skewPhases: [2], possiblePhases: [0, 1] }), { 'L1>L2': 1, 'L3>L1': 1, 'L3>L2': 1 });
  });

  it('is the most that any car it may have makes of it, however much is sure', () => {
    for (const order of [[0, 1, 2], [2, 0, 1], [1, 0, 2], [1, 2], [2]] satisfies PhaseIndex[][]) {
      for (let sure = 0; sure <= order.length; sure += 1) {
        const request = chargePoint('E1', { skewPhases: order.slice(0, sure), possiblePhases: order.slice(sure) });
        const worst = phasePairs.map(({ over, under }) => {
          const cars = Array.from({ length: order.length - sure + 1 }, (_, k) => order.slice(0, sure + k));
          return Math.max(...cars.map((used) => Number(used.includes(over)) - Number(used.includes(under))));
        });
        assert.deepEqual(tiltsOf(request), worst, `${order.slice(0, sure)}, perhaps ${order.slice(sure)}`);
      }
    }
  });
});
