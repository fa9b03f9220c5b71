import { type Candidate, takesPart } from './candidate.ts';
import { fullestRow, grant } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import { admissionOrder } from './order.ts';

/**
 * What must be free above the minimum before a charge point starts, mA: a house load that wobbles by an ampere must
 * not start and stop a car in turns.
 */
export const startMarginMa = 1500;

/**
 * Gives everyone who fits its minimum, one after the other in the order of admission, and returns those who got it.
 * Who does not fit is passed over: a smaller one behind it may still fit.
 */
export function admit(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(takesPart).sort(admissionOrder).filter(admitOne);
}

function admitOne(candidate: Candidate): boolean {
  if (!hasRoom(candidate) || hasDeadRow(candidate)) {
    candidate.fullRow = fullestRow(candidate);
    return false;
  }
  grant(candidate, candidate.minMa);
  return true;
}

/** A weight of 0 (a phase without voltage) fits anywhere, but not where nothing at all may flow. */
const hasDeadRow = ({ places }: Candidate): boolean => places.some(({ row }) => row.capacity <= 0);

const hasRoom = (candidate: Candidate): boolean =>
  candidate.places.every(({ row, weight }) => weight * requiredMa(candidate, row) <= row.free);

/** Current that must be free in a row of a charge point: to stay its minimum, to start a little more where a house wobbles, mA. */
export function requiredMa({ request, minMa, maxMa }: Candidate, { row }: LedgerRow): number {
  return request.charging || row.steady === true ? minMa : Math.min(maxMa, minMa + startMarginMa);
}
