import { NetwachtError } from '../domain/errors.ts';
import { type Candidate, toCandidate } from './candidate.ts';
import { type LedgerRow, type Place, toLedgerRow, toWeight } from './ledger-row.ts';
import { byId, compareIds, tieOrder } from './order.ts';
import type { AllocationInput } from './types.ts';

export interface Ledger {
  readonly rows: readonly LedgerRow[];
  /** In the order of `input.requests`. */
  readonly candidates: readonly Candidate[];
}

/** Opens the books: nothing spent yet. Throws `allocationInput` for a member that is no request, or has no finite weight. */
export function openLedger({ rows, requests, slot }: AllocationInput): Ledger {
  const inIdOrder = byId(requests);
  const ties = tieOrder(inIdOrder, slot);
  const candidates = requests.map(toCandidate);
  inIdOrder.forEach((index, rank) => {
    const candidate = candidates[index];
    if (candidate === undefined) return;
    candidate.idRank = rank;
    candidate.tie = ties[rank] ?? rank;
  });
  const ledgerRows = rows.map((row) => toLedgerRow(row));
  for (const row of ledgerRows) enterMembers(row, candidates);
  return { rows: ledgerRows, candidates };
}

/** Takes back all that was given, and forgets who was refused. */
export function startAgain({ rows, candidates }: Ledger): void {
  for (const row of rows) row.free = row.capacity;
  for (const candidate of candidates) {
    candidate.targetMa = 0;
    candidate.fullRow = undefined;
  }
}

function enterMembers(row: LedgerRow, candidates: readonly Candidate[]): void {
  row.row.members.forEach(({ request, weight }) => {
    const candidate = candidates[request];
    if (candidate === undefined || !(weight >= 0 && weight < Infinity)) {
      throw new NetwachtError(
        'allocationInput',
        `Row ${row.row.id} has request ${request} with weight ${weight}: no such request, or no such weight`,
      );
    }
    enter(candidate, row, toWeight(weight));
  });
}

/** Puts a charge point into a row; where it is in that row already, the weights add up. Row after row. */
export function enter(candidate: Candidate, row: LedgerRow, weight: number): void {
  const { firstPlace } = candidate;
  if (firstPlace?.row === row) firstPlace.weight += weight;
  else candidate.firstPlace = { row, weight, next: firstPlace };
}

/** True when `currentMa` more of this charge point fits in every one of its rows. */
export function fits(candidate: Candidate, currentMa: number): boolean {
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    if (place.weight * currentMa > place.row.free) return false;
  }
  return true;
}

/** Spends `currentMa` more on a charge point in all its rows. The caller has made sure that it fits. */
export function grant(candidate: Candidate, currentMa: number): void {
  candidate.targetMa += currentMa;
  for (let place = candidate.firstPlace; place !== undefined; place = place.next) {
    place.row.free -= place.weight * currentMa;
  }
}

/**
 * Where the least current is for this charge point, of what its rows have left (`free`) or of all they bear
 * (`capacity`); of equals the first by id.
 */
export function tightestPlace({ firstPlace }: Candidate, of: 'free' | 'capacity'): Place | undefined {
  let tightest = firstPlace;
  let leastMa = Infinity;
  for (let place = firstPlace; place !== undefined && tightest !== undefined; place = place.next) {
    const room = of === 'free' ? place.row.free : place.row.capacity;
    const currentMa = place.weight > 0 ? room / place.weight : room > 0 ? Infinity : 0;
    if (currentMa < leastMa || (currentMa === leastMa && comesFirst(place, tightest))) {
      tightest = place;
      leastMa = currentMa;
    }
  }
  return tightest;
}

const comesFirst = (a: Place, b: Place): boolean => compareIds(a.row.row.id, b.row.row.id) < 0;
