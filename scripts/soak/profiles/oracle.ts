import { type Held, type HeldSchedule, heldOf } from './oracle-payload.ts';
import type { CaseConnector, Payload16, Payload201, ProfileCase } from './profile-case.ts';

/**
 * What profiles mean, second by second, straight from the definitions (docs/ocpp-profiles.md) and with nothing of the engine:
 * payloads as they came, every profile looked at anew at every instant. Slow on purpose.
 */
export class Oracle {
  readonly #case: OracleCase;
  installed: readonly Held[] = [];
  transactions: readonly HeldTransaction[] = [];

  constructor(given: OracleCase) {
    this.#case = given;
  }

  /** Whether it is taken. */
  set(payload: Payload16 | Payload201, connector: number, by: 'backend' | 'local', atMs: number): boolean {
    const held = heldOf(payload, connector, atMs);
    if (!isSound(held, this.#case, by, atMs)) return false;
    if (held.purpose === 'TxProfile') {
      const running = this.transactions.find((one) => one.connector === connector);
      if (running === undefined || (held.transaction !== undefined && held.transaction !== running.id)) return false;
      if (held.transaction === undefined && this.#case.version === '2.0.1') return false;
      held.transaction = running.id;
    }
    const alive = this.installed.filter((old) => !isDead(old, atMs));
    if (alive.some((old) => old.id === held.id && old.purpose.endsWith('Constraints')) && by === 'backend')
      return false;
    const others = alive.filter((old) => old.id !== held.id);
    const rivals = others.filter(
      (old) =>
        old.purpose === held.purpose &&
        old.level === held.level &&
        old.connector === held.connector &&
        (old.purpose !== 'TxProfile' || old.transaction === held.transaction),
    );
    let kept = others.filter((old) => !rivals.includes(old));
    if (this.#case.version === '2.0.1') {
      const defaults = others.filter(
        (old) =>
          old.purpose === 'TxDefaultProfile' &&
          held.purpose === 'TxDefaultProfile' &&
          old.level === held.level &&
          (old.connector === 0 || held.connector === 0),
      );
      if ([...rivals, ...defaults].some((old) => meet(old, held))) return false;
      kept = others;
    }
    if (kept.length + 1 > this.#case.maxProfiles) return false;
    this.installed = [...kept, held];
    return true;
  }

  /** Everything that is given must fit; how many went. */
  clear(wanted: {
    id?: number | undefined;
    connector?: number | undefined;
    level?: number | undefined;
    purpose?: string | undefined;
  }): number {
    const before = this.installed.length;
    this.installed = this.installed.filter(
      (old) =>
        old.purpose.endsWith('Constraints') ||
        (wanted.id ?? old.id) !== old.id ||
        (wanted.connector ?? old.connector) !== old.connector ||
        (wanted.level ?? old.level) !== old.level ||
        (wanted.purpose ?? old.purpose) !== old.purpose,
    );
    return before - this.installed.length;
  }

  begin(transaction: HeldTransaction): void {
    this.transactions = [...this.transactions, transaction];
  }

  end(id: string): void {
    this.transactions = this.transactions.filter((one) => one.id !== id);
    this.installed = this.installed.filter((old) => old.transaction !== id || old.purpose !== 'TxProfile');
  }

  /** What a composite schedule must say of one instant; charging begins at `idleMs` where no transaction runs. */
  compositeAt(connector: number, unit: 'A' | 'W', atMs: number, idleMs: number): OracleValue {
    const station = this.#station(atMs);
    if (connector > 0) {
      const facts = this.#case.connectors[connector - 1] as CaseConnector;
      const all = lowest([station, ...this.#connector(connector, atMs, idleMs), physical(facts)]);
      return value(inUnit(all, unit, facts.voltageV), all);
    }
    let sum = 0;
    let mostPhases = 1;
    this.#case.connectors.forEach((facts, k) => {
      const own = lowest([...this.#connector(k + 1, atMs, idleMs), physical(facts)]);
      sum += inUnit(own, unit, facts.voltageV);
      mostPhases = Math.max(mostPhases, own.phases);
    });
    const whole = { ...station, phases: Math.min(station.phases, mostPhases) };
    return value(Math.min(sum, inUnit(whole, unit, (this.#case.connectors[0] as CaseConnector).voltageV)), whole);
  }

  /** What the profiles alone say of one instant; where no transaction runs it would begin just then. */
  limitsAt(connector: number, atMs: number): OracleLimits {
    return lowest([this.#station(atMs), ...(connector > 0 ? this.#connector(connector, atMs, atMs) : [])]);
  }

  #station(atMs: number): OracleLimits {
    const of = (purpose: string) =>
      this.#prevailing((one) => one.connector === 0 && one.purpose.endsWith(purpose), atMs, atMs);
    return lowest([of('ExternalConstraints'), of('MaxProfile')]);
  }

  #connector(connector: number, atMs: number, idleMs: number): readonly (OracleLimits | undefined)[] {
    const transaction = this.transactions.find((one) => one.connector === connector);
    const since = transaction?.startedAtMs ?? idleMs;
    const external = this.#prevailing(
      (one) => one.connector === connector && one.purpose.endsWith('ExternalConstraints'),
      atMs,
      since,
    );
    const ofTransaction = this.#prevailing(
      (one) => one.purpose === 'TxProfile' && one.connector === connector && one.transaction === transaction?.id,
      atMs,
      since,
    );
    if (ofTransaction !== undefined) return [external, ofTransaction];
    const byDefault = this.#prevailing(
      (one) => one.purpose === 'TxDefaultProfile' && (one.connector === connector || one.connector === 0),
      atMs,
      since,
    );
    return [external, byDefault];
  }

  /** Of those in force, the highest level; of two of the same level the one for this connector alone. */
  #prevailing(which: (one: Held) => boolean, atMs: number, sinceMs: number): OracleLimits | undefined {
    let best: { held: Held; limits: OracleLimits } | undefined;
    for (const held of this.installed) {
      if (!which(held)) continue;
      const limits = saidBy(held, atMs, sinceMs);
      if (limits === undefined) continue;
      const beats =
        best === undefined ||
        held.level > best.held.level ||
        (held.level === best.held.level && held.connector > best.held.connector);
      if (beats) best = { held, limits };
    }
    return best?.limits;
  }
}

export interface HeldTransaction {
  readonly id: string;
  readonly connector: number;
  readonly startedAtMs: number;
}

/** mA per phase and W over all phases; Infinity: nothing is said. */
export interface OracleLimits {
  readonly mA: number;
  readonly w: number;
  readonly phases: number;
  readonly conductor: number | undefined;
}

export interface OracleValue {
  readonly limit: number;
  readonly phases: number;
  readonly conductor: number | undefined;
}

/** What is refused of a profile whatever else is installed, as far as the cases do it. */
function isSound(
  held: Held,
  { version, connectors, choosesPhase }: OracleCase,
  by: 'backend' | 'local',
  atMs: number,
): boolean {
  const isMax = held.purpose.endsWith('MaxProfile');
  const isConstraint = held.purpose.endsWith('Constraints');
  if (held.connector > connectors.length) return false;
  if (isMax && held.connector > 0) return false;
  if (held.purpose === 'TxProfile' && held.connector === 0) return false;
  if (isConstraint && by === 'backend') return false;
  if ((isMax || isConstraint) && held.kind === 'Relative') return false;
  if (held.kind === 'Recurring' && held.everyMs === undefined) return false;
  if (held.toMs <= held.fromMs) return false;
  if (isDead(held, atMs)) return false;
  for (const { startMs, periods } of held.schedules) {
    if (held.kind === 'Recurring' && startMs === undefined) return false;
    if (version === '2.0.1' && (held.kind === 'Relative') !== (startMs === undefined)) return false;
    if (periods[0]?.afterMs !== 0) return false;
    for (let k = 1; k < periods.length; k += 1)
      if ((periods[k]?.afterMs ?? 0) <= (periods[k - 1]?.afterMs ?? 0)) return false;
    for (const { phases, conductor } of periods)
      if (conductor !== undefined && (phases !== 1 || !choosesPhase)) return false;
  }
  return true;
}

/** It can say nothing any more, ever. */
const isDead = (held: Held, atMs: number): boolean =>
  held.toMs <= atMs ||
  (held.kind === 'Absolute' &&
    held.schedules.every(({ startMs, lengthMs }) => startMs !== undefined && startMs + lengthMs <= atMs));

const meet = (a: Held, b: Held): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

function saidBy(held: Held, atMs: number, sinceMs: number): OracleLimits | undefined {
  if (atMs < held.fromMs || atMs >= held.toMs) return undefined;
  const said = held.schedules
    .map((schedule) => saidBySchedule(held, schedule, atMs, sinceMs))
    .filter((one) => one !== undefined);
  return said.length === 0 ? undefined : lowest(said);
}

function saidBySchedule(
  { kind, everyMs }: Held,
  schedule: HeldSchedule,
  atMs: number,
  sinceMs: number,
): OracleLimits | undefined {
  // A transaction that is yet to begin by the clock begins now.
  let beginMs = kind === 'Relative' || schedule.startMs === undefined ? Math.min(sinceMs, atMs) : schedule.startMs;
  if (atMs < beginMs) return undefined;
  if (kind === 'Recurring') while (beginMs + (everyMs ?? 0) <= atMs) beginMs += everyMs ?? 1;
  if (atMs >= beginMs + schedule.lengthMs) return undefined;
  let current = schedule.periods[0];
  for (const period of schedule.periods) if (beginMs + period.afterMs <= atMs) current = period;
  if (current === undefined) return undefined;
  const { tenths, phases, conductor } = current;
  return {
    mA: schedule.unit === 'A' ? tenths * 100 : Number.POSITIVE_INFINITY,
    w: schedule.unit === 'W' ? (tenths - (tenths % 10)) / 10 : Number.POSITIVE_INFINITY,
    ...{ phases, conductor },
  };
}

function lowest(all: readonly (OracleLimits | undefined)[]): OracleLimits {
  let mA = Number.POSITIVE_INFINITY;
  let w = Number.POSITIVE_INFINITY;
  let phases = 3;
  let conductor: number | undefined;
  for (const one of all) {
    if (one === undefined) continue;
    if (one.mA < mA) mA = one.mA;
    if (one.w < w) w = one.w;
    if (one.phases < phases) phases = one.phases;
    if (conductor === undefined) conductor = one.conductor;
  }
  return { mA, w, phases, conductor };
}

const physical = ({ maxMa, phases }: CaseConnector): OracleLimits => ({
  mA: maxMa,
  w: Number.POSITIVE_INFINITY,
  phases,
  conductor: undefined,
});

/** A = W / (V x phases), rounded down to mA; W = A x V x phases, rounded down to W. */
function inUnit({ mA, w, phases }: OracleLimits, unit: 'A' | 'W', voltageV: number): number {
  const wattsPerAmpere = voltageV * phases;
  if (unit === 'W') return Math.min(w, down(mA * wattsPerAmpere, 1000));
  return Math.min(mA, down(w * 1000, wattsPerAmpere));
}

const down = (value: number, by: number): number =>
  value === Number.POSITIVE_INFINITY ? value : (value - (value % by)) / by;

const value = (limit: number, { phases, conductor }: OracleLimits): OracleValue => ({
  limit,
  phases,
  conductor: phases === 1 ? conductor : undefined,
});

export type OracleCase = Pick<ProfileCase, 'connectors' | 'version' | 'maxProfiles' | 'choosesPhase'>;
