import type { Candidate } from './candidate.ts';
import { fits, grant, tightestPlace } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import { LowestFirst } from './lowest-first.ts';
import { fillingOrder, isServedBefore } from './order.ts';

/** Charge points in the order of filling: tiers, and in them ranks. Those of one rank share alike. */
export type Ranks = readonly (readonly Candidate[])[];

/** Puts the queue into tiers, higher first, and each tier into ranks, lower first. */
export function rankTiers(queue: readonly Candidate[]): Ranks[] {
  const inOrder = [...queue].sort(fillingOrder);
  return groupRuns(inOrder, ({ tier }) => tier).map((tier) => groupRuns(tier, ({ rank }) => rank));
}

function groupRuns(inOrder: readonly Candidate[], keyOf: (candidate: Candidate) => number): Candidate[][] {
  const groups: Candidate[][] = [];
  let key: number | undefined;
  for (const candidate of inOrder) {
    if (keyOf(candidate) !== key) groups.push([]);
    key = keyOf(candidate);
    groups.at(-1)?.push(candidate);
  }
  return groups;
}

/**
 * Shares what the minimums left: tier by tier, each to its need and then to its maximum, and each time rank by rank.
 * Takes part who holds its minimum and was not stopped before.
 */
export function fillByTier(tiers: readonly Ranks[]): void {
  const rising = new LowestFirst();
  for (const ranks of tiers) {
    for (const goal of [toNeed, toMaximum]) {
      for (const rank of ranks) fill(rank, goal, rising);
    }
  }
}

const toNeed = ({ needMa }: Candidate): number => needMa;
const toMaximum = ({ maxMa }: Candidate): number => maxMa;

/**
 * Progressive filling in steps, over all rows at once: again and again the one with the lowest current gets one step
 * if all its rows have room for it, else it is stopped for good. What it leaves then goes to the others.
 *
 * That outcome is reached without walking each step. While a row surely has room for all its rising members up to
 * some level (`safeMa`), the order of their steps below that level cannot matter, and they take them in one leap.
 * `rising` is empty before and after.
 */
function fill(rank: readonly Candidate[], goalMa: (candidate: Candidate) => number, rising: LowestFirst): void {
  const joining = joiningOf(rank, goalMa);
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

/** Those of a rank that hold their minimum, were not stopped and are not at their goal, lowest first. Most ranks are small. */
function joiningOf(rank: readonly Candidate[], goalMa: (candidate: Candidate) => number): readonly Candidate[] {
  let joining: Candidate[] | undefined;
  for (const candidate of rank) {
    const { fullRow, targetMa } = candidate;
    if (fullRow !== undefined || targetMa === 0 || targetMa >= goalMa(candidate)) continue;
    if (joining === undefined) joining = [candidate];
    else joining.push(candidate);
  }
  return joining?.sort(byTurn) ?? nobody;
}

const nobody: readonly Candidate[] = [];
const byTurn = (a: Candidate, b: Candidate): number => (isServedBefore(a, b) ? -1 : 1);

/** Raises by a leap or a step; false when it is at its goal or has been stopped. `beforeMa`: where the next one joins. */
function rise(candidate: Candidate, goalMa: number, beforeMa: number): boolean {
  const { targetMa, stepMa } = candidate;
  if (targetMa >= goalMa) return false;
  let safeMa = beforeMa;
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    if (place.row.safeMa < safeMa) safeMa = place.row.safeMa;
  }
  if (safeMa > targetMa) {
    grant(candidate, Math.min(goalMa - targetMa, Math.ceil((safeMa - targetMa) / stepMa) * stepMa));
    return true;
  }
  if (!fits(candidate, stepMa)) {
    candidate.fullRow = tightestPlace(candidate, 'free')?.row;
    return false;
  }
  grant(candidate, stepMa);
  return true;
}

/** Lets a charge point rise: from here on its rows keep a share of their safe level for it. */
function open(candidate: Candidate): void {
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    const { row, weight } = place;
    if (row.openWeight === 0) row.openRoom = row.free;
    row.openWeight += weight;
    row.openSteps += weight * candidate.stepMa;
    row.openRoom += weight * candidate.targetMa;
    settle(row);
  }
}

/** Leaves it where it is: what it did not take is there for the others. */
function close(candidate: Candidate): void {
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    const { row, weight } = place;
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
