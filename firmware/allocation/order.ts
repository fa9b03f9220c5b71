import type { Candidate } from './candidate.ts';
import type { AllocationRequest } from './types.ts';

/** Indexes of the requests in the order of their ids: shorter first, so that E2 stands before E10. */
export function byId(requests: readonly AllocationRequest[]): number[] {
  const ids = requests.map(({ id }) => id);
  return ids.map((_, index) => index).sort((a, b) => compareIds(ids[a] ?? '', ids[b] ?? ''));
}

/** An order of texts that is the same on every machine, whatever its language. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * `ties[rank]`: when the charge point with this place in the id order is served among equals. A new shuffle for each
 * slot, the same one all through it, so that over a day nobody is always last for the odd ampere.
 */
export function tieOrder(inIdOrder: readonly number[], slot: number): number[] {
  const count = inIdOrder.length;
  const keys = Float64Array.from(inIdOrder, (_, rank) => shuffle(rank, slot) * count + rank).sort();
  const ties = new Array<number>(count).fill(0);
  keys.forEach((key, place) => {
    ties[key % count] = place;
  });
  return ties;
}

/** 32 bits that depend on every bit of both numbers: two rounds of multiply and fold (the constants are odd primes). */
function shuffle(rank: number, slot: number): number {
  let bits = Math.imul(rank + 1, 0x9e3779b1) ^ Math.imul(slot | 0, 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae3d);
  bits = Math.imul(bits ^ (bits >>> 13), 0x27d4eb2f);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * The order of admission: who must not be interrupted yet, then the higher tier, then who waited more slots, then the
 * lower rank, then least energy of this session, then longest wait, then the stable index. Slots stand before ranks:
 * else a car without a departure might wait for ever. It depends on no capacity (see docs/allocation.md).
 */
export function admissionOrder(a: Candidate, b: Candidate): number {
  return (
    Number(b.request.dwell) - Number(a.request.dwell) ||
    compareNumbers(b.tier, a.tier) ||
    compareNumbers(b.queueKey.waitedSlots, a.queueKey.waitedSlots) ||
    compareNumbers(a.rank, b.rank) ||
    compareNumbers(a.queueKey.sessionEnergyWh, b.queueKey.sessionEnergyWh) ||
    compareNumbers(b.queueKey.waitingMs, a.queueKey.waitingMs) ||
    a.idRank - b.idRank
  );
}

/** The order of filling: higher tier first, in it the lower rank; of equals, as they stand at their minimums. */
export function fillingOrder(a: Candidate, b: Candidate): number {
  return compareNumbers(b.tier, a.tier) || compareNumbers(a.rank, b.rank) || a.minMa - b.minMa || a.tie - b.tie;
}

/** Lowest current first, then the tie of the slot. */
export const isServedBefore = (a: Candidate, b: Candidate): boolean =>
  a.targetMa === b.targetMa ? a.tie < b.tie : a.targetMa < b.targetMa;

/** Not a - b: two infinities would give NaN. */
const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
