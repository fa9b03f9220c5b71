import { type StoredVariable, variableKey } from '../../domain/variable.ts';
import type { CompiledRule } from '../../rules/compile-rules.ts';
import type { RuleSink } from '../../rules/situation.ts';
import type { VariableTable } from '../variable-table.ts';

/** A variable as a rule left it. Times: wall ms, but for `untilMs`, which is monotonic. */
export interface RuleVariable {
  readonly name: string;
  readonly value: number;
  readonly atMs: number;
  readonly source: string;
  /** It was triggered: it falls back to 0 then. */
  readonly untilMs?: number;
}

export interface RuleVariablesKept {
  /** By name as formulas read it: `CM.x`, `E1.x`. */
  readonly values: ReadonlyMap<string, RuleVariable>;
}

/**
 * The variables that charging rules set. They live in memory until a rule or a person writes them again; a variable that a
 * channel owns, or that is a formula, is left alone (decision 047).
 */
export class RuleVariables implements RuleSink {
  #values = new Map<string, RuleVariable>();
  #rows: readonly StoredVariable[] = [];
  #table: VariableTable = new Map();
  #nowMs = 0;
  #wallMs = 0;
  #chargePoint = '';

  /** Rows to lay over the stored ones; the same list while nothing changes. */
  get rows(): readonly StoredVariable[] {
    return this.#rows;
  }

  /** What rules set of a device: `E1.switch_phases`. */
  field(name: string): number | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(name)?.value;
  }

  /** Before the walks of a cycle. `table`: the variables as they stand, with the rows of here. */
  begin(table: VariableTable, nowMs: number, wallMs: number): void {
    this.#table = table;
    this.#nowMs = nowMs;
    this.#wallMs = wallMs;
    for (const [name, variable] of this.#values) {
      const { untilMs, ...rest } = variable;
      if (untilMs !== undefined && nowMs >= untilMs) this.#put(name, { ...rest, value: 0, atMs: wallMs });
    }
  }

  /** Who the rules that are walked next belong to. */
  of(chargePoint: string): void {
    this.#chargePoint = chargePoint;
  }

  write(name: string, value: number, rule: CompiledRule): boolean {
    if (!this.#mayWrite(name)) return false;
    const known = this.#values.get(name);
    if (known !== undefined && known.value === value && known.untilMs === undefined) return true;
    this.#put(name, { name: this.#spelled(name), value, atMs: this.#wallMs, source: this.#sourceOf(rule) });
    return true;
  }

  /** Begins when the rule begins to act; with `retrigger` its time begins anew while it acts. */
  trigger(name: string, ms: number, retrigger: boolean, rising: boolean, rule: CompiledRule): boolean {
    if (!this.#mayWrite(name)) return false;
    const known = this.#values.get(name);
    const runs = known?.untilMs !== undefined;
    if (!retrigger && (runs || !rising)) return runs;
    const untilMs = this.#nowMs + ms;
    if (known?.value === 1 && known.untilMs !== undefined) this.#values.set(name, { ...known, untilMs });
    else {
      const source = this.#sourceOf(rule);
      this.#put(name, { name: this.#spelled(name), value: 1, atMs: this.#wallMs, source, untilMs });
    }
    return true;
  }

  /** Drops what somebody else wrote since, and what no rule writes any more. */
  keep(stored: readonly StoredVariable[], written?: ReadonlySet<string>): void {
    if (this.#values.size === 0) return;
    for (const row of stored) {
      const name = `CM.${variableKey(row.name)}`;
      const own = this.#values.get(name);
      if (own !== undefined && (row.atMs > own.atMs || row.source.startsWith('channel:'))) this.#drop(name);
    }
    if (written !== undefined) for (const name of this.#values.keys()) if (!written.has(name)) this.#drop(name);
  }

  save(): RuleVariablesKept {
    return { values: new Map(this.#values) };
  }

  restore({ values }: RuleVariablesKept): void {
    this.#values = new Map(values);
    this.#changed();
  }

  #mayWrite(name: string): boolean {
    if (!name.startsWith('CM.')) return true;
    const entry = this.#table.get(name.slice(3));
    return entry === undefined || (entry.expr === undefined && !entry.source.startsWith('channel:'));
  }

  #spelled(name: string): string {
    return name.startsWith('CM.') ? (this.#table.get(name.slice(3))?.name ?? name.slice(3)) : name;
  }

  #sourceOf(rule: CompiledRule): string {
    return `rule:${this.#chargePoint}/${rule.id}`;
  }

  #put(name: string, variable: RuleVariable): void {
    this.#values.set(name, variable);
    this.#changed();
  }

  #drop(name: string): void {
    this.#values.delete(name);
    this.#changed();
  }

  #changed(): void {
    this.#rows = [...this.#values].flatMap(([key, { name, value, atMs, source }]) =>
      key.startsWith('CM.') ? [{ name, value, atMs, source }] : [],
    );
  }
}
