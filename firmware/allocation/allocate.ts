import { admit, queueUp } from './admission.ts';
import { fillByTier, rankTiers } from './fill.ts';
import { repairImbalance } from './imbalance.ts';
import { openLedger } from './ledger.ts';
import { explain } from './reasons.ts';
import { openSkew } from './skew.ts';
import type { AllocationInput, AllocationResult } from './types.ts';

/**
 * Shares the rows between the charge points: a pure function, in whole mA. One result per request, in the same order.
 *
 * Everything is one queue of grants (a minimum, then steps) whose order no capacity can change; a grant is made if it
 * fits in every row. So a lowered row refuses a grant that it made before, and never carries more than it did.
 */
export function allocate(input: AllocationInput): readonly AllocationResult[] {
  const ledger = openLedger(input);
  const skew = input.imbalance && openSkew(input.imbalance, ledger.candidates);
  const queue = queueUp(ledger.candidates);
  const tiers = rankTiers(queue);
  const share = (): void => {
    admit(queue, skew);
    fillByTier(tiers);
  };
  share();
  if (skew !== undefined) repairImbalance(ledger, skew, share);
  return ledger.candidates.map((candidate) => ({
    id: candidate.request.id,
    targetMa: candidate.targetMa,
    reason: explain(candidate),
  }));
}
