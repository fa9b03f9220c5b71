import { type Candidate, takesPart } from './candidate.ts';
import { fits, fullestRow, grant } from './ledger.ts';
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
  if (!fits(candidate, requiredMa(candidate)) || hasDeadRow(candidate)) {
    candidate.fullRow = fullestRow(candidate);
    return false;
  }
  grant(candidate, candidate.minMa);
  return true;
}

/** A weight of 0 (a phase without voltage) fits anywhere, but not where nothing at all may flow. */
const hasDeadRow = ({ places }: Candidate): boolean => places.some(({ row }) => row.capacity <= 0);

/** Current that must be free in every row of a charge point: to stay its minimum, to start a little more, mA. */
export function requiredMa({ request, minMa, maxMa }: Candidate): number {
  return request.charging ? minMa : Math.min(maxMa, minMa + startMarginMa);
}
