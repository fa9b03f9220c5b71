import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationRequest } from '../../../firmware/allocation/types.ts';
import type { PhaseIndex } from '../../../firmware/domain/phases.ts';
import { amperes, chargePoint, phaseRow, phaseRows } from './building.ts';
import { loadOf, sites, skewOf, targetOf } from './sites.ts';

const cases = 10_000;

const nonsense = fc.constantFrom(NaN, Infinity, -Infinity, -1, -32_000, 0, 0.5, 6000.5);
const orNonsense = <T>(value: T): fc.Arbitrary<T | number> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: nonsense });
const mixed = (request: AllocationRequest): fc.Arbitrary<AllocationRequest> =>
  fc
    .record({
      minMa: orNonsense(request.minMa),
      maxMa: orNonsense(request.maxMa),
      stepMa: orNonsense(request.stepMa),
      needMa: orNonsense(request.maxMa),
      tier: orNonsense(request.tier),
      rank: orNonsense(0),
      waitedSlots: orNonsense(0),
      sessionEnergyWh: orNonsense(request.sessionEnergyWh),
      waitingMs: orNonsense(request.waitingMs),
    })
    .map((drawn) => ({ ...request, ...drawn }));

/** Sites in which any number may be nonsense. */
const broken: fc.Arbitrary<AllocationInput> = sites({ imbalance: true }).chain(
  ({ imbalance, rows, requests, slot: sound }) =>
    fc.record({
      rows: fc.tuple(...rows.map((row) => orNonsense(row.capacity).map((capacity) => ({ ...row, capacity })))),
      requests: fc.tuple(...requests.map(mixed)),
      slot: orNonsense(sound),
      ...(imbalance === undefined
        ? {}
        : {
            imbalance: fc
              .record({
                maxMa: orNonsense(imbalance.maxMa),
                houseMa: fc.tuple(orNonsense(0), orNonsense(0), orNonsense(0)),
              })
              .map((drawn) => ({ ...imbalance, ...drawn })),
          }),
    }),
);

describe('allocation: many charge points and bad input', () => {
  it('shares one circuit between 300 charge points, unlike phases and all, and serves all in turn', () => {
    const count = 300;
    const skewPhases = ([0, 1, 2] as const).map((phase): PhaseIndex[] => [phase]);
    let requests = Array.from({ length: count }, (_, k) =>
      chargePoint(`E${k + 1}`, { charging: false, maxMa: 16_000, skewPhases: skewPhases[k % 3] ?? [] }),
    );
    const on = (phase: number): number[] => [...requests.keys()].filter((k) => k % 3 === phase);
    const rows = [
      phaseRow('hall', 'L1', 300_000, on(0)),
      phaseRow('hall', 'L2', 300_000, on(1)),
      phaseRow('hall', 'L3', 250_000, on(2)),
    ];
    const reason = { code: 'imbalance' } as const;
    const rule = { maxMa: 20_000, houseMa: [0, 0, 0], reason } as const;
    const served = new Set<number>();
    for (let slot = 0; slot < 3; slot += 1) {
      const results = allocate({ rows, requests, slot, imbalance: rule });
      const sums = [0, 1, 2].map((phase) => on(phase).reduce((sum, k) => sum + targetOf(results, k), 0));
      assert.deepEqual(sums, [270_000, 270_000, 250_000]);
      results.forEach(({ targetMa }, k) => {
        if (targetMa > 0) served.add(k);
      });
      requests = requests.map((request, k) => {
        const charging = targetOf(results, k) > 0;
        return { ...request, charging, waitedSlots: charging ? 0 : (request.waitedSlots ?? 0) + 1 };
      });
    }
    assert.equal(served.size, count);
  });

  it('gives 300 charge points that all fit the same, and the odd amperes one each', () => {
    const requests = Array.from({ length: 300 }, (_, k) => chargePoint(`E${k + 1}`));
    const targets = amperes(allocate({ rows: phaseRows('hall', 2_345_000, [...requests.keys()]), requests, slot: 7 }));
    assert.equal(targets.filter((target) => target === 8).length, 245);
    assert.equal(targets.filter((target) => target === 7).length, 55);
  });

  it('hands out only whole mA within bounds and capacities, whatever numbers come in (I1, I2, I8)', () => {
    fc.assert(
      fc.property(broken, (input) => {
        const results = allocate(input);
        input.requests.forEach(({ minMa, maxMa }, k) => {
          const targetMa = targetOf(results, k);
          assert.ok(Number.isSafeInteger(targetMa) && targetMa >= 0);
          if (targetMa > 0) assert.ok(targetMa >= minMa && targetMa <= maxMa);
        });
        for (const row of input.rows) {
          const capacity = Number.isNaN(row.capacity) ? 0 : Math.max(0, row.capacity);
          assert.ok(loadOf(row, results) <= capacity * 1000, `${row.id} is overdrawn`);
        }
        if (input.imbalance === undefined) return;
        const { maxMa, houseMa } = input.imbalance;
        if (houseMa.every(Number.isFinite) && maxMa > -Infinity) {
          const { skewMa, allowedMa } = skewOf(input, input.imbalance, results);
          assert.ok(skewMa <= allowedMa, `${skewMa} mA`);
        } else {
          const uneven = input.requests.filter(
            ({ skewPhases = [] }) => skewPhases.length === 1 || skewPhases.length === 2,
          );
          for (const { id } of uneven) assert.equal(results.find((result) => result.id === id)?.targetMa, 0);
        }
      }),
      { numRuns: cases },
    );
  });

  it('lets the order of the list decide nothing, whatever numbers come in (I5)', () => {
    fc.assert(
      fc.property(broken, (input) => {
        const last = input.requests.length - 1;
        const backwards: AllocationInput = {
          ...input,
          requests: [...input.requests].reverse(),
          rows: input.rows.map((row) => ({
            ...row,
            members: row.members.map(({ request, weight }) => ({ request: last - request, weight })),
          })),
        };
        assert.deepEqual([...allocate(backwards)].reverse(), allocate(input));
      }),
      { numRuns: cases },
    );
  });
});
