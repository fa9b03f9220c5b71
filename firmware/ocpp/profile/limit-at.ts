import { type Ceiling, lowest, openCeiling } from './ceiling.ts';
import type { ChargingProfile, Phases, ProfileTransaction } from './charging-profile.ts';
import { both, ConnectorRules, StationRules } from './ruling.ts';

export interface LimitQuery {
  readonly profiles: readonly ChargingProfile[];
  /** 0: only what holds for the whole station, to be kept by the sum of its connectors. */
  readonly connector: number;
  readonly transactions: readonly ProfileTransaction[];
  readonly atMs: number;
  /** How many phases the connector has, 3 where not said. */
  readonly phases?: Phases;
}

/** What profiles allow at a moment. Amperes and watts stand apart: both hold. */
export interface ProfileLimit {
  /** mA per phase. */
  readonly maxMa?: number;
  /** W over all phases. */
  readonly maxW?: number;
  /** At most so many phases; undefined: all it has. */
  readonly phases?: 1 | 2;
  readonly phaseToUse?: Phases;
  /** Ids of the profiles that prevail in their purposes. */
  readonly profiles: readonly number[];
  /**
   * When it changes by itself, exactly for the next 8 days; a later one may be a moment at which nothing changes. undefined:
   * never, as long as nothing is installed and no transaction begins or ends.
   */
  readonly untilMs?: number;
}

/** A week and a day: all that recurs has come round. */
const maxAheadMs = 8 * 86_400_000;
/** Of so many looks ahead without a difference the last is told all the same: a bound for what changes all the time to the same value. */
const maxSteps = 2000;

/**
 * The limit that profiles set at a moment: what a station hands to the control loop. Where none says anything, neither `maxMa`
 * nor `maxW` nor `phases` is there. A relative profile counts from the begin of the transaction; while none runs, its first
 * period holds.
 */
export function limitAt(query: LimitQuery): ProfileLimit {
  const at = ruling(query);
  const now = at(query.atMs);
  const { ceiling } = now;
  const usable = query.phases ?? 3;
  let untilMs = now.untilMs;
  for (let steps = 0; untilMs <= query.atMs + maxAheadMs && steps < maxSteps; steps += 1) {
    const next = at(untilMs);
    if (!same(ceiling, next.ceiling, usable)) break;
    untilMs = next.untilMs;
  }
  return {
    ...(ceiling.maxMa === Number.POSITIVE_INFINITY ? {} : { maxMa: ceiling.maxMa }),
    ...(ceiling.maxW === Number.POSITIVE_INFINITY ? {} : { maxW: ceiling.maxW }),
    ...(ceiling.phases === 3 || ceiling.phases >= usable ? {} : { phases: ceiling.phases }),
    ...(ceiling.phases !== 1 || ceiling.phaseToUse === undefined ? {} : { phaseToUse: ceiling.phaseToUse }),
    profiles: now.profiles.map(({ id }) => id),
    ...(untilMs === Number.POSITIVE_INFINITY ? {} : { untilMs }),
  };
}

function ruling({ profiles, connector, transactions }: LimitQuery) {
  const station = new StationRules(profiles);
  if (connector === 0) return (atMs: number) => station.at(atMs);
  const transaction = transactions.find((running) => running.connector === connector);
  const rules = new ConnectorRules(profiles, connector, transaction, undefined);
  return (atMs: number) => both(station.at(atMs), rules.at(atMs));
}

function same(a: Ceiling, b: Ceiling, usable: Phases): boolean {
  const [one, other] = [a, b].map((ceiling) => lowest(ceiling, { ...openCeiling, phases: usable }));
  if (one === undefined || other === undefined) return false;
  const conductor = ({ phases, phaseToUse }: Ceiling) => (phases === 1 ? phaseToUse : undefined);
  return (
    one.maxMa === other.maxMa &&
    one.maxW === other.maxW &&
    one.phases === other.phases &&
    conductor(one) === conductor(other)
  );
}
