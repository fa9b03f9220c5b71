import { phaseNames } from '../domain/phases.ts';
import type { Candidate } from './candidate.ts';
import { enter } from './ledger.ts';
import { type LedgerRow, toCapacity, toLedgerRow } from './ledger-row.ts';
import { noTilts, type PhasePair, phasePairs, tiltsOf } from './tilt.ts';
import type { ImbalanceRule, Row } from './types.ts';

/** A phase held against another one: what can make it the heavier of the two, and what surely makes it the lighter. */
interface SkewPair {
  /** Its place in `phasePairs`. */
  readonly place: number;
  /** The house's own difference. */
  readonly houseMa: number;
  readonly adding: Candidate[];
  readonly relieving: Candidate[];
  /** Bears those who add. */
  readonly row: LedgerRow;
  /** What those who relieve carried when the caps were last put, and their starts since. */
  reliefMa: number;
}

/**
 * All pairs of phases of the house connection (as `phasePairs`), and by how much they may differ, mA: by the rule, or by
 * what the house alone makes of it where that is more. Where it cannot be known their rows bear nothing.
 */
export interface Skew {
  readonly pairs: readonly SkewPair[];
  readonly allowedMa: number;
}

/** Enters each charge point that can make two phases differ in a row of that pair, which bears anything for now. */
export function openSkew(rule: ImbalanceRule, candidates: readonly Candidate[]): Skew {
  const pairs = phasePairs.map((pair, place) => openPair(rule, pair, place));
  for (const candidate of candidates) {
    const tilts = tiltsOf(candidate.request);
    if (tilts === noTilts) continue;
    candidate.tilts = tilts;
    for (const { place, adding, relieving, row } of pairs) {
      if (tilts[place] === -1) relieving.push(candidate);
      if (tilts[place] !== 1) continue;
      adding.push(candidate);
      enter(candidate, row, 1000);
    }
  }
  const houseAloneMa = Math.max(...rule.houseMa) - Math.min(...rule.houseMa);
  return { pairs, allowedMa: Math.max(rule.maxMa, houseAloneMa) };
}

function openPair({ maxMa, houseMa, reason }: ImbalanceRule, { over, under }: PhasePair, place: number): SkewPair {
  const quantity = phaseNames[over];
  const isKnown = houseMa.every(Number.isFinite) && maxMa > -Infinity;
  const row: Row = {
    // With blanks: no circuit can have this id.
    id: `imbalance ${quantity} ${phaseNames[under]}`,
    circuit: '',
    quantity,
    capacity: isKnown ? Infinity : -Infinity,
    steady: true,
    members: [],
    reason: { ...reason, phase: quantity },
  };
  return {
    place,
    houseMa: houseMa[over] - houseMa[under],
    adding: [],
    relieving: [],
    row: toLedgerRow(row, true),
    reliefMa: 0,
  };
}

/**
 * True when a charge point may have its minimum: under the caps, or where no pair differs too much with it as they
 * stand. Else one could be kept out for ever that alone would do no harm, because the other phase is light without it.
 */
export function bearsStart({ pairs, allowedMa }: Skew, { minMa, tilts }: Candidate): boolean {
  let isCapped = false;
  let isEvenAsItStands = true;
  for (const { place, houseMa, row, reliefMa } of pairs) {
    if (tilts[place] !== 1) continue;
    if (1000 * minMa > row.free) isCapped = true;
    const addedMa = (row.capacity - row.free) / 1000 + minMa;
    if (!(houseMa + addedMa - reliefMa <= allowedMa)) isEvenAsItStands = false;
  }
  return !isCapped || isEvenAsItStands;
}

/** Takes note of a minimum that was granted: others may start on the strength of it. */
export function noteStart({ pairs }: Skew, { minMa, tilts }: Candidate): void {
  for (const pair of pairs) {
    if (tilts[pair.place] === -1) pair.reliefMa += minMa;
  }
}

/** True while no two phases can differ by more than they may. */
export const isEven = ({ pairs, allowedMa }: Skew): boolean =>
  !pairs.some(({ houseMa, adding, relieving }) => houseMa + sumMa(adding) - sumMa(relieving) > allowedMa);

function sumMa(candidates: readonly Candidate[]): number {
  let sum = 0;
  for (const { targetMa } of candidates) sum += targetMa;
  return sum;
}

/**
 * Lets those who add to a pair have what is allowed and what those who relieve it carry now (or nothing). As long as
 * these carry as much, the pair is even. True when any may have more than before.
 */
export function cap({ pairs, allowedMa }: Skew, isRelieved: boolean): boolean {
  let hasRisen = false;
  for (const pair of pairs) {
    const { row, houseMa, adding, relieving } = pair;
    pair.reliefMa = isRelieved ? sumMa(relieving) : 0;
    const before = row.capacity;
    row.capacity = toCapacity(allowedMa - houseMa + pair.reliefMa);
    row.free = row.capacity - 1000 * sumMa(adding);
    if (row.capacity > before) hasRisen = true;
  }
  return hasRisen;
}

/** To be called when all was taken back: nothing is spent under the caps. */
export function openCaps({ pairs }: Skew): void {
  for (const pair of pairs) {
    pair.row.free = pair.row.capacity;
    pair.reliefMa = 0;
  }
}
