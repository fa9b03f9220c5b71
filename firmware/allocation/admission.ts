import { type Candidate, takesPart } from './candidate.ts';
import { grant, tightestPlace } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import { admissionOrder } from './order.ts';
import { bearsStart, noteStart, type Skew } from './skew.ts';

/**
 * What must be free above the minimum before a charge point starts, mA: a house load that wobbles by an ampere must
 * not start and stop a car in turns.
 */
export const startMarginMa = 1500;

/** Those that can take part, in the order of admission. */
export const queueUp = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(takesPart).sort(admissionOrder);

/**
 * Gives everyone in the queue that fits its minimum, one after the other. Who does not fit is passed over: a smaller
 * one behind it may still fit. Who was admitted or refused already stays as it is.
 */
export function admit(queue: readonly Candidate[], skew?: Skew): void {
  for (const candidate of queue) {
    if (candidate.targetMa > 0 || candidate.fullRow !== undefined) continue;
    const fits = hasRoom(candidate) && (skew === undefined || bearsStart(skew, candidate));
    if (!fits) {
      candidate.fullRow = tightestPlace(candidate, 'free')?.row;
      continue;
    }
    grant(candidate, candidate.minMa);
    if (skew !== undefined) noteStart(skew, candidate);
  }
}

/** A weight of 0 (a phase without voltage) fits anywhere, but not where nothing at all may flow. */
function hasRoom(candidate: Candidate): boolean {
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    const { row, weight } = place;
    if (row.isCap) continue;
    if (row.capacity <= 0 || weight * requiredMa(candidate, row) > row.free) return false;
  }
  return true;
}

/** Current that must be free in a row of a charge point: to stay its minimum, to start a little more where a house wobbles, mA. */
export function requiredMa({ request, minMa, maxMa }: Candidate, { row }: LedgerRow): number {
  return request.charging || row.steady === true ? minMa : Math.min(maxMa, minMa + startMarginMa);
}
