import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationResult, Row } from '../../../firmware/allocation/types.ts';
import { leximinOptimum, stepByStep } from './oracles.ts';
import { boundsOf, freeIn, loadOf, placesOf, sites, targetOf } from './sites.ts';

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

describe('allocation: invariants', () => {
  it('I1 no row carries more than its capacity, and one below zero carries nothing', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        for (const row of input.rows) {
          assert.ok(loadOf(row, results) <= Math.max(0, row.capacity) * 1000, `${row.id} is overdrawn`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('I2 a target is 0, or between minimum and maximum and a multiple of the step', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach(({ id, minMa, maxMa, stepMa }, k) => {
          const targetMa = targetOf(results, k);
          assert.equal(results[k]?.id, id);
          if (targetMa !== 0) assert.ok(targetMa >= minMa && targetMa <= maxMa && targetMa % stepMa === 0);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('I3 nobody who charges can be raised one free step in all its rows', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach((request, k) => {
          const targetMa = targetOf(results, k);
          if (targetMa === 0 || targetMa + request.stepMa > request.maxMa) return;
          assert.notEqual(fullRows(input, results, k).length, 0, `${request.id} was left at ${targetMa} mA`);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('I4 with equal tier and need, one has less than another only in a full row where nobody is a step above it', () => {
    fc.assert(
      fc.property(sites(), (input) => {
        const results = allocate(input);
        input.requests.forEach((low, k) => {
          const lowMa = targetOf(results, k);
          if (lowMa === 0 || lowMa >= boundsOf(low).max) return;
          const equals = input.requests.flatMap((other, j) =>
            j !== k &&
            other.tier === low.tier &&
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
      { numRuns: 500 },
    );
  });

  it('I5 the same input gives the same output, in whatever order requests, rows and members stand', () => {
    const shuffled = sites().chain((input) =>
      fc.record({
        input: fc.constant(input),
        order: fc.shuffledSubarray(
          input.requests.map((_, k) => k),
          { minLength: input.requests.length },
        ),
        rows: fc.shuffledSubarray([...input.rows], { minLength: input.rows.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ input, order, rows }) => {
        const permuted: AllocationInput = {
          slot: input.slot,
          requests: order.flatMap((k) => input.requests[k] ?? []),
          rows: rows.map((row) => ({
            ...row,
            members: row.members.map(({ request, weight }) => ({ request: order.indexOf(request), weight })).reverse(),
          })),
        };
        const results = allocate(input);
        assert.deepEqual(
          allocate(permuted),
          order.map((k) => results[k]),
        );
        assert.deepEqual(allocate(input), results);
      }),
      { numRuns: 500 },
    );
  });

  it('I6 lowering a limit never raises the load through it', () => {
    const lowered = fc.record({
      input: sites({ charging: true }),
      which: fc.nat(),
      share: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.9, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(lowered, ({ input, which, share }) => {
        const row = input.rows[which % input.rows.length];
        if (row === undefined) return;
        const lower = { ...row, capacity: Math.floor(row.capacity * share) };
        if (lower.capacity >= row.capacity) return;
        const after = allocate({ ...input, rows: input.rows.map((each) => (each === row ? lower : each)) });
        assert.ok(loadOf(lower, after) <= loadOf(row, allocate(input)));
      }),
      { numRuns: 2000 },
    );
  });

  it('I7 a lower tier is above its minimum only by a rest too small for a higher tier that lacks its need', () => {
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
      { numRuns: 500 },
    );
  });

  it('I9 limit 0 at the house connection stops everyone at once, dwell or not', () => {
    fc.assert(
      fc.property(sites(), fc.constantFrom('L', 'P'), (input, quantity) => {
        const rows = input.rows.map((row) =>
          row.circuit === 'c0' && row.quantity.startsWith(quantity) ? { ...row, capacity: 0 } : row,
        );
        if (!rows.some((row) => row.circuit === 'c0' && row.quantity.startsWith(quantity))) return;
        for (const { targetMa } of allocate({ ...input, rows })) assert.equal(targetMa, 0);
      }),
    );
  });

  it('I14 running again with what came out, charging and dwelling as told, gives the same targets', () => {
    fc.assert(
      fc.property(sites(), fc.boolean(), (input, dwelling) => {
        const results = allocate(input);
        const again = allocate({
          ...input,
          requests: input.requests.map((request, k) => {
            const charging = targetOf(results, k) > 0;
            return { ...request, charging, dwell: charging && (dwelling || request.dwell) };
          }),
        });
        assert.deepEqual(
          again.map(({ targetMa }) => targetMa),
          results.map(({ targetMa }) => targetMa),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('I15 the total is within one step per charge point of the fair optimum of those admitted', () => {
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
      { numRuns: 500 },
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
      { numRuns: 300 },
    );
  });
});
