import type { LedgerRow, Place } from './ledger-row.ts';
import { noTilts, type Tilt } from './tilt.ts';
import type { AllocationRequest } from './types.ts';

/** A request on its way to a target: its bounds on the grid of its own steps, and what it holds so far. */
export interface Candidate {
  readonly request: AllocationRequest;
  readonly stepMa: number;
  /** First step at or over the minimum, never 0. */
  readonly minMa: number;
  /** Last step at or under the maximum; below `minMa` when it cannot take part. */
  readonly maxMa: number;
  /** First step at or over the need, within minimum and maximum. */
  readonly needMa: number;
  /** Higher first. */
  readonly tier: number;
  /** Lower first, within a tier; without one it comes behind all others. */
  readonly rank: number;
  readonly queueKey: QueueKey;
  /** Place in the order of the ids: the stable index. */
  idRank: number;
  /** Place in the order in which equals are served in this slot. */
  tie: number;
  /** By pair of phases, how it can make them uneven: not at all without a rule, or when it counts on all three. */
  tilts: readonly Tilt[];
  /** The rows it is in, as a chain: passing along it makes no object. */
  firstPlace: Place | undefined;
  targetMa: number;
  /** The row that had too little left at its turn, for its minimum or for one more step: it is raised no further. */
  fullRow: LedgerRow | undefined;
}

/** Who comes first among equals of a tier: see `admissionOrder`. No number in it is NaN. */
export interface QueueKey {
  readonly waitedSlots: number;
  readonly sessionEnergyWh: number;
  readonly waitingMs: number;
}

/** Puts the bounds of a request on its steps. With a bound that is no finite number it takes no part. */
export function toCandidate(request: AllocationRequest): Candidate {
  const stepMa = Math.max(1, Math.floor(request.stepMa) || 1);
  const minMa = Math.ceil(Math.max(1, request.minMa) / stepMa) * stepMa;
  const highest = request.maxMa < Infinity ? Math.floor(request.maxMa / stepMa) * stepMa : 0;
  const maxMa = highest >= minMa ? highest : 0;
  const { needMa = maxMa } = request;
  return {
    request,
    stepMa,
    minMa,
    maxMa,
    needMa: needMa >= maxMa || Number.isNaN(needMa) ? maxMa : Math.max(minMa, Math.ceil(needMa / stepMa) * stepMa),
    tier: numberOr(request.tier, 0),
    rank: numberOr(request.rank, Infinity),
    queueKey: {
      waitedSlots: numberOr(request.waitedSlots, 0),
      sessionEnergyWh: numberOr(request.sessionEnergyWh, 0),
      waitingMs: numberOr(request.waitingMs, 0),
    },
    idRank: 0,
    tie: 0,
    tilts: noTilts,
    firstPlace: undefined,
    targetMa: 0,
    fullRow: undefined,
  };
}

/** No order stands on NaN: where one came in, the number that nothing would have meant. */
const numberOr = (value: number | undefined, otherwise: number): number =>
  value === undefined || Number.isNaN(value) ? otherwise : value;

/** False for a charge point whose own bounds leave it nothing. */
export const takesPart = ({ minMa, maxMa }: Candidate): boolean => maxMa >= minMa;
