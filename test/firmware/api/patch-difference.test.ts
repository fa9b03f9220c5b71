import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPatch, isFields } from '../../../firmware/api/patch.ts';
import { patchBetween } from '../../../firmware/api/patch-difference.ts';
import { limitOrigins } from '../../../firmware/domain/limit.ts';
import { reasonCodes } from '../../../firmware/domain/reason.ts';
import type { CircuitState, LimitState, State } from '../../../firmware/domain/state.ts';
import { exampleState } from './fakes.ts';

const id = fc.constantFrom('house', 'garage', 'E1', 'E2', '7', '__proto__', 'constructor');
const number = fc.oneof(fc.constantFrom(0, 6, 16), fc.double({ noNaN: true, noDefaultInfinity: true }));
const maybe = fc.option(number);
const phases = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value, value);
const reason = fc.record(
  { code: fc.constantFrom(...reasonCodes), circuit: id, limitMa: fc.nat(80_000), phase: fc.constantFrom('L1', 'L2') },
  { requiredKeys: ['code'], noNullPrototype: true },
) as fc.Arbitrary<CircuitState['reason']>;
const circuit: fc.Arbitrary<CircuitState> = fc.record({
  id,
  name: fc.string({ maxLength: 4 }),
  parent: fc.option(id),
  fuseA: number,
  reserveA: number,
  limitA: phases(number),
  limitW: maybe,
  reason,
  drawnA: phases(maybe),
  headroomA: phases(maybe),
});
const limit: fc.Arbitrary<LimitState> = fc.record({
  id,
  origin: fc.constantFrom(...limitOrigins),
  circuit: fc.option(id),
  unit: fc.constantFrom('A' as const, 'W' as const),
  value: number,
  since: fc.constant('2026-01-01T00:00:00.000Z'),
  until: fc.option(fc.constant('2026-01-02T00:00:00.000Z')),
  source: fc.string({ maxLength: 3 }),
});
const unique = <T extends { id: string }>(item: fc.Arbitrary<T>) =>
  fc.uniqueArray(item, { selector: (entry) => entry.id, maxLength: 4 });
const states: fc.Arbitrary<State> = fc
  .record({
    cycle: fc.nat(),
    circuits: unique(circuit),
    // An id twice cannot be a map: the list must go whole.
    limits: fc.array(limit, { maxLength: 4 }),
    flow: fc.record({ gridW: maybe, solarW: maybe, batteryW: maybe, houseW: maybe, chargePointsW: maybe }),
    offeredA: maybe,
  })
  .map(({ offeredA, cycle, ...parts }) => structuredClone({ ...exampleState(cycle, offeredA), ...parts }));

describe('a patch of the live state', () => {
  it('turns any state into any other, also after its way over the wire', () => {
    fc.assert(
      fc.property(states, states, (from, to) => {
        const wire: unknown = JSON.parse(JSON.stringify(patchBetween(from, to) ?? {}));
        assert.ok(isFields(wire));
        const start = JSON.parse(JSON.stringify(from)) as State;
        assert.deepEqual(applyPatch(start, wire), JSON.parse(JSON.stringify(to)));
        assert.deepEqual(start, JSON.parse(JSON.stringify(from)), 'the old state is left alone');
      }),
      { numRuns: 500 },
    );
  });

  it('is not there when nothing changed', () => {
    fc.assert(fc.property(states, (state) => assert.equal(patchBetween(state, structuredClone(state)), undefined)));
  });

  it('names only what changed, with lists as maps by id', () => {
    assert.deepEqual(patchBetween(exampleState(1, 16), exampleState(2, 10)), {
      cycle: 2,
      at: '2026-01-01T00:00:02.000Z',
      chargePoints: { E1: { offeredA: 10, drawnA: [10, null, null] } },
    });
  });

  it('keeps null as "no value" in a field and takes away what a reason no longer says', () => {
    const patch = patchBetween(exampleState(1, 16), exampleState(1, null));
    assert.deepEqual(patch, {
      chargePoints: {
        E1: { offeredA: null, drawnA: [null, null, null], reason: { code: 'lost', circuit: null, phase: null } },
      },
    });
    const after = applyPatch(exampleState(1, 16), patch ?? {});
    assert.equal(after.chargePoints[0]?.offeredA, null);
    assert.deepEqual(after.chargePoints[0]?.reason, { code: 'lost' });
  });

  it('takes an entry away with null and adds a new one at the end', () => {
    const from = exampleState(1);
    const [house] = from.circuits;
    assert.ok(house !== undefined);
    const to = { ...from, circuits: [{ ...house, id: 'garage' }] };
    const patch = patchBetween(from, to);
    assert.deepEqual(patch, { circuits: { house: null, garage: { ...house, id: 'garage' } } });
    assert.deepEqual(applyPatch(from, patch ?? {}), to);
  });
});
