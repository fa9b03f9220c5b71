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
  /** Energy of this session, Wh, and how long it waits, ms: the queue key. */
  readonly sessionEnergyWh: number;
  readonly waitingMs: number;
  /** Why `maxMa` is what it is: told when nothing else holds the charge point back. */
  readonly reason: Reason;
}

export interface AllocationInput {
  readonly rows: readonly Row[];
  readonly requests: readonly AllocationRequest[];
  /** Ties change only when this does (control.md §4.4). */
  readonly slot: number;
}

export interface AllocationResult {
  readonly id: string;
  /** 0, or minMa..maxMa and a multiple of stepMa. */
  readonly targetMa: number;
  readonly reason: Reason;
}
