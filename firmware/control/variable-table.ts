import type { SiteVariable } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import type { Formula } from '../formula/types.ts';

/** A variable with its value now. Times are wall ms. */
export interface VariableValue {
  readonly name: string;
  /** Undefined: declared or removed without a value, or a formula that has none. */
  readonly value: number | undefined;
  readonly expr: string | undefined;
  readonly atMs: number;
  readonly source: string;
  /** Nobody wrote it within its `timeoutS`. */
  readonly timedOut: boolean;
  /** The value that joins in when it is timed out. */
  readonly failsafe: number | undefined;
}

/** Variables by key (lower case). */
export type VariableTable = ReadonlyMap<string, VariableValue>;

/** Reads a name that is not a variable (`M1.current_l1`, `date.hour`); undefined = no value. */
export type Lookup = (name: string) => number | undefined;

const maxKeptFormulas = 600;

/** Puts declarations, stored rows and formulas together. Keeps compiled formulas between calls. */
export class VariableResolver {
  readonly #formulas = new Map<string, Formula | undefined>();

  /**
   * Stored rows win over the site's initial values; a row without a value means "removed" and stays without one.
   * Formulas may read other variables; one that (in)directly reads itself has no value.
   */
  resolve(
    declared: readonly SiteVariable[],
    stored: readonly StoredVariable[],
    lookup: Lookup,
    wallMs: number,
  ): VariableTable {
    const rows = new Map<string, StoredVariable>();
    for (const { name, value, expr } of declared) {
      rows.set(variableKey(name), {
        name,
        atMs: 0,
        source: 'site',
        ...(value === undefined ? {} : { value }),
        ...(expr === undefined ? {} : { expr }),
      });
    }
    for (const row of stored) {
      const declaredExpr = rows.get(variableKey(row.name))?.expr;
      // A declaration's formula outlives the removal of a value (contracts §2).
      const expr = row.expr ?? (row.value === undefined ? declaredExpr : undefined);
      rows.set(variableKey(row.name), { ...row, ...(expr === undefined ? {} : { expr }) });
    }
    const declarations = new Map(declared.map((d) => [variableKey(d.name), d]));
    const values = new Map<string, number | undefined>();
    const open = new Set<string>();

    const valueFor = (key: string): number | undefined => {
      if (values.has(key)) return values.get(key);
      const row = rows.get(key);
      if (row === undefined || open.has(key)) return undefined;
      if (row.expr === undefined) return row.value;
      open.add(key);
      const formula = this.#compiled(row.expr);
      const value = formula?.evaluate(
        Float64Array.from(
          formula.names,
          (name) => (name.startsWith('CM.') ? valueFor(variableKey(name.slice(3))) : lookup(name)) ?? Number.NaN,
        ),
      );
      open.delete(key);
      values.set(key, value);
      return value;
    };

    const table = new Map<string, VariableValue>();
    for (const [key, row] of rows) {
      const { timeoutS, failsafe } = declarations.get(key) ?? {};
      // A write from the future means the clock was set back: silence of unknown length counts as too long.
      const timedOut = timeoutS !== undefined && Math.abs(wallMs - row.atMs) > timeoutS * 1000;
      table.set(key, {
        name: row.name,
        value: valueFor(key),
        expr: row.expr,
        atMs: row.atMs,
        source: row.source,
        timedOut,
        failsafe,
      });
    }
    return table;
  }

  #compiled(text: string): Formula | undefined {
    if (!this.#formulas.has(text)) {
      if (this.#formulas.size >= maxKeptFormulas) this.#formulas.clear();
      const result = compile(text);
      this.#formulas.set(text, result.ok ? result.formula : undefined);
    }
    return this.#formulas.get(text);
  }
}
