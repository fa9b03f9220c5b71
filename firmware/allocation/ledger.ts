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
  const ledgerRows = rows.map(toLedgerRow);
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
  for (const member of row.row.members) {
    const candidate = candidates[member.request];
    if (candidate === undefined || !(member.weight >= 0 && member.weight < Infinity)) {
      throw new NetwachtError(
        'allocationInput',
        `Row ${row.row.id} has request ${member.request} with weight ${member.weight}: no such request, or no such weight`,
      );
    }
    const weight = toWeight(member.weight);
    const last = candidate.places.at(-1);
    if (last?.row === row) last.weight += weight;
    else candidate.places.push({ row, weight });
  }
}

/** True when `currentMa` more of this charge point fits in every one of its rows. */
export function fits(candidate: Candidate, currentMa: number): boolean {
  for (const { row, weight } of candidate.places) {
    if (weight * currentMa > row.free) return false;
  }
  return true;
}

/** Spends `currentMa` more on a charge point in all its rows. The caller has made sure that it fits. */
export function grant(candidate: Candidate, currentMa: number): void {
  candidate.targetMa += currentMa;
  for (const { row, weight } of candidate.places) row.free -= weight * currentMa;
}

/** The row that has the least current left for this charge point now. */
export const fullestRow = (candidate: Candidate): LedgerRow | undefined =>
  tightestPlace(candidate, ({ row }) => row.free)?.row;

/** The row in which the least current is left for this charge point, by the measure given; of equals the first by id. */
export function tightestPlace({ places }: Candidate, roomOf: (place: Place) => number): Place | undefined {
  let tightest: Place | undefined;
  let leastMa = Infinity;
  for (const place of places) {
    const room = roomOf(place);
    const currentMa = place.weight > 0 ? room / place.weight : room > 0 ? Infinity : 0;
    if (tightest === undefined || currentMa < leastMa || (currentMa === leastMa && comesFirst(place, tightest))) {
      tightest = place;
      leastMa = currentMa;
    }
  }
  return tightest;
}

const comesFirst = (a: Place, b: Place): boolean => compareIds(a.row.row.id, b.row.row.id) < 0;
