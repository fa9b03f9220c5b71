import type { PerPhase, PhaseIndex } from '../domain/phases.ts';
import type { Reason } from '../domain/reason.ts';

/**
 * One inequality that the targets must keep: sum(weight * targetMa) <= capacity.
 * A phase row of a circuit has weight 1 and capacity in mA; a P row has the sum of the phase voltages (V) as weight
 * and capacity in mW.
 */
export interface Row {
  readonly id: string;
  readonly circuit: string;
  readonly quantity: 'L1' | 'L2' | 'L3' | 'P';
  /** What is left for the charge points; may be negative when the house alone is over it. */
  readonly capacity: number;
  /** Nothing but charge points moves this capacity (no house in it): to start here, the minimum is enough. */
  readonly steady?: boolean;
  readonly members: readonly { readonly request: number; readonly weight: number }[];
  /** What a charge point is told when this row is what holds it back. */
  readonly reason: Reason;
}

/** What one charge point asks for (control.md §3). Index in the list is its stable index. */
export interface AllocationRequest {
  readonly id: string;
  readonly minMa: number;
  /** Its ceiling, already the minimum of device, car, rules, plan …; 0 = it takes part with nothing. */
  readonly maxMa: number;
  /** Set-point step, mA. */
  readonly stepMa: number;
  /** Higher first. */
  readonly tier: number;
  /** mA wished for by a deadline; absent = cap. */
  readonly needMa?: number;
  /** Has an offer of at least its minimum now: needs only its minimum to stay. */
  readonly charging: boolean;
  /** Must not be interrupted yet (minimum on time), unless a limit binds. */
  readonly dwell: boolean;
  /**
   * Within a tier: lower is filled first (an earlier departure, less laxity); equals share max-min. Absent = all equal,
   * behind every rank that is there.
   */
  readonly rank?: number;
  /**
   * Whole slots since it was last served, the first part of the queue key: who waited longer comes first. Infinity is
   * a car that was just plugged in and has its one try. Absent = 0.
   */
  readonly waitedSlots?: number;
  /** Building phases it surely uses, for the imbalance: of an unknown car its first one. Absent = no part in it. */
  readonly skewPhases?: readonly PhaseIndex[];
  /**
   * Phases it may turn out to use besides, in the order of the box: the first of them, the first two, or all, or none.
   * Absent = `skewPhases` are all it uses.
   */
  readonly possiblePhases?: readonly PhaseIndex[];
  /** Energy of this session, Wh, and how long it waits, ms: the rest of the queue key. */
  readonly sessionEnergyWh: number;
  readonly waitingMs: number;
  /** Why `maxMa` is what it is: told when nothing else holds the charge point back. */
  readonly reason: Reason;
}

/** Largest difference between two phases at the house connection (VDE-AR-N 4100). */
export interface ImbalanceRule {
  readonly maxMa: number;
  /** Load beside the charge points, mA signed; zero where the house does not count. Cars never worsen what it exceeds. */
  readonly houseMa: PerPhase;
  readonly reason: Reason;
}

export interface AllocationInput {
  readonly rows: readonly Row[];
  readonly requests: readonly AllocationRequest[];
  /** Ties change only when this does (control.md §4.4). */
  readonly slot: number;
  readonly imbalance?: ImbalanceRule;
}

export interface AllocationResult {
  readonly id: string;
  /** 0, or minMa..maxMa and a multiple of stepMa. */
  readonly targetMa: number;
  readonly reason: Reason;
}
