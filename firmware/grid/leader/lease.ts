import type { LeaderGrant, LeaderRefusal, LeaderStateName } from '../../domain/leader.ts';
import { mapPhases, type PerPhase } from '../../domain/phases.ts';

/**
 * A member's side of a grant (decision 083): pure, monotonic ms as an argument. When a lease is over nothing rises at
 * first: the lower of the grant and the fail-safe share holds for another lease and a while, so that other members, whose
 * grants were above their shares, are surely down before; the charge points of one whose box has died too.
 */

/** After the end of a lease that long, and the lease once more, until the fail-safe share holds where it is the higher one. */
export const riseWaitMs = 75_000;
/** Seqs are written to disk in steps: a program that starts anew takes none below the next step. */
const seqStep = 1000;
/** A raise is written to disk once it has been so for this long; a reduction before it is answered. */
const keepRaiseMs = 30_000;

/** What is remembered of grants; currents in mA. */
export interface LeaseMemory {
  readonly leader: LeaderGrant['leader'] | undefined;
  /** The last that counts; 0 = none ever. */
  readonly seq: number;
  /** No seq up to this is taken after a restart: on disk. */
  readonly seqOnDisk: number;
  readonly grant:
    | { readonly limitMa: PerPhase; readonly leaseMs: number; readonly untilMs: number; readonly riseMs: number }
    | undefined;
  /** The lower of grant and fail-safe share as it is on disk. */
  readonly lowOnDisk: { readonly limitMa: PerPhase; readonly leaseMs: number; readonly atMs: number } | undefined;
  readonly heard: boolean;
  readonly sinceMs: number;
}

export const leaseAtStart = (nowMs: number): LeaseMemory => ({
  ...{ leader: undefined, seq: 0, seqOnDisk: 0, grant: undefined, lowOnDisk: undefined, heard: false },
  sinceMs: nowMs,
});

/** Takes a grant, or says why not; then the memory is the same. */
export function leaseTake(
  memory: LeaseMemory,
  { leader, seq, limitMa, leaseMs, leftMs }: LeaderGrant,
  failsafeMa: PerPhase,
  nowMs: number,
): { readonly memory: LeaseMemory; readonly refused?: LeaderRefusal } {
  const refuse = (code: LeaderRefusal['code'], message: string) => ({
    memory,
    refused: { code, message, seq: memory.seq },
  });
  const held = memory.grant !== undefined && memory.heard && nowMs < memory.grant.untilMs;
  if (held && memory.leader !== undefined && memory.leader.id !== leader.id)
    return refuse(
      'otherLeader',
      `the grant of ${memory.leader.name} (${memory.leader.id}) holds until its lease is over`,
    );
  if (seq <= memory.seq) return refuse('oldSeq', `seq ${seq} is not above ${memory.seq}, the last that counts`);
  const left = Math.min(leftMs, leaseMs);
  if (left <= 0) return refuse('leaseOver', 'this grant was too long on its way: its lease is over');
  const untilMs = nowMs + left;
  const grant = { limitMa, leaseMs, untilMs, riseMs: untilMs + leaseMs + riseWaitMs };
  const low = lowerOf(limitMa, failsafeMa);
  const before = memory.lowOnDisk;
  const falls = before === undefined || low.some((ma, p) => ma < (before.limitMa[p] ?? 0)) || leaseMs > before.leaseMs;
  const rises = before !== undefined && !sameMa(low, before.limitMa) && nowMs - before.atMs >= keepRaiseMs;
  return {
    memory: {
      ...{ leader, seq, grant, heard: true },
      // What is kept must be readable again, or the lower value would be forgotten with it.
      seqOnDisk: seq > memory.seqOnDisk ? Math.min(seq + seqStep, Number.MAX_SAFE_INTEGER) : memory.seqOnDisk,
      lowOnDisk: falls || rises ? { limitMa: low, leaseMs, atMs: nowMs } : before,
      sinceMs: leaseState(memory, failsafeMa, nowMs) === 'granted' ? memory.sinceMs : nowMs,
    },
  };
}

/** What holds now, mA. */
export function leaseLimitMa({ grant, heard }: LeaseMemory, failsafeMa: PerPhase, nowMs: number): PerPhase {
  if (grant === undefined || nowMs >= grant.riseMs) return failsafeMa;
  return heard && nowMs < grant.untilMs ? grant.limitMa : lowerOf(grant.limitMa, failsafeMa);
}

export function leaseState({ grant, heard }: LeaseMemory, failsafeMa: PerPhase, nowMs: number): LeaderStateName {
  if (!heard) return 'init';
  if (grant === undefined || nowMs >= grant.riseMs) return 'failsafe';
  if (nowMs < grant.untilMs) return 'granted';
  return sameMa(lowerOf(grant.limitMa, failsafeMa), failsafeMa) ? 'failsafe' : 'over';
}

export const lowerOf = (a: PerPhase, b: PerPhase): PerPhase => mapPhases(a, (ma, p) => Math.min(ma, b[p]));
export const sameMa = (a: PerPhase, b: PerPhase): boolean => a.every((ma, p) => ma === b[p]);
