import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationRequest, AllocationResult, ImbalanceRule, Row } from '../../../firmware/allocation/types.ts';
import type { PhaseIndex } from '../../../firmware/domain/phases.ts';
import { amperes, chargePoint, codes, phaseRow, powerRow } from './building.ts';

const rule = (own: Partial<ImbalanceRule> = {}): ImbalanceRule => ({
  maxMa: 20_000,
  houseMa: [0, 0, 0],
  reason: { code: 'imbalance', circuit: 'house', limitMa: 20_000 },
  ...own,
});

/** A charge point of which only this phase is counted for the imbalance. */
const onPhase = (id: string, phase: PhaseIndex, own: Partial<AllocationRequest> = {}): AllocationRequest =>
  chargePoint(id, { skewPhases: [phase], ...own });

const balanced = (requests: AllocationRequest[], rows: Row[] = [], imbalance = rule()): readonly AllocationResult[] =>
  allocate({ requests, rows, slot: 0, imbalance });

describe('imbalance between the phases of the house connection', () => {
  it('lets one car on one phase have 20 A, and says why and on which phase', () => {
    const [result] = balanced([onPhase('E1', 1)]);
    assert.deepEqual(result, {
      id: 'E1',
      targetMa: 20_000,
      reason: { code: 'imbalance', circuit: 'house', limitMa: 20_000, phase: 'L2' },
    });
  });

  it('lets a car on one phase have more as the lightest phase carries more', () => {
    const requests = [onPhase('E1', 0), onPhase('E2', 1, { maxMa: 8000 }), onPhase('E3', 2, { maxMa: 10_000 })];
    assert.deepEqual(amperes(balanced(requests)), [28, 8, 10]);
  });

  it('leaves those alone that count on all three phases, or on none', () => {
    const requests = [chargePoint('E1', { skewPhases: [0, 1, 2] }), chargePoint('E2'), onPhase('E3', 0)];
    assert.deepEqual(amperes(balanced(requests)), [32, 32, 20]);
  });

  it('counts a car on two phases on both', () => {
    const requests = [chargePoint('E1', { skewPhases: [0, 1] }), onPhase('E2', 1), onPhase('E3', 2, { maxMa: 6000 })];
    assert.deepEqual(amperes(balanced(requests)), [13, 13, 6]);
  });

  it('holds a car of which nothing is known against the phases it may leave alone, and gives no credit for it', () => {
    const unknown = (id: string, own: Partial<AllocationRequest> = {}) =>
      chargePoint(id, { skewPhases: [0], possiblePhases: [1, 2], ...own });
    assert.deepEqual(amperes(balanced([unknown('E1')])), [20]);
    // Two on L1 and L2, or one there and the other on L1: nothing of it is sure to be on L2.
    assert.deepEqual(amperes(balanced([unknown('E1', { maxMa: 8000 }), onPhase('E2', 1)])), [8, 12]);
    assert.deepEqual(amperes(balanced([unknown('E1', { maxMa: 8000 }), onPhase('E2', 2)])), [8, 20]);
    assert.deepEqual(amperes(balanced([unknown('E1', { maxMa: 8000 }), onPhase('E2', 0)])), [8, 12]);
  });

  it('starts three cars of which nothing is known on unturned wiring, and a fourth once one is known', () => {
    const cars = ['E1', 'E2', 'E3', 'E4'].map((id) =>
      chargePoint(id, { maxMa: 6000, skewPhases: [0], possiblePhases: [1, 2] }),
    );
    assert.deepEqual(amperes(balanced(cars)), [6, 6, 6, 0]);
    const [first, ...others] = cars;
    const known = { ...first, skewPhases: [0, 1, 2], possiblePhases: [] } as AllocationRequest;
    assert.deepEqual(amperes(balanced([known, ...others])), [6, 6, 6, 6]);
  });

  it('lowers the highest on the heavy phase first, down to the minimum, then pauses the last in the queue', () => {
    const requests = [onPhase('E1', 0, { maxMa: 8000 }), onPhase('E2', 0)];
    assert.deepEqual(amperes(balanced(requests)), [8, 12]);
    const five = ['E1', 'E2', 'E3', 'E4', 'E5'].map((id, k) => onPhase(id, 0, { sessionEnergyWh: k }));
    const results = balanced(five);
    assert.deepEqual(amperes(results).slice(3), [0, 0]);
    assert.deepEqual(codes(results), Array(5).fill('imbalance'));
    assert.equal(results[4]?.reason.phase, 'L1');
  });

  it('lowers a higher tier last, and pauses a dwelling charge point last', () => {
    assert.deepEqual(amperes(balanced([onPhase('E1', 0, { tier: 1 }), onPhase('E2', 0)])), [14, 6]);
    const four = ['E1', 'E2', 'E3', 'E4'].map((id, k) => onPhase(id, 0, { tier: 4 - k, dwell: k === 3 }));
    assert.deepEqual(
      amperes(balanced(four)).map((target) => target > 0),
      [true, true, false, true],
    );
  });

  it('gives what the lowering freed to those who do not make it worse', () => {
    const row = powerRow('house', 46 * 230, [
      { request: 0, phases: 1 },
      { request: 1, phases: 3 },
    ]);
    const requests = [onPhase('E1', 0, { tier: 1 }), chargePoint('E2', { skewPhases: [0, 1, 2] })];
    assert.deepEqual(amperes(allocate({ requests, rows: [row], slot: 0 })), [28, 6]);
    assert.deepEqual(amperes(balanced(requests, [row])), [20, 8]);
  });

  it('raises a phase again when the lightest one has got what others left', () => {
    // E1 takes the watts from E3, until the cap on L1 leaves it some; then L1 and L2 may carry more as well.
    const row = powerRow('house', 38 * 230, [
      { request: 0, phases: 1 },
      { request: 2, phases: 1 },
    ]);
    const requests = [onPhase('E1', 0, { tier: 1 }), onPhase('E2', 1), onPhase('E3', 2), onPhase('E4', 0)];
    assert.deepEqual(amperes(balanced(requests, [row], rule({ maxMa: 10_000 }))), [20, 28, 18, 8]);
  });

  it('counts a house load on the phases, and lets cars fill the light ones', () => {
    const requests = [onPhase('E1', 0), onPhase('E2', 1), onPhase('E3', 2)];
    const houseMa = [15_000, 5000, 0] as const;
    assert.deepEqual(amperes(balanced(requests, [], rule({ houseMa }))), [32, 32, 32]);
    assert.deepEqual(amperes(balanced(requests.slice(0, 2), [], rule({ houseMa }))), [0, 15]);
    assert.deepEqual(amperes(balanced(requests.slice(0, 2), [], rule({ houseMa: [8000, 5000, 0] }))), [12, 15]);
  });

  it('lets no car worsen what the house alone exceeds', () => {
    const requests = [onPhase('E1', 0), onPhase('E2', 1)];
    assert.deepEqual(amperes(balanced(requests, [], rule({ houseMa: [25_000, 10_000, 0] }))), [0, 15]);
    // Export on L1: a car there makes it better; one on L2 gets no further above L3 than L1 was below it.
    assert.deepEqual(amperes(balanced(requests, [], rule({ houseMa: [-25_000, 0, 0] }))), [32, 25]);
  });

  it('starts a charge point at its bare minimum, also beside a house load', () => {
    const starting = onPhase('E1', 0, { charging: false });
    for (const houseMa of [[0, 0, 0] as const, [100, 100, 100] as const]) {
      assert.deepEqual(amperes(balanced([starting], [], rule({ maxMa: 6000, houseMa }))), [6]);
    }
    assert.deepEqual(amperes(balanced([starting], [], rule({ maxMa: 5999 }))), [0]);
  });

  it('keeps nobody out who alone does no harm, though the lightest phase is light without it', () => {
    // E1 lifts the light phase L2 by itself. While it waits, L1 has only half an ampere up to the 20 A above L2.
    const requests = [
      chargePoint('E1', { maxMa: 6500, skewPhases: [0, 1], waitedSlots: 1 }),
      onPhase('E2', 2, { maxMa: 7000 }),
      onPhase('E3', 2, { maxMa: 6000 }),
    ];
    assert.deepEqual(amperes(balanced(requests, [], rule({ houseMa: [19_500, 0, 12_690] }))), [6, 7, 6]);
  });

  it('holds by what is counted, also where two could come out unlike in steps', () => {
    const requests = [onPhase('E1', 0, { stepMa: 700 }), onPhase('E2', 1), onPhase('E3', 2, { maxMa: 6500 })];
    const rows = [phaseRow('house', 'L1', 21_000, [0]), phaseRow('house', 'L2', 9000, [1])];
    const [one = 0, two = 0, three = 0] = amperes(balanced(requests, rows, rule({ maxMa: 1000 })));
    assert.ok(Math.max(one, two, three) - Math.min(one, two, three) <= 1, `${one} ${two} ${three}`);
    assert.ok(Math.min(one, two, three) >= 6);
  });

  it('comes to an end with house loads in fractions of a mA, and keeps to less than one of them', () => {
    const fraction = fc.double({ min: -30_000, max: 30_000, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(fraction, fraction, fraction), fc.constantFrom(0, 20_000), (houseMa, maxMa) => {
        const requests = [onPhase('E1', 0, { stepMa: 1 }), onPhase('E2', 1, { stepMa: 1 }), onPhase('E3', 1)];
        const targets = balanced(requests, [], rule({ houseMa, maxMa })).map(({ targetMa }) => targetMa);
        const [one = 0, two = 0, three = 0] = targets;
        const loads = [houseMa[0] + one, houseMa[1] + two + three, houseMa[2]];
        const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
        assert.ok(spread(loads) < Math.max(maxMa, spread(houseMa)) + 0.001);
      }),
    );
  });

  it('starts nobody who counts on some phases only where the difference cannot be known', () => {
    const requests = [onPhase('E1', 0), chargePoint('E2', { skewPhases: [0, 1, 2] })];
    for (const unknown of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.deepEqual(amperes(balanced(requests, [], rule({ houseMa: [0, unknown, 0] }))), [0, 32]);
    }
    assert.deepEqual(amperes(balanced(requests, [], rule({ maxMa: Number.NaN }))), [0, 32]);
    assert.deepEqual(amperes(balanced(requests, [], rule({ maxMa: -1 }))), [0, 32]);
    assert.deepEqual(amperes(balanced(requests, [], rule({ maxMa: Number.POSITIVE_INFINITY }))), [32, 32]);
  });

  it('uses all 96 phase-amperes of 32 A with nine cars on one phase each, on turned wiring', () => {
    const requests = Array.from({ length: 9 }, (_, k) => onPhase(`E${k + 1}`, (k % 3) as PhaseIndex));
    const rows = (['L1', 'L2', 'L3'] as const).map((quantity, phase) =>
      phaseRow(
        'house',
        quantity,
        32_000,
        [...requests.keys()].filter((k) => k % 3 === phase),
      ),
    );
    assert.equal(
      amperes(balanced(requests, rows)).reduce((sum, target) => sum + target, 0),
      96,
    );
  });
});
