import type { OcppVersion } from '../version.ts';
import type { ChargingProfile, ProfilePurpose, ProfileTransaction } from './charging-profile.ts';
import { type Refusal, refusal } from './refusal.ts';
import { defaultBounds, faultOf, isOver, type ProfileBounds } from './validation.ts';

export interface InstallContext {
  /** Wall clock. */
  readonly nowMs: number;
  /** Those that run. */
  readonly transactions: readonly ProfileTransaction[];
  /** Connectors are 1 to this number. */
  readonly connectors: number;
  /** Whether a conductor may be chosen (2.0.1 ACPhaseSwitchingSupported); false where not said. */
  readonly choosesPhase?: boolean;
  /** Who installs: the backend, or somebody else (2.0.1: only then may it be a constraint from outside). */
  readonly by?: 'backend' | 'local';
}

/** `replaced`: ids of the profiles that gave way. */
export type Installed =
  | { readonly accepted: true; readonly profile: ChargingProfile; readonly replaced: readonly number[] }
  | { readonly accepted: false; readonly refusal: Refusal };

/** What is to be cleared or listed; each that is given must fit, none given: all. */
export interface ProfileCriteria {
  readonly ids?: readonly number[];
  readonly connector?: number;
  readonly purpose?: ProfilePurpose;
  readonly stackLevel?: number;
}

/**
 * The profiles that one backend has installed at one station. Nothing is kept outside memory: `list()` is plain data to be
 * stored, `profiles` brings it back after a start. Bad profiles change nothing.
 */
export class ProfileStore {
  readonly version: OcppVersion;
  readonly bounds: ProfileBounds;
  #profiles: readonly ChargingProfile[];

  constructor(options: {
    version: OcppVersion;
    bounds?: Partial<ProfileBounds>;
    profiles?: readonly ChargingProfile[];
  }) {
    this.version = options.version;
    const maxSchedules = options.version === '1.6' ? 1 : defaultBounds.maxSchedules;
    this.bounds = { ...defaultBounds, maxSchedules, ...options.bounds };
    this.#profiles = (options.profiles ?? []).slice(0, this.bounds.maxProfiles);
  }

  list(criteria: ProfileCriteria = {}): readonly ChargingProfile[] {
    return this.#profiles.filter((profile) => fits(profile, criteria));
  }

  /**
   * Installs a profile (1.6 5.16, 2.0.1 K01). In 1.6 it replaces those of the same id and those of the same purpose and stack
   * level at the same connector (for the same transaction, if it is one's). In 2.0.1 it replaces the one of the same id; another
   * of the same purpose and stack level that is valid at the same time refuses it (K01.FR.06, 39, 52, 53).
   */
  install(given: ChargingProfile, context: InstallContext): Installed {
    const fault =
      faultOf(given, this.version, this.bounds, context.nowMs) ?? faultOfContext(given, this.version, context);
    if (fault !== undefined) return { accepted: false, refusal: fault };
    const profile = settled(given, context);
    const present = this.#profiles.filter((old) => !isOver(old, context.nowMs));
    const same = present.filter((old) => old.id === profile.id);
    if (same.some(({ purpose }) => purpose === 'external') && context.by !== 'local')
      return refused('duplicate', `Profile ${profile.id} is a constraint from outside; a backend cannot replace it`);
    const clashing = present.filter((old) => old.id !== profile.id && this.#clash(old, profile));
    if (this.version === '2.0.1' && clashing[0] !== undefined)
      return refused('duplicate', `Profile ${clashing[0].id} has the same purpose and stack level at the same time`);
    const gone = new Set([...same, ...clashing]);
    const kept = present.filter((old) => !gone.has(old));
    if (kept.length >= this.bounds.maxProfiles)
      return refused('tooManyProfiles', `There are ${kept.length} profiles already, as many as are possible`);
    const inAll = periodsIn(kept) + periodsIn([profile]);
    if (inAll > this.bounds.maxPeriodsInAll)
      return refused(
        'tooManyPeriods',
        `All profiles would have ${inAll} periods; ${this.bounds.maxPeriodsInAll} are possible`,
      );
    this.#profiles = [...kept, profile];
    return { accepted: true, profile, replaced: [...gone].map(({ id }) => id) };
  }

  /** Removes what fits and gives it back; none: nothing fitted. Constraints from outside stay unless `by` is local. */
  clear(criteria: ProfileCriteria, by: 'backend' | 'local' = 'backend'): readonly ChargingProfile[] {
    const gone = this.list(criteria).filter(({ purpose }) => purpose !== 'external' || by === 'local');
    this.#profiles = this.#profiles.filter((profile) => !gone.includes(profile));
    return gone;
  }

  /** A transaction is over: its profiles go (1.6 3.13.1). Gives back how many. */
  endTransaction(transaction: string): number {
    const before = this.#profiles.length;
    this.#profiles = this.#profiles.filter(
      (profile) => profile.purpose !== 'tx' || profile.transaction !== transaction,
    );
    return before - this.#profiles.length;
  }

  #clash(old: ChargingProfile, profile: ChargingProfile): boolean {
    if (old.purpose !== profile.purpose || old.stackLevel !== profile.stackLevel) return false;
    if (old.purpose === 'tx' && old.transaction !== profile.transaction) return false;
    const forAll =
      this.version === '2.0.1' && old.purpose === 'txDefault' && (old.connector === 0) !== (profile.connector === 0);
    if (old.connector !== profile.connector && !forAll) return false;
    return this.version === '1.6' || overlap(old, profile);
  }
}

const periodsIn = (profiles: readonly ChargingProfile[]): number =>
  profiles.flatMap(({ schedules }) => schedules).reduce((sum, { periods }) => sum + periods.length, 0);

const refused = (...given: Parameters<typeof refusal>): Installed => ({ accepted: false, refusal: refusal(...given) });

function faultOfContext(profile: ChargingProfile, version: OcppVersion, context: InstallContext) {
  const { connector, purpose, transaction, schedules } = profile;
  if (!Number.isSafeInteger(connector) || connector < 0 || connector > context.connectors)
    return refusal('connector', `There is no connector ${connector}`);
  if (purpose === 'external' && (version === '1.6' || context.by !== 'local'))
    return refusal('purpose', 'A backend does not set constraints from outside (K01.FR.22)');
  if (context.choosesPhase !== true && schedules.some(({ periods }) => periods.some(({ phaseToUse }) => phaseToUse)))
    return refusal('phaseToUse', 'This charge point cannot choose the phase to use (K01.FR.20)');
  if (purpose !== 'tx') return undefined;
  if (version === '2.0.1' && transaction === undefined)
    return refusal('transaction', 'A profile of a transaction does not name it (K01.FR.03)');
  const running = context.transactions.find((one) => one.connector === connector);
  if (running === undefined) return refusal('transaction', `No transaction runs on connector ${connector}`);
  if (transaction !== undefined && transaction !== running.id)
    return refusal('transaction', `Transaction ${transaction.slice(0, 64)} does not run on connector ${connector}`);
  return undefined;
}

/**
 * What 1.6 leaves open is settled at installation: a profile of a transaction belongs to the one that runs, and a maximum of the
 * station without a start counts from now, for it knows no transaction.
 */
function settled(profile: ChargingProfile, { nowMs, transactions }: InstallContext): ChargingProfile {
  if (profile.purpose === 'tx' && profile.transaction === undefined) {
    const running = transactions.find(({ connector }) => connector === profile.connector);
    return running === undefined ? profile : { ...profile, transaction: running.id };
  }
  if (profile.purpose !== 'stationMax' || profile.kind !== 'absolute') return profile;
  const schedules = profile.schedules.map((schedule) => ({ ...schedule, startMs: schedule.startMs ?? nowMs }));
  return { ...profile, schedules };
}

function fits(profile: ChargingProfile, { ids, connector, purpose, stackLevel }: ProfileCriteria): boolean {
  return (
    (ids === undefined || ids.includes(profile.id)) &&
    (connector === undefined || connector === profile.connector) &&
    (purpose === undefined || purpose === profile.purpose) &&
    (stackLevel === undefined || stackLevel === profile.stackLevel)
  );
}

function overlap(a: ChargingProfile, b: ChargingProfile): boolean {
  const from = Math.max(a.validFromMs ?? Number.NEGATIVE_INFINITY, b.validFromMs ?? Number.NEGATIVE_INFINITY);
  return from < Math.min(a.validToMs ?? Number.POSITIVE_INFINITY, b.validToMs ?? Number.POSITIVE_INFINITY);
}
