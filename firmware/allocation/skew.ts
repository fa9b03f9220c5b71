import { type PhaseIndex, phaseIndexes, phaseNames } from '../domain/phases.ts';
import type { Candidate } from './candidate.ts';
import { enter } from './ledger.ts';
import { type LedgerRow, toCapacity, toLedgerRow } from './ledger-row.ts';
import type { ImbalanceRule, Row } from './types.ts';

/** What one phase of the house connection carries of what can make the phases uneven. */
interface SkewPhase {
  readonly phase: PhaseIndex;
  readonly houseMa: number;
  /** Those that count on this phase, but not on all three. */
  readonly members: Candidate[];
  readonly row: LedgerRow;
}

/**
 * The three phases of the house connection, and by how much they may differ, mA: by the rule, or by what the house alone
 * makes of it where that is more. Where it cannot be known their rows bear nothing.
 */
export interface Skew {
  readonly phases: readonly SkewPhase[];
  readonly allowedMa: number;
}

/** Enters each charge point that can make the phases uneven in a row per phase, which bears anything for now. */
export function openSkew(rule: ImbalanceRule, candidates: readonly Candidate[]): Skew {
  const phases = phaseIndexes.map((phase) => openPhase(rule, phase));
  for (const candidate of candidates) {
    for (const { phase, members, row } of phases) {
      if (!candidate.skewPhases.includes(phase)) continue;
      members.push(candidate);
      enter(candidate, row, 1000);
    }
  }
  const houseAloneMa = Math.max(...rule.houseMa) - Math.min(...rule.houseMa);
  return { phases, allowedMa: Math.max(rule.maxMa, houseAloneMa) };
}

function openPhase({ maxMa, houseMa, reason }: ImbalanceRule, phase: PhaseIndex): SkewPhase {
  const quantity = phaseNames[phase];
  const isKnown = houseMa.every(Number.isFinite) && maxMa > -Infinity;
  const row: Row = {
    // With a blank: no circuit can have this id.
    id: `imbalance ${quantity}`,
    circuit: '',
    quantity,
    capacity: isKnown ? Infinity : -Infinity,
    steady: true,
    members: [],
    reason: { ...reason, phase: quantity },
  };
  return { phase, houseMa: houseMa[phase], members: [], row: toLedgerRow(row, true) };
}

/**
 * True when a charge point may have its minimum: under the caps, or where the phases are even with it as they stand.
 * Else one could be kept out for ever that alone would do no harm, because the lightest phase is light without it.
 */
export function bearsStart({ phases, allowedMa }: Skew, { minMa, skewPhases }: Candidate): boolean {
  let isCapped = false;
  let least = Infinity;
  let most = -Infinity;
  for (const { phase, houseMa, row } of phases) {
    let ma = houseMa + (row.capacity - row.free) / 1000;
    if (skewPhases.includes(phase)) {
      if (1000 * minMa > row.free) isCapped = true;
      ma += minMa;
    }
    least = Math.min(least, ma);
    most = Math.max(most, ma);
  }
  return !isCapped || most - least <= allowedMa;
}

/** True while no two phases differ by more than they may. */
export function isEven({ phases, allowedMa }: Skew): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (const phase of phases) {
    const ma = loadMa(phase);
    least = Math.min(least, ma);
    most = Math.max(most, ma);
  }
  return !(most - least > allowedMa);
}

/** What the lightest phase carries, mA. */
export const lightestMa = ({ phases }: Skew): number => Math.min(...phases.map(loadMa));

/** What the lightest phase carries without any charge point, mA. */
export const lightestHouseMa = ({ phases }: Skew): number => Math.min(...phases.map(({ houseMa }) => houseMa));

/** True when a charge point was refused for the sake of the other phases. */
export const isHeldBy = ({ phases }: Skew, { fullRow }: Candidate): boolean =>
  phases.some(({ row }) => row === fullRow);

const loadMa = (phase: SkewPhase): number => phase.houseMa + chargingMa(phase);

function chargingMa({ members }: SkewPhase): number {
  let sumMa = 0;
  for (const { targetMa } of members) sumMa += targetMa;
  return sumMa;
}

/**
 * Lets no phase carry more than what is allowed above `baseMa`. As long as the lightest one carries that much, the
 * phases are even.
 */
export function cap({ phases, allowedMa }: Skew, baseMa: number): void {
  for (const phase of phases) {
    const { houseMa, row } = phase;
    row.capacity = toCapacity(baseMa + allowedMa - houseMa);
    row.free = row.capacity - 1000 * chargingMa(phase);
  }
}
