import { phaseIndexes, phaseNames } from '../domain/phases.ts';
import type { Candidate } from './candidate.ts';
import { type LedgerRow, toCapacity, toLedgerRow } from './ledger-row.ts';
import type { ImbalanceRule } from './types.ts';

/** What one phase of the house connection carries of what can make the phases uneven. */
interface SkewPhase {
  readonly houseMa: number;
  /** Those that count on this phase, but not on all three. */
  readonly members: Candidate[];
  readonly row: LedgerRow;
}

/** The three phases of the house connection, and by how much they may differ, mA. Where that is unknown nobody may make them uneven. */
export interface Skew {
  readonly phases: readonly SkewPhase[];
  readonly allowedMa: number;
}

/** Enters each charge point that can make the phases uneven in a row per phase, which bears anything for now. */
export function openSkew({ maxMa, houseMa, reason }: ImbalanceRule, candidates: readonly Candidate[]): Skew {
  const isKnown = houseMa.every(Number.isFinite) && maxMa > -Infinity;
  const steady = houseMa.every((ma) => ma === 0);
  const phases = phaseIndexes.map((phase): SkewPhase => {
    const quantity = phaseNames[phase];
    const capacity = isKnown ? Infinity : -Infinity;
    // A blank: no circuit can have this id.
    const row = { id: `imbalance ${quantity}`, circuit: '', quantity, capacity, steady, members: [] };
    return {
      houseMa: houseMa[phase],
      members: [],
      row: toLedgerRow({ ...row, reason: { ...reason, phase: quantity } }),
    };
  });
  for (const candidate of candidates) {
    const own = phaseIndexes.filter((phase) => candidate.request.skewPhases?.includes(phase));
    if (own.length === phases.length) continue;
    for (const phase of own) {
      const entered = phases[phase];
      if (entered === undefined) continue;
      entered.members.push(candidate);
      candidate.places.push({ row: entered.row, weight: 1000 });
    }
  }
  const houseAloneMa = Math.max(...houseMa) - Math.min(...houseMa);
  return { phases, allowedMa: Math.max(maxMa, houseAloneMa) };
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
