import type { Candidate } from './candidate.ts';
import { fits, fullestRow, grant } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import { LowestFirst } from './lowest-first.ts';
import { isServedBefore } from './order.ts';

/**
 * Shares what the minimums left: tier by tier, higher first, each tier to its need and then to its maximum.
 * `admitted` hold their minimums already.
 */
export function fillByTier(admitted: readonly Candidate[]): void {
  for (const tier of tiersHighestFirst(admitted)) {
    fill(tier, toNeed);
    fill(tier, toMaximum);
  }
}

const toNeed = ({ needMa }: Candidate): number => needMa;
const toMaximum = ({ maxMa }: Candidate): number => maxMa;

function tiersHighestFirst(admitted: readonly Candidate[]): Candidate[][] {
  const tiers = new Map<number, Candidate[]>();
  for (const candidate of admitted) {
    const tier = tiers.get(candidate.request.tier);
    if (tier === undefined) tiers.set(candidate.request.tier, [candidate]);
    else tier.push(candidate);
  }
  return [...tiers].sort(([a], [b]) => b - a).map(([, tier]) => tier);
}

/**
 * Progressive filling in steps, over all rows at once: again and again the one with the lowest current gets one step
 * if all its rows have room for it, else it is stopped for good. What it leaves then goes to the others.
 *
 * That outcome is reached without walking each step. While a row surely has room for all its rising members up to
 * some level (`safeMa`), the order of their steps below that level cannot matter, and they take them in one leap.
 */
function fill(tier: readonly Candidate[], goalMa: (candidate: Candidate) => number): void {
  const joining = tier
    .filter((candidate) => candidate.fullRow === undefined && candidate.targetMa < goalMa(candidate))
    .sort((a, b) => (isServedBefore(a, b) ? -1 : 1));
  const rising = new LowestFirst();
  let joined = 0;

  for (;;) {
    const lowest = rising.lowest;
    const next = joining[joined];
    if (next !== undefined && (lowest === undefined || next.targetMa <= lowest.targetMa)) {
      open(next);
      rising.add(next);
      joined += 1;
    } else if (lowest === undefined) {
      return;
    } else if (rise(lowest, goalMa(lowest), next?.targetMa ?? Infinity)) {
      rising.lowestHasRisen();
    } else {
      close(lowest);
      rising.removeLowest();
    }
  }
}

/** Raises by a leap or a step; false when it is at its goal or has been stopped. `beforeMa`: where the next one joins. */
function rise(candidate: Candidate, goalMa: number, beforeMa: number): boolean {
  const { targetMa, stepMa } = candidate;
  if (targetMa >= goalMa) return false;
  let safeMa = beforeMa;
  for (const { row } of candidate.places) if (row.safeMa < safeMa) safeMa = row.safeMa;
  if (safeMa > targetMa) {
    grant(candidate, Math.min(goalMa - targetMa, Math.ceil((safeMa - targetMa) / stepMa) * stepMa));
    return true;
  }
  if (!fits(candidate, stepMa)) {
    candidate.fullRow = fullestRow(candidate);
    return false;
  }
  grant(candidate, stepMa);
  return true;
}

/** Lets a charge point rise: from here on its rows keep a share of their safe level for it. */
function open(candidate: Candidate): void {
  for (const { row, weight } of candidate.places) {
    if (row.openWeight === 0) row.openRoom = row.free;
    row.openWeight += weight;
    row.openSteps += weight * candidate.stepMa;
    row.openRoom += weight * candidate.targetMa;
    settle(row);
  }
}

/** Leaves it where it is: what it did not take is there for the others. */
function close(candidate: Candidate): void {
  for (const { row, weight } of candidate.places) {
    row.openWeight -= weight;
    row.openSteps -= weight * candidate.stepMa;
    row.openRoom -= weight * candidate.targetMa;
    settle(row);
  }
}

/** The first step at or over a level is less than one step above it: if even that fits for all, the level is safe. */
function settle(row: LedgerRow): void {
  row.safeMa = row.openWeight > 0 ? Math.floor((row.openRoom - row.openSteps) / row.openWeight) : Infinity;
}
