import type { LeaderAnswer } from '../../domain/leader.ts';
import { mapPhases, type PerPhase, zeroPhases } from '../../domain/phases.ts';
import { riseWaitMs } from './lease.ts';

/**
 * A leader's side of one member (decision 083): what it may draw at most, whatever is lost from now on. Pure; monotonic ms of
 * the leader as an argument, currents in mA. The member's clock may run faster or slower than ours by `driftShare`.
 */

export const leaseMs = 15_000;
/** Clocks of boxes differ by less. */
const driftShare = 0.01;
/** A member's cycle, its writes, and the time that a car may take (IEC 61851-1: 5 s). */
export const reactionMs = 8000;
/** When a box dies its charge points may go on for so long with what they had, until their own fail-safe current holds. */
export const deadMs = 60_000;
/** A grant that is sent now is surely without effect so long after the answer whose stamp it bears. */
export const windowMs = leaseMs * (1 + driftShare) + reactionMs + deadMs;
/** An answer this old: it does not answer. */
export const reachableMs = 3500;
/** Seqs above those of the program before, whose last grant may still be on its way. */
const seqGap = 1000;

/** An answer, on our clock. */
export interface Heard {
  readonly askedMs: number;
  readonly gotMs: number;
  readonly answer: LeaderAnswer;
}

export interface MemberBook {
  readonly startedMs: number;
  /** A grant of this program has come into force there: none of the one before can any more. */
  readonly established: boolean;
  readonly heard: Heard | undefined;
  /** Grants that may come or be in force, oldest first. */
  readonly grants: readonly { readonly seq: number; readonly limitMa: PerPhase; readonly endsMs: number }[];
  readonly firstSeq: number | undefined;
  readonly seq: number;
}

export const bookAtStart = (startedMs: number): MemberBook => ({
  ...{ startedMs, established: false, heard: undefined, grants: [], firstSeq: undefined, seq: 0 },
});

const toMa = (a: number): number => Math.ceil(a * 1000);
const most = (a: PerPhase, b: PerPhase): PerPhase => mapPhases(a, (ma, p) => Math.max(ma, b[p]));

/** What it was heard to say. `box`: our own id. */
export function bookHears(book: MemberBook, heard: Heard, box: string): MemberBook {
  const { answer } = heard;
  const ours = answer.leader?.id === box && book.firstSeq !== undefined && answer.seq >= book.firstSeq;
  return {
    ...book,
    heard,
    established: book.established || ours,
    // What is below the one that counts is refused there for good.
    grants: book.grants.filter(({ seq, endsMs }) => seq >= answer.seq && endsMs > heard.gotMs),
    seq: answer.seq > book.seq ? answer.seq + seqGap : book.seq,
  };
}

/** It said that a higher seq counts there. */
export const bookRefused = (book: MemberBook, seq: number): MemberBook =>
  seq >= book.seq ? { ...book, seq: seq + seqGap } : book;

/** A grant goes out with the stamp of the last answer. Nothing to do where there was none. */
export function bookGrants(book: MemberBook, limitMa: PerPhase, nowMs: number): MemberBook {
  if (book.heard === undefined) return book;
  const seq = Math.max(book.seq, book.heard.answer.seq) + 1;
  const grants = book.grants.filter(({ endsMs }) => endsMs > nowMs);
  return {
    ...book,
    seq,
    firstSeq: book.firstSeq ?? seq,
    grants: [...grants, { seq, limitMa, endsMs: book.heard.gotMs + windowMs }],
  };
}

/** Room that has to be kept for it. `fuseMa`: the most that its circuit bears, `box`: our own id. */
export function bookHeldMa(
  book: MemberBook,
  failsafeMa: PerPhase,
  fuseMa: number,
  box: string,
  nowMs: number,
): PerPhase {
  if (!book.established && nowMs < book.startedMs + windowMs) return [fuseMa, fuseMa, fuseMa];
  const { heard, grants } = book;
  const live = grants
    .filter(({ endsMs }) => endsMs > nowMs)
    .reduce((sum, { limitMa }) => most(sum, limitMa), zeroPhases);
  const draws =
    heard !== undefined && nowMs < heard.gotMs + windowMs ? mapPhases(heard.answer.atMostA, toMa) : zeroPhases;
  const staysLow = heard?.answer.leader?.id === box && risesMs(heard) >= nowMs + windowMs;
  const base = staysLow ? mapPhases(heard.answer.limitA, toMa) : failsafeMa;
  return most(most(base, live), draws);
}

/** When it may be back at its fail-safe share at the earliest, if it hears nothing more. */
function risesMs({ askedMs, answer }: Heard): number {
  if (answer.state !== 'granted') return Number.NEGATIVE_INFINITY;
  const leftMs = Math.max(0, answer.leaseLeftS * 1000 - answer.ageMs - 100);
  return askedMs + (leftMs + leaseMs + riseWaitMs) * (1 - driftShare);
}

export const isReachable = ({ heard }: MemberBook, nowMs: number): boolean =>
  heard !== undefined && nowMs - heard.gotMs <= reachableMs;
