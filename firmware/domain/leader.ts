import type { PerPhase } from './phases.ts';

/** Several boxes under one connection (docs/several-boxes.md, decision 083): what a leader and its members say to each other. */

/** What a leader grants a member, as the member's control loop takes it. */
export interface LeaderGrant {
  readonly leader: { readonly id: string; readonly name: string };
  /** Rises with every grant; one that is not above the last is refused. */
  readonly seq: number;
  readonly limitMa: PerPhase;
  /** How long it holds in all, and what is left of that. */
  readonly leaseMs: number;
  readonly leftMs: number;
}

/** Why a grant was refused; nothing has changed then. `seq`: the last one that counts. */
export interface LeaderRefusal {
  readonly code: 'oldSeq' | 'otherLeader' | 'leaseOver' | 'notConfigured';
  readonly message: string;
  readonly seq?: number;
}

/**
 * `init`: nothing was heard since the start. `granted`: a grant holds. `over`: its lease is over, the lower of it and the
 * fail-safe share holds for a while yet. `failsafe`: the fail-safe share.
 */
export const leaderStates = ['init', 'granted', 'over', 'failsafe'] as const;
export type LeaderStateName = (typeof leaderStates)[number];

/** How a member stands to its leader, after a cycle. A; s; times ISO 8601. */
export interface LeaderState {
  readonly circuit: string;
  readonly state: LeaderStateName;
  readonly since: string;
  /** Who granted last; null: nobody ever did. */
  readonly leader: { readonly id: string; readonly name: string } | null;
  /** The last grant that counts. */
  readonly seq: number;
  /** What holds now. */
  readonly limitA: PerPhase;
  readonly leaseLeftS: number;
  readonly failsafeA: PerPhase;
  /** Nothing of it can draw more than `limitA` allows: all that was lowered is proven. */
  readonly confirmed: boolean;
  /** What it could draw if nothing more were heeded: lost and unproven charge points, and the house. */
  readonly atMostA: PerPhase;
  /** As measured; null: nobody knows. */
  readonly drawnA: PerPhase<number | null>;
  /** What it would draw if its leader left it free. */
  readonly wantedA: PerPhase;
  /** What its house draws of that. */
  readonly houseA: PerPhase;
  /** Charge points that want current. */
  readonly cars: number;
}

/** A grant as it comes over the network. A; s. */
export interface LeaderCall {
  readonly limitA: PerPhase;
  readonly leaseS: number;
  readonly seq: number;
  /** The stamp of an answer of ours: the lease counts from then on. Absent: from now on. */
  readonly stamp?: string;
  readonly leader: { readonly id: string; readonly name: string };
}

/** What a leader is told: the state after a cycle, who we are, whom we lead, and a stamp for the next grant. */
export interface LeaderAnswer extends LeaderState {
  /** The id of this box, and of those that it leads. */
  readonly box: string;
  readonly leads: readonly string[];
  /** Of the cycle, and how long ago that was. */
  readonly at: string;
  readonly ageMs: number;
  readonly stamp: string;
}

/** `seq` of a refusal: the last one that counts. */
export type LeaderOutcome =
  | { readonly answer: LeaderAnswer }
  | { readonly refused: { readonly error: string; readonly message: string; readonly seq: number } };
