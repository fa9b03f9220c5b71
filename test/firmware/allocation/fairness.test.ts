import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationResult, Row } from '../../../firmware/allocation/types.ts';
import { leximinOptimum, stepByStep } from './oracles.ts';
import { boundsOf, freeIn, placesOf, sites, targetOf } from './sites.ts';

const cases = 10_000;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** The rows of a charge point that have no room for one more step of it. */
function fullRows(input: AllocationInput, results: readonly AllocationResult[], request: number): Row[] {
  const stepMa = input.requests[request]?.stepMa ?? 0;
  return placesOf(input, request)
    .filter(({ row, weight }) => freeIn(row, results) < weight * stepMa)
    .map(({ row }) => row);
}

const weightIn = (input: AllocationInput, row: Row, request: number): number =>
  placesOf(input, request).find((place) => place.row === row)?.weight ?? 0;

describe('allocation: who gets how much', () => {
  it('nobody who charges can be raised one free step in all its rows (I3)', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach((request, k) => {
          const targetMa = targetOf(results, k);
          if (targetMa === 0 || targetMa + request.stepMa > request.maxMa) return;
          assert.notEqual(fullRows(input, results, k).length, 0, `${request.id} was left at ${targetMa} mA`);
        });
      }),
      { numRuns: cases },
    );
  });

  it('with equal tier, need and rank, one has less than another only in a full row where nobody is a step above it (I4)', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach((low, k) => {
          const lowMa = targetOf(results, k);
          if (lowMa === 0 || lowMa >= boundsOf(low).max) return;
          const equals = input.requests.flatMap((other, j) =>
            j !== k &&
            other.tier === low.tier &&
            other.rank === low.rank &&
            boundsOf(other).need === boundsOf(low).need &&
            targetOf(results, j) > 0
              ? [j]
              : [],
          );
          if (!equals.some((j) => targetOf(results, j) > lowMa)) return;
          const isFair = (row: Row): boolean =>
            equals.every((j) => {
              const other = input.requests[j];
              const weight = weightIn(input, row, j);
              if (other === undefined || weight === 0) return true;
              // A rest too small for one step of the low one may hold a few of a finer or lighter one (I3 asks it).
              const rest = weightIn(input, row, k) * low.stepMa - 1;
              const finerMa = Math.floor(rest / (weight * other.stepMa)) * other.stepMa;
              return targetOf(results, j) <= Math.max(boundsOf(other).min, lowMa + other.stepMa) + finerMa;
            });
          assert.ok(fullRows(input, results, k).some(isFair), `${low.id} has ${lowMa} mA`);
        });
      }),
      { numRuns: cases },
    );
  });

  it('a lower tier is above its minimum only by a rest too small for a higher tier that lacks its need (I7)', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach((high, k) => {
          const highMa = targetOf(results, k);
          if (highMa === 0 || highMa >= boundsOf(high).need) return;
          const aboveMinimum = (row: Row): number =>
            sum(
              row.members.map(({ request: j }) => {
                const other = input.requests[j];
                if (other === undefined || other.tier >= high.tier || targetOf(results, j) === 0) return 0;
                return weightIn(input, row, j) * (targetOf(results, j) - boundsOf(other).min);
              }),
            );
          assert.ok(
            fullRows(input, results, k).some(
              (row) => freeIn(row, results) + aboveMinimum(row) < weightIn(input, row, k) * high.stepMa,
            ),
            `${high.id} lacks its need at ${highMa} mA`,
          );
        });
      }),
      { numRuns: cases },
    );
  });

  it('the total is within one step per charge point of the fair optimum of those admitted (I15)', () => {
    fc.assert(
      fc.property(sites({ chargePoints: 6, steps: 'same' }), (input) => {
        const results = allocate(input);
        const optimum = sum(leximinOptimum(input, results).values());
        const total = sum(results.map(({ targetMa }) => targetMa));
        const stepsMa = input.requests.length * (input.requests[0]?.stepMa ?? 0) + 1;
        assert.ok(total >= optimum - stepsMa, `${total} mA, optimum ${optimum} mA`);
        // Above it only because what one heavy step leaves in a W row may be as many as three or four light ones.
        const heaviest = input.rows.some(({ quantity }) => quantity === 'P') ? 4 : 1;
        assert.ok(total <= optimum + heaviest * stepsMa, `${total} mA, optimum ${optimum} mA`);
      }),
      { numRuns: cases },
    );
  });

  it('leaps come out where single steps would', () => {
    fc.assert(
      fc.property(sites({ chargePoints: 6 }), (input) => {
        fc.pre(input.requests.every(({ stepMa }) => stepMa >= 100));
        const results = allocate(input);
        const expected = stepByStep(input, results);
        results.forEach(({ targetMa }, k) => {
          assert.equal(targetMa, expected.get(k) ?? 0);
        });
      }),
      { numRuns: cases },
    );
  });
});
