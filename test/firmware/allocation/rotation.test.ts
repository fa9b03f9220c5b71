import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate } from '../../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationRequest } from '../../../firmware/allocation/types.ts';
import { sites, targetOf } from './sites.ts';

const cases = 10_000;
const slotMs = 900_000;

type Queued = AllocationRequest & { readonly waitedSlots: number };

/** One slot later: who was served has its energy and goes to the end of the queue, who waited moves up. */
const oneSlotOn = (request: Queued, targetMa: number): Queued =>
  targetMa > 0
    ? { ...request, charging: true, waitedSlots: 0, waitingMs: 0, sessionEnergyWh: request.sessionEnergyWh + targetMa }
    : {
        ...request,
        charging: false,
        waitedSlots: request.waitedSlots + 1,
        waitingMs: request.waitingMs + slotMs,
      };

/** The queue of a slot, written down anew: more slots waited, lower rank, less energy, longer wait, id. */
function queueOf(requests: readonly Queued[]): number[] {
  const keyOf = ({ waitedSlots, rank = Infinity, sessionEnergyWh, waitingMs }: Queued, k: number): number[] => [
    -waitedSlots,
    rank,
    sessionEnergyWh,
    -waitingMs,
    k,
  ];
  const keys = requests.map(keyOf);
  return [...keys.keys()].sort((a, b) => {
    const at = keys[a]?.findIndex((part, j) => part !== keys[b]?.[j]) ?? 0;
    return (keys[a]?.[at] ?? 0) < (keys[b]?.[at] ?? 0) ? -1 : 1;
  });
}

/** Those of one tier who could charge if they were alone, with nobody dwelling any more when a slot begins. */
function rotating(input: AllocationInput): { base: AllocationInput; requests: Queued[] } {
  const requests = input.requests.map(
    (request): Queued => ({ ...request, tier: 0, dwell: false, charging: false, waitedSlots: 0 }),
  );
  const alone = requests.map((request, k) => {
    const others = requests.map((other, j) => (j === k ? request : { ...other, maxMa: 0 }));
    return targetOf(allocate({ ...input, requests: others }), k) > 0;
  });
  return { base: input, requests: requests.map((request, k) => (alone[k] ? request : { ...request, maxMa: 0 })) };
}

/** Plays slots; gives the longest wait in slots and, of all slots, the fewest served, at all and from the head of the queue. */
function play(base: AllocationInput, start: readonly Queued[], slots: number) {
  let requests = [...start];
  let longestWait = 0;
  let fewestServed = Infinity;
  let fewestFirst = Infinity;
  for (let slot = 0; slot < slots; slot += 1) {
    const results = allocate({ ...base, requests, slot });
    const queue = queueOf(requests).filter((k) => (requests[k]?.maxMa ?? 0) > 0);
    const firstRefused = queue.findIndex((k) => targetOf(results, k) === 0);
    fewestFirst = Math.min(fewestFirst, firstRefused < 0 ? queue.length : firstRefused);
    fewestServed = Math.min(fewestServed, results.filter(({ targetMa }) => targetMa > 0).length);
    requests = requests.map((request, k) => oneSlotOn(request, targetOf(results, k)));
    for (const k of queue) longestWait = Math.max(longestWait, requests[k]?.waitedSlots ?? 0);
  }
  return { longestWait, fewestServed, fewestFirst };
}

describe('allocation: rotation when not all can charge', () => {
  it('everyone of a tier is served within ceil(N/k) slots, k the fewest served per slot (I12)', () => {
    const drawn = fc.record({
      cars: fc.array(fc.record({ rank: fc.option(fc.nat(2), { nil: undefined }), energyWh: fc.nat(9000) }), {
        minLength: 1,
        maxLength: 12,
        size: 'max',
      }),
      minMa: fc.integer({ min: 6000, max: 16_000 }),
      capacity: fc.integer({ min: 16_000, max: 100_000 }),
    });
    let waited = 0;
    fc.assert(
      fc.property(drawn, ({ cars, minMa, capacity }) => {
        const requests = cars.map(
          ({ rank, energyWh }, k): Queued => ({
            id: `E${k + 1}`,
            minMa,
            maxMa: 32_000,
            stepMa: 500,
            tier: 0,
            charging: false,
            dwell: false,
            ...(rank === undefined ? {} : { rank }),
            waitedSlots: 0,
            sessionEnergyWh: energyWh,
            waitingMs: 0,
            reason: { code: 'deviceLimit' },
          }),
        );
        const members = requests.map((_, request) => ({ request, weight: 1 }));
        const row = { id: 'r', circuit: 'c', quantity: 'L1', capacity, steady: true, members } as const;
        const base = { rows: [{ ...row, reason: { code: 'fuse' } as const }], requests, slot: 0 };
        fc.pre(allocate(base).some(({ targetMa }) => targetMa > 0));
        const { longestWait, fewestServed } = play(base, requests, requests.length + 4);
        assert.ok(longestWait < Math.ceil(requests.length / fewestServed), `${longestWait} slots, k ${fewestServed}`);
        if (longestWait > 0) waited += 1;
      }),
      { numRuns: cases },
    );
    assert.ok(waited > cases / 4);
  });

  it('with other minimums, trees and the imbalance: k the fewest served in turn from the head of the queue (I12)', () => {
    let waited = 0;
    fc.assert(
      fc.property(sites({ chargePoints: 8, imbalance: true }), (input) => {
        const { base, requests } = rotating(input);
        const count = requests.filter(({ maxMa }) => maxMa > 0).length;
        if (count === 0) return;
        const { longestWait, fewestFirst } = play(base, requests, count + 3);
        assert.ok(fewestFirst > 0, 'the first of the queue was not served');
        assert.ok(longestWait < Math.ceil(count / fewestFirst), `${longestWait} slots, k ${fewestFirst}`);
        if (longestWait > 0) waited += 1;
      }),
      { numRuns: cases },
    );
    assert.ok(waited > cases / 20, `${waited} of ${cases} had to wait`);
  });
});
