import type { LeaderGrant, LeaderRefusal, LeaderState } from '../../domain/leader.ts';
import { mapPhases, type PerPhase } from '../../domain/phases.ts';
import type { LeaderSite } from '../../domain/site/leader.ts';
import { type LeaseMemory, leaseAtStart, leaseLimitMa, leaseState, leaseTake } from '../../grid/leader/lease.ts';
import { leaseFromText, leaseToText } from '../../grid/leader/persisted.ts';
import type { LimitSource, Moment, SourceLimit, SourceTrouble } from './source.ts';

export const leaderSourceId = 'leader:box';
/** A leader speaks every second: that long after a start its silence is worth a word. */
const startQuietMs = 30_000;

/** What the leader of several boxes grants this one, as a source of limits. */
export class LeaderSource implements LimitSource {
  readonly id = leaderSourceId;
  readonly #config: LeaderSite;
  readonly #failsafeMa: PerPhase;
  #memory: LeaseMemory;

  /** `kept`: the text of before the restart. */
  constructor(config: LeaderSite, { nowMs }: Moment, kept?: string) {
    this.#config = config;
    this.#failsafeMa = mapPhases(config.failsafeA, (a) => Math.round(a * 1000));
    this.#memory = (kept === undefined ? undefined : leaseFromText(kept, nowMs)) ?? leaseAtStart(nowMs);
  }

  take(grant: LeaderGrant, { nowMs }: Moment): LeaderRefusal | undefined {
    const only = this.#config.boxId;
    if (only !== undefined && only !== grant.leader.id)
      return { code: 'otherLeader', message: `only box ${only} leads this one`, seq: this.#memory.seq };
    const { memory, refused } = leaseTake(this.#memory, grant, this.#failsafeMa, nowMs);
    this.#memory = memory;
    return refused;
  }

  look({ nowMs, wallMs }: Moment): SourceLimit {
    const perPhaseMa = leaseLimitMa(this.#memory, this.#failsafeMa, nowMs);
    const state = leaseState(this.#memory, this.#failsafeMa, nowMs);
    const { leader, grant } = this.#memory;
    const name = leader?.name ?? 'leader';
    const untilMs = grant?.untilMs;
    return {
      ...{ origin: 'leader', scope: 'all', circuit: this.#config.circuit, unit: 'mA' },
      ...{ value: Math.min(...perPhaseMa), perPhaseMa },
      source:
        state === 'granted'
          ? name
          : `${name}: ${state === 'init' ? 'not heard since the start' : 'silent'}, fail-safe share`,
      // Whole seconds: the two clocks drift, and a recording would note it in every line.
      ...(state === 'granted' && untilMs !== undefined
        ? { untilMs: Math.round((wallMs + (untilMs - nowMs)) / 1000) * 1000 }
        : {}),
    };
  }

  trouble({ nowMs }: Moment): SourceTrouble | undefined {
    const state = leaseState(this.#memory, this.#failsafeMa, nowMs);
    const { sinceMs, leader, grant } = this.#memory;
    if (state === 'granted' || (state === 'init' && nowMs - sinceMs < startQuietMs)) return undefined;
    const holds = leaseLimitMa(this.#memory, this.#failsafeMa, nowMs).map((ma) => ma / 1000);
    const message = `The leader${leader === undefined ? '' : ` ${leader.name}`} grants nothing; ${holds.join(', ')} A hold until it does.`;
    return { what: 'leader', message, sinceMs: state === 'init' ? sinceMs : (grant?.untilMs ?? sinceMs) };
  }

  kept(): string {
    return leaseToText(this.#memory);
  }

  /** What of its state is known here. */
  view({
    nowMs,
    wallMs,
  }: Moment): Pick<
    LeaderState,
    'circuit' | 'state' | 'since' | 'leader' | 'seq' | 'limitA' | 'leaseLeftS' | 'failsafeA'
  > {
    const memory = this.#memory;
    const state = leaseState(memory, this.#failsafeMa, nowMs);
    const { grant, sinceMs } = memory;
    const overMs = grant === undefined ? sinceMs : nowMs >= grant.riseMs ? grant.riseMs : grant.untilMs;
    const since = state === 'granted' || state === 'init' ? sinceMs : overMs;
    return {
      circuit: this.#config.circuit,
      state,
      since: new Date(wallMs + (since - nowMs)).toISOString(),
      leader: memory.leader ?? null,
      seq: memory.seq,
      limitA: mapPhases(leaseLimitMa(memory, this.#failsafeMa, nowMs), (ma) => ma / 1000),
      leaseLeftS:
        state === 'granted' && grant !== undefined ? Math.max(0, Math.round((grant.untilMs - nowMs) / 100) / 10) : 0,
      failsafeA: mapPhases(this.#failsafeMa, (ma) => ma / 1000),
    };
  }

  /** New settings are no restart. */
  goesOnFrom(before: LimitSource): void {
    if (before instanceof LeaderSource) this.#memory = before.#memory;
  }

  close(): void {}
}
