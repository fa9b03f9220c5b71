import type { LeaderAnswer } from './leader.ts';
import type { PerPhase } from './phases.ts';

/** The boxes that this one leads (decision 083), as its threads tell each other of them. Currents in mA. */

/** What a member said. Times by `threadsMs`. */
export interface MemberReport {
  readonly id: string;
  /** When the request left that it answered, and when the answer was here. */
  readonly askedMs: number;
  readonly gotMs: number;
  readonly answer?: LeaderAnswer;
  /** It refused; `seq` is the last that counts there. */
  readonly refusedSeq?: number;
  /** Nothing came of it: why. */
  readonly fault?: string;
}

/** What a member is to be told. */
export interface MemberGrant {
  readonly id: string;
  readonly seq: number;
  readonly limitMa: PerPhase;
  readonly leaseMs: number;
  readonly stamp: string;
}

/** A member as one cycle of its leader sees it. */
export interface MemberView {
  readonly id: string;
  readonly circuit: string;
  /** Room that is kept for it: what it may draw, whatever message is lost from now on. */
  readonly heldMa: PerPhase;
  /** A grant of this program has come into force there. */
  readonly established: boolean;
  /** It answers: it can be granted more or less. */
  readonly reachable: boolean;
  readonly failsafeMa: PerPhase;
  /** The last grant; what it was found to hold where there was none. */
  readonly grantedMa: PerPhase;
  readonly wantedMa: PerPhase;
  readonly houseMa: PerPhase;
  readonly cars: number;
  /** The least and the most that it drew in the last seconds; undefined: nobody knows. */
  readonly drawn?: { readonly lowMa: PerPhase; readonly highMa: PerPhase };
}

/** A member as people see it, A. */
export interface MemberState {
  readonly id: string;
  readonly name: string;
  readonly circuit: string;
  readonly state: 'starting' | 'led' | 'lost' | 'refuses';
  /** Since when it does not answer. */
  readonly lostSince: string | null;
  /** Why. */
  readonly fault: string | null;
  readonly grantedA: PerPhase;
  /** Room that is kept for it. */
  readonly heldA: PerPhase;
  readonly drawnA: PerPhase<number | null>;
  readonly wantedA: PerPhase;
  readonly failsafeA: PerPhase;
  readonly cars: number;
  readonly leaseLeftS: number;
}
