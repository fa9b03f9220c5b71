import { randomBytes } from 'node:crypto';
import { threadsMs } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { LeaderAnswer, LeaderCall, LeaderGrant, LeaderOutcome } from '../../domain/leader.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { LeadAnswer } from '../messages.ts';

export interface LeaderDeskOptions {
  readonly store: Pick<Store, 'gridSources' | 'audit'>;
  readonly host: {
    lead(grant: LeaderGrant): Promise<LeadAnswer | undefined>;
    current(): State | undefined;
    onState(listener: (state: State) => void): () => void;
  };
  readonly site: () => Site | undefined;
  readonly box: string;
  /** The boxes that this one leads, and those that they lead. */
  readonly leads: () => readonly string[];
}

/** An answer waits so long for the cycle in which the grant holds; then it tells the one before. */
const cycleWithinMs = 1500;

/**
 * The member's desk for its leader: a grant goes to the worker, where it acts at once, and what it left is on disk before
 * the answer. Stamps are ours alone and die with the program: no grant that was on its way for long, or meant for the
 * program before this one, holds longer than its leader thinks.
 */
export class LeaderDesk {
  readonly #o: LeaderDeskOptions;
  readonly #boot = randomBytes(6).toString('hex');
  #seen: { readonly atMs: number; readonly state: State } | undefined;
  #leader: string | undefined;

  constructor(options: LeaderDeskOptions) {
    this.#o = options;
    options.host.onState((state) => {
      this.#seen = { atMs: threadsMs(), state };
    });
  }

  /** Throws NetwachtError `notConfigured`, `starting`. */
  view(): LeaderAnswer {
    const { site, box, leads } = this.#o;
    if (site()?.leader === undefined)
      throw new NetwachtError('notConfigured', 'the site document has no key leader: no other box leads this one');
    const state = this.#seen?.state;
    if (state?.leader === undefined || this.#seen === undefined)
      throw new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');
    const now = threadsMs();
    return {
      ...state.leader,
      ...{ box, leads: leads(), at: state.at, ageMs: Math.round(now - this.#seen.atMs) },
      stamp: `${this.#boot}.${Math.floor(now)}`,
    };
  }

  /** Throws NetwachtError `notConfigured`, `starting`, `notPersisted`. */
  async grant({ limitA, leaseS, seq, stamp, leader }: LeaderCall): Promise<LeaderOutcome> {
    const { host, store, site, box, leads } = this.#o;
    if (leader.id === box || leads().includes(leader.id))
      return refused('leaderLoop', `box ${leader.id} is led by this one, or is this one: it cannot lead it`, 0);
    if (site()?.leader === undefined)
      throw new NetwachtError('notConfigured', 'the site document has no key leader: no other box leads this one');
    const leaseMs = Math.round(leaseS * 1000);
    const answer = await host.lead({
      ...{ leader, seq, leaseMs, leftMs: leaseMs - this.#ageMs(stamp) },
      limitMa: [Math.floor(limitA[0] * 1000), Math.floor(limitA[1] * 1000), Math.floor(limitA[2] * 1000)],
    });
    if (answer === undefined || 'starting' in answer)
      throw new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');
    if ('refused' in answer) {
      const { code, message, seq: last = 0 } = answer.refused;
      if (code === 'notConfigured') throw new NetwachtError(code, message);
      return refused(code, message, last);
    }
    try {
      if (answer.sources.length > 0) store.gridSources.put(answer.sources);
      if (this.#leader !== leader.id)
        store.audit.append({ who: `leader:${leader.id}`, what: `leads this box: ${leader.name}` });
      this.#leader = leader.id;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      throw new NetwachtError(
        'notPersisted',
        'the grant acts, but could not be written to disk; should the program end before it is, no more than the fail-safe share holds',
        { cause: error },
      );
    }
    await this.#cycleWith(seq);
    return { answer: this.view() };
  }

  /** How old a stamp is; one of another program, or of the future, is older than any lease. */
  #ageMs(stamp: string | undefined): number {
    if (stamp === undefined) return 0;
    const [boot, at] = stamp.split('.');
    const ageMs = threadsMs() - Number(at);
    return boot === this.#boot && ageMs >= 0 ? ageMs : Number.POSITIVE_INFINITY;
  }

  async #cycleWith(seq: number): Promise<void> {
    const isThere = (state: State | undefined) => (state?.leader?.seq ?? 0) >= seq;
    if (isThere(this.#seen?.state)) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const timer = setTimeout(end, cycleWithinMs);
      const forget = this.#o.host.onState((state) => {
        if (isThere(state)) end();
      });
    });
  }
}

const refused = (error: string, message: string, seq: number): LeaderOutcome => ({ refused: { error, message, seq } });
