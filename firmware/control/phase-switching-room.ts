import { startMarginMa } from '../allocation/admission.ts';
import type { AllocationRequest, Row } from '../allocation/types.ts';
import type { LimitRecord } from '../domain/limit.ts';
import { type PerPhase, type PhaseIndex, phaseNames, type Wiring } from '../domain/phases.ts';
import { volts } from './rows.ts';

/** What one charge point could have per phase, mA; others keep their minimum, lower tiers make room. May be negative. */
export interface PhaseRoom {
  /** On its one phase, after the margin that a start needs. */
  readonly oneMa: number;
  /** On the phases it uses when it may use three: to stay if it charges now, else to start. */
  readonly threeMa: number;
  /** The same to start, with everyone who waits beside it served as well. */
  readonly threeForAllMa: number;
}

/** What the room is computed from. The lists are those of the allocation of this cycle. */
export interface PhaseRoomFacts {
  readonly rows: readonly Row[];
  readonly requests: readonly AllocationRequest[];
  readonly index: number;
  /** Ids of its circuit and all above it. */
  readonly circuits: ReadonlySet<string>;
  readonly wiring: Wiring;
  /** How many phases its car was seen to use while three were on. */
  readonly carPhases: 1 | 2 | 3 | undefined;
  /** In its own circuit. */
  readonly voltageV: PerPhase;
  /** Limits of the charge point itself. */
  readonly limits: readonly Pick<LimitRecord, 'unit' | 'value'>[];
  /** What the box, and whoever orders, allow it at most. */
  readonly ceilingMa: number;
}

/** Computes the room on one phase and on three from the rows, the W rows among them, whatever it uses now. */
export function phaseRoom(facts: PhaseRoomFacts): PhaseRoom {
  const { wiring, carPhases = 3, requests, index } = facts;
  const one = wiring.slice(0, 1);
  const three = wiring.slice(0, carPhases);
  const charging = requests[index]?.charging === true;
  return {
    oneMa: roomOn(facts, one, false, (other) => other.charging),
    threeMa: roomOn(facts, three, charging, (other) => other.charging),
    threeForAllMa: roomOn(facts, three, false, (other) => other.charging || other.maxMa > 0),
  };
}

function roomOn(
  facts: PhaseRoomFacts,
  phases: readonly PhaseIndex[],
  charging: boolean,
  counts: (other: AllocationRequest) => boolean,
): number {
  const { rows, requests, index, voltageV } = facts;
  const tier = requests[index]?.tier ?? 0;
  const ownVolts = Math.max(1, volts(voltageV, phases));
  let roomMa = facts.ceilingMa;
  for (const { unit, value } of facts.limits) {
    roomMa = Math.min(roomMa, unit === 'mA' ? value : (value * 1000) / ownVolts);
  }
  for (const row of rows) {
    if (!holds(row, facts, phases)) continue;
    const taken = row.members.reduce((sum, { request, weight }) => {
      const other = requests[request];
      const claims = request !== index && other !== undefined && other.tier >= tier && counts(other);
      return claims ? sum + weight * other.minMa : sum;
    }, 0);
    const perMa = row.quantity === 'P' ? ownVolts : 1;
    const margin = charging || row.steady === true ? 0 : startMarginMa;
    roomMa = Math.min(roomMa, (row.capacity - taken) / perMa - margin);
  }
  return Math.floor(roomMa);
}

/** A phase row counts where it would be used; a P row lists all it concerns. */
function holds(row: Row, { circuits, index }: PhaseRoomFacts, phases: readonly PhaseIndex[]): boolean {
  if (row.quantity === 'P') return row.members.some(({ request }) => request === index);
  return circuits.has(row.circuit) && phases.some((phase) => phaseNames[phase] === row.quantity);
}
