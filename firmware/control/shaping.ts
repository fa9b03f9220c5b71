import type { Reason } from '../domain/reason.ts';
import type { Site } from '../domain/site/schema.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';

/** Raises smaller than this are not worth a write (control.md §4). */
const leastRaiseMa = 1000;

/** What a charge point should be told now, and why it is not its target yet. */
export interface Shaped {
  readonly offerMa: number;
  /** Set when the offer stays below the target for a time. */
  readonly reason?: Reason;
}

/**
 * From target to offer: reductions at once and in full; increases at most every `raiseIntervalS` and by 1 A or more.
 * `waits`: why nothing may rise now. `iso` turns a monotonic time into a wall time for the reason.
 */
export function shape(
  targetMa: number,
  memory: ChargePointMemory,
  timing: Site['timing'],
  waits: 'meterStale' | 'ramp' | undefined,
  nowMs: number,
  iso: (monotonicMs: number) => string,
): Shaped {
  const offerMa = memory.offerMa ?? memory.confirmedMa ?? 0;
  if (targetMa <= offerMa) return { offerMa: targetMa };
  if (waits !== undefined) return { offerMa, reason: { code: waits } };
  const nextRaiseMs = memory.raisedAtMs + timing.raiseIntervalS * 1000;
  if (nowMs < nextRaiseMs) return { offerMa, reason: { code: 'ramp', until: iso(nextRaiseMs) } };
  if (offerMa > 0 && targetMa - offerMa < leastRaiseMa) return { offerMa };
  return { offerMa: targetMa };
}

/** When the pause after a stop ends; undefined when there is none. */
export function pauseUntilMs(memory: ChargePointMemory, timing: Site['timing'], nowMs: number): number | undefined {
  if (memory.stoppedAtMs === undefined) return undefined;
  const { minPauseS, surplusPauseS, slotS } = timing;
  // A pause for others is over when its own turn may come again.
  const pauseS = memory.stoppedForOthers ? Math.max(minPauseS, Math.min(surplusPauseS, slotS)) : minPauseS;
  const until = memory.stoppedAtMs + pauseS * 1000;
  return until > nowMs ? until : undefined;
}
