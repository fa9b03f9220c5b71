import type { LimitRecord, StoredRuling } from '../domain/limit.ts';
import type { Site } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { type CompiledLimits, compileLimits } from '../grid/compiled-limits.ts';
import { evaluateLimits, type LimitEvaluation } from '../grid/evaluate-limits.ts';
import { stillHeld } from '../grid/held-rulings.ts';
import type { LimitSettings } from '../grid/limit-settings.ts';
import type { VariableEntry } from '../grid/limit-value.ts';
import { circuitMinimumW } from '../grid/para14a/circuit-minimum.ts';
import { rulingsToStore } from '../grid/stored-rulings.ts';
import type { Candidate } from './messages.ts';
import { type Heard, Silence } from './silence.ts';
import type { PlayedValues } from './test-limit.ts';
import { type TriggerKept, Triggers } from './triggers.ts';
import { type Lookup, VariableResolver, type VariableTable } from './variable-table.ts';

/** What the limits of one cycle are computed from. */
export interface LimitInput {
  /** Rows on disk, with the temporary ones laid over them. */
  readonly stored: readonly StoredVariable[];
  readonly storedRulings: readonly StoredRuling[];
  /** Whole tables of rows, each as it would be after a write that is on its way. */
  readonly candidates: readonly Candidate[];
  /** The whole table of rows as it would be with what somebody plays; absent when nobody plays. */
  readonly played?: PlayedValues;
  /** The rows on disk with those over them that charging rules set; absent when they set none. */
  readonly ruled?: readonly StoredVariable[] | undefined;
  readonly lookup: Lookup;
  /** Told the variables as they are now, before limits are evaluated with them: `lookup` may give more from then on. */
  readonly onVariables?: (variables: VariableTable) => void;
  readonly nowMs: number;
  readonly wallMs: number;
}

export interface LimitResult {
  readonly records: readonly LimitRecord[];
  /** With what charging rules set. */
  readonly variables: VariableTable;
  /** Rulings that have to go to disk now. */
  readonly toStore: readonly StoredRuling[];
}

/** What is kept from cycle to cycle. */
export interface LimitsKept {
  /** Rulings from before the restart that still hold. */
  readonly held: readonly StoredRuling[];
  /** When each variable that had a row at the start had been written, by key; wall ms. */
  readonly writtenAt: ReadonlyMap<string, number>;
  /** The records of the cycle before. */
  readonly previous: readonly LimitRecord[];
  /** What is known of variables with a time-out, by key. */
  readonly heard: ReadonlyMap<string, Heard>;
  /** Variables that a formula triggers, by key. */
  readonly triggers: ReadonlyMap<string, TriggerKept>;
}

/** Turns variables into the limits in force, cycle by cycle; knows what a restart has to hold (contracts §2). */
export class LimitDesk {
  readonly #resolver = new VariableResolver();
  #site: Site;
  #compiled: CompiledLimits;
  readonly #silence = new Silence();
  readonly #triggers = new Triggers();
  #kept: Omit<LimitsKept, 'heard' | 'triggers'>;

  constructor(
    site: Site,
    atStart: { readonly variables: readonly StoredVariable[]; readonly rulings: readonly StoredRuling[] },
  ) {
    this.#site = site;
    this.#compiled = compileLimits(limitSettings(site));
    const writtenAt = new Map(atStart.variables.map(({ name, atMs }) => [variableKey(name), atMs]));
    this.#kept = { held: atStart.rulings, writtenAt, previous: [] };
  }

  save(): LimitsKept {
    return structuredClone({ ...this.#kept, heard: this.#silence.save(), triggers: this.#triggers.save() });
  }

  restore({ heard, triggers, ...kept }: LimitsKept): void {
    this.#kept = kept;
    this.#triggers.restore(triggers);
    this.#silence.restore(heard);
  }

  /** A new site document; rulings held since the restart stay held where the limit stays the same. */
  use(site: Site): void {
    this.#site = site;
    this.#compiled = compileLimits(limitSettings(site));
  }

  evaluate(input: LimitInput): LimitResult {
    const { lookup, nowMs, wallMs } = input;
    const silent = this.#silence.look(this.#site.variables, input.stored, nowMs, wallMs);
    const resolve = (rows: readonly StoredVariable[]) =>
      this.#resolver.resolve(this.#site.variables, rows, lookup, wallMs, silent, this.#triggers);
    this.#triggers.begin(nowMs);
    const current = resolve(input.stored);
    this.#triggers.keep();
    input.onVariables?.(current);
    const failsafe = failsafeTable(current);
    const ruled = input.ruled === undefined ? undefined : resolve(input.ruled);
    const meant = input.candidates.map(({ rows }) => resolve(rows));
    // What rules set joins in: it may lower a limit, never raise one.
    const candidates = ruled === undefined ? meant : [...meant, ruled];
    const { played } = input;
    const held = stillHeld(this.#kept.held, this.#compiled, {
      tables: { current, failsafe },
      lookup,
      written: this.#written(input.stored),
    });
    const evaluated = (some: readonly VariableTable[], alsoPlayed: LimitEvaluation['played']) =>
      evaluateLimits(this.#compiled, {
        tables: { current, failsafe, candidates: some },
        lookup,
        previous: this.#kept.previous,
        held,
        ...(alsoPlayed === undefined ? {} : { played: alsoPlayed }),
        nowMs: wallMs,
        sharePercent: this.#site.sharePercent,
      });
    const records = evaluated(candidates, played && { ...played, table: resolve(played.rows) });
    // What a test or a rule holds down must not be held after a restart; what falls beside it must.
    const toHold = ruled === undefined && played === undefined ? records : evaluated(meant, undefined);
    this.#kept = { ...this.#kept, held, previous: records };
    return {
      records,
      variables: ruled ?? current,
      toStore: rulingsToStore(this.#compiled, toHold, input.storedRulings, wallMs),
    };
  }

  /** Variables whose row is not the one that was there at the start. */
  #written(stored: readonly StoredVariable[]): ReadonlySet<string> {
    return new Set(
      stored.flatMap((row) => {
        const key = variableKey(row.name);
        return this.#kept.writtenAt.get(key) === row.atMs ? [] : [key];
      }),
    );
  }
}

/** The limits of a site, with the ids that limit settings are known by. */
export function limitSettings(site: Site): LimitSettings {
  const circuits = site.circuits.map((circuit) => ({ ...circuit, minimumW: circuitMinimumW(circuit) }));
  return { circuits, chargePoints: site.devices.filter((device) => device.role === 'chargePoint') };
}

/** What joins in for variables that nobody wrote in time; a formula over one of them joins in with it. */
export function failsafeTable(variables: VariableTable): ReadonlyMap<string, VariableEntry> {
  const silent = [...variables].filter(([, variable]) => variable.timedOut);
  return new Map(silent.map(([key, { failsafe, atMs, source }]) => [key, { value: failsafe, atMs, source }]));
}
