import type { PhaseIndex } from '../domain/phases.ts';
import type { SiteVariable } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey, variableRead } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import { type Formula, type PricesAhead, pricesName } from '../formula/types.ts';
import type { TriggerSettings, Triggers } from './triggers.ts';

/** A variable with its value now. Times are wall ms. */
export interface VariableValue {
  readonly name: string;
  /** Undefined: declared or removed without a value, or a formula that has none. */
  readonly value: number | undefined;
  readonly expr: string | undefined;
  readonly atMs: number;
  /** Who wrote it; of a formula also the channel that wrote something it reads. */
  readonly source: string;
  /** Nobody wrote it, or something its formula reads, within the declared `timeoutS`. */
  readonly timedOut: boolean;
  /** The value that joins in when it is timed out. */
  readonly failsafe: number | undefined;
}

/** Variables by key (lower case). */
export type VariableTable = ReadonlyMap<string, VariableValue>;

/**
 * Reads a name that is not a variable (`M1.current_l1`, `date.hour`); undefined = no value. `phase` is the building phase
 * under evaluation, which `.current` names; without one it is the phase with the highest current.
 */
export interface Lookup {
  (name: string, phase?: PhaseIndex): number | undefined;
  /** For price functions of formulas. */
  readonly prices?: PricesAhead | undefined;
}

/** A lookup that knows the prices ahead as well. */
export function withPrices(lookup: Lookup, prices: (PricesAhead & { readonly any: boolean }) | undefined): Lookup {
  if (prices === undefined) return lookup;
  const known: Lookup = (name, phase) => (name === pricesName ? (prices.any ? 1 : undefined) : lookup(name, phase));
  return Object.assign(known, { prices });
}

const maxKeptFormulas = 600;

/** Puts declarations, stored rows and formulas together. Keeps compiled formulas between calls. */
export class VariableResolver {
  readonly #formulas = new Map<string, Formula | undefined>();

  /**
   * Stored rows win over the site's initial values; a row without a value means "removed" and stays without one.
   * Formulas may read other variables; one that (in)directly reads itself has no value. `silent`: variables that were found
   * timed out, with the wall time of the write that they had then.
   */
  resolve(
    declared: readonly SiteVariable[],
    stored: readonly StoredVariable[],
    lookup: Lookup,
    wallMs: number,
    silent: ReadonlyMap<string, number> = new Map(),
    triggers?: Triggers,
  ): VariableTable {
    const declarations = new Map(declared.map((variable) => [variableKey(variable.name), variable]));
    const rows = rowsOf(declared, stored);
    const table = new Map<string, VariableValue>();
    const open = new Set<string>();

    const entryOf = (key: string): VariableValue | undefined => {
      const row = rows.get(key);
      const known = table.get(key);
      if (known !== undefined || row === undefined || open.has(key)) return known;
      open.add(key);
      const { timeoutS, failsafe, trigger } = declarations.get(key) ?? {};
      // A write from the future means the clock was set back: silence of unknown length counts as too long.
      const tooOld = timeoutS !== undefined && Math.abs(wallMs - (row.freshAtMs ?? row.atMs)) > timeoutS * 1000;
      const neverWritten = timeoutS !== undefined && row.atMs === 0 && row.source === 'site';
      const timedOut = tooOld || neverWritten || (timeoutS !== undefined && silent.get(key) === row.atMs);
      const own = { name: row.name, expr: row.expr, atMs: row.atMs };
      const entry =
        row.expr === undefined
          ? { ...own, value: row.value, source: row.source, timedOut, failsafe }
          : { ...own, ...triggered(this.#computed(row.expr, row.source, entryOf, lookup), key, trigger, triggers) };
      open.delete(key);
      table.set(key, entry);
      return entry;
    };
    for (const key of rows.keys()) entryOf(key);
    return table;
  }

  /** Value of a formula, with the last values and with the fail-safe values of what has timed out. */
  #computed(expr: string, writer: string, entryOf: (key: string) => VariableValue | undefined, lookup: Lookup) {
    const formula = this.#compiled(expr);
    const read: VariableValue[] = [];
    const slots = (useFailsafe: boolean) =>
      Float64Array.from(formula?.names ?? [], (name) => {
        const key = variableRead(name);
        if (key === undefined) return lookup(name) ?? Number.NaN;
        const entry = entryOf(key);
        if (entry !== undefined) read.push(entry);
        return (useFailsafe && entry?.timedOut ? entry.failsafe : entry?.value) ?? Number.NaN;
      });
    const value = formula?.evaluate(slots(false), lookup.prices);
    const timedOut = read.some((entry) => entry.timedOut);
    return {
      value,
      source: read.find((entry) => entry.source.startsWith('channel:'))?.source ?? writer,
      timedOut,
      failsafe: timedOut ? formula?.evaluate(slots(true), lookup.prices) : undefined,
    };
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

/** A formula that triggers: 1 for a time from when it becomes true. Where nobody keeps time it has no value. */
function triggered<T extends Pick<VariableValue, 'value' | 'failsafe'>>(
  computed: T,
  key: string,
  settings: TriggerSettings | undefined,
  triggers: Triggers | undefined,
): T {
  if (settings === undefined) return computed;
  const value = triggers?.look(key, settings, computed.value);
  const { failsafe } = computed;
  return { ...computed, value, failsafe: failsafe === undefined || failsafe === 0 ? value : 1 };
}

/** One row per variable: what was stored, else what the site declares. */
function rowsOf(
  declared: readonly SiteVariable[],
  stored: readonly StoredVariable[],
): ReadonlyMap<string, StoredVariable> {
  const rows = new Map<string, StoredVariable>();
  for (const { name, value, expr } of declared) {
    const initial = { ...(value === undefined ? {} : { value }), ...(expr === undefined ? {} : { expr }) };
    rows.set(variableKey(name), { name, atMs: 0, source: 'site', ...initial });
  }
  for (const row of stored) {
    // A declaration's formula outlives the removal of a value (contracts §2).
    const outlives =
      row.expr === undefined && row.value === undefined ? rows.get(variableKey(row.name))?.expr : undefined;
    rows.set(variableKey(row.name), outlives === undefined ? row : { ...row, expr: outlives });
  }
  return rows;
}
