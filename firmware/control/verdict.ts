import type { AllocationResult, Row } from '../allocation/types.ts';
import type { Reason } from '../domain/reason.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import type { DeviceView } from './device-view.ts';
import { givenUpOfferMa } from './order-given-up.ts';
import type { Point } from './points.ts';
import type { ChargePointNode, Topology } from './topology.ts';

/** What is known when a charge point may stand outside the allocation. */
export interface VerdictFacts {
  readonly topology: Topology;
  readonly node: ChargePointNode;
  readonly view: DeviceView | undefined;
  readonly memory: ChargePointMemory;
  readonly point: Point;
  readonly starting: boolean;
  readonly rows: readonly Row[];
  readonly nowMs: number;
  readonly iso: (monotonicMs: number) => string;
}

/** Why nothing of the allocation applies to a charge point now, and what it is told all the same. */
export function verdictOf(facts: VerdictFacts): { readonly reason?: Reason; readonly sendMa?: number } {
  const { topology, node, view, memory, point, starting, rows, nowMs, iso } = facts;
  if (!node.config.enabled) return { reason: { code: 'disabled' } };
  if (starting || (view !== undefined && memory.isNew(view, nowMs))) return { reason: { code: 'starting' } };
  if (topology.site.mode === 'observe') return { reason: { code: 'observe' } };
  if (view !== undefined && point.lostMa === undefined) return {};
  const reason: Reason = { code: 'lost', since: iso(view?.healthSinceMs ?? nowMs) };
  // What does not answer is told nothing, and goes on showing what it was told last.
  const answers = view?.health === 'online' || view?.health === 'degraded';
  if (view === undefined || memory.offerMa === undefined || !answers) return { reason };
  // It answers but proves no set-point: it is asked again for a current that is safe whatever it does.
  const full = rows.some(
    (row) => row.capacity < 0 && node.circuits.some((i) => topology.circuits[i]?.circuit.id === row.circuit),
  );
  const failsafeMa = node.config.failsafeCurrentA * 1000;
  const givenUpMa = givenUpOfferMa(topology.site.lostPolicy, { offerMa: memory.offerMa, failsafeMa, overloaded: full });
  if (givenUpMa === undefined) return { reason };
  const safeMa = givenUpMa < Math.max(view.facts.minMa, node.config.minCurrentA * 1000) ? 0 : givenUpMa;
  return safeMa < memory.offerMa || mustRepeat(memory, view, nowMs) ? { reason, sendMa: safeMa } : { reason };
}

/** The one reason that ruled: what keeps the offer below the target, else what keeps the target where it is. */
export function explain(
  shapedReason: Reason | undefined,
  target: AllocationResult,
  memory: ChargePointMemory,
  view: DeviceView | undefined,
  nowMs: number,
): Reason {
  if (shapedReason !== undefined) return shapedReason;
  if (target.targetMa > 0 && memory.takesLess(nowMs) && !memory.mayStillRise(nowMs)) {
    return view?.readings.chargeState?.value === 'B' ? { code: 'carFull' } : { code: 'carLimit' };
  }
  return target.reason;
}

/** A box that answers again, or holds another set-point than the one it was given, is told once more. */
export function mustRepeat(memory: ChargePointMemory, view: DeviceView | undefined, nowMs: number): boolean {
  if (view === undefined) return false;
  // Whatever it holds: its keep-alive starts with the first set-point that is ours.
  if (memory.offerMa === undefined) return true;
  const write = view.lastWrite;
  if (nowMs - memory.askedAtMs < 2000) return false;
  // A driver made anew was never told.
  if (write === undefined) return true;
  return write.outcome === 'failed' || memory.partedMa(view) !== undefined;
}
