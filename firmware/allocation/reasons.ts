import type { Reason } from '../domain/reason.ts';
import { requiredMa } from './admission.ts';
import { type Candidate, takesPart } from './candidate.ts';
import { tightestPlace } from './ledger.ts';

/** Why a charge point has its target, once all targets stand. */
export function explain(candidate: Candidate): Reason {
  if (!takesPart(candidate) || candidate.targetMa >= candidate.maxMa) return candidate.request.reason;
  if (candidate.targetMa === 0) return explainWaiting(candidate);
  return candidate.fullRow?.row.reason ?? candidate.request.reason;
}

/** Not admitted: for a row that could not bear it even alone, for uneven phases, or because others came first in a row. */
function explainWaiting(candidate: Candidate): Reason {
  const narrowest = tightestPlace(candidate, 'capacity');
  if (narrowest === undefined || candidate.fullRow === undefined) return candidate.request.reason;
  const { row, weight } = narrowest;
  if (row.capacity <= 0 || weight * requiredMa(candidate, row) > row.capacity) return row.row.reason;
  const { circuit, quantity, reason } = candidate.fullRow.row;
  if (reason.code === 'imbalance') return reason;
  return { code: 'waitingTurn', circuit, ...(quantity === 'P' ? {} : { phase: quantity }) };
}
