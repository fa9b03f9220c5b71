import type { StoredVariable } from '../domain/variable.ts';
import { variableKey } from '../domain/variable.ts';
import type { Formula } from '../formula/types.ts';
import type { LimitReadings, VariableEntry } from './limit-value.ts';

/** A variable of the site as it stands: stored, declared, perhaps timed out. */
export interface VariableNow extends StoredVariable {
  readonly timedOut?: boolean;
  /** Value that counts beside the last one when the time-out has run out. */
  readonly failsafe?: number;
}

/** What variables that are formulas are computed with. */
export interface VariableReadings {
  /** The compiled formula of an `expr`; `undefined` when it is wrong. The caller keeps them from cycle to cycle. */
  readonly formulaOf: (expr: string) => Formula | undefined;
  readonly lookup: LimitReadings['lookup'];
}

/**
 * The values of all variables, formulas computed; one that reads itself, directly or through others, has no value.
 * A formula is timed out, or set by a channel, when something it reads is.
 */
export function variableTable(
  variables: readonly VariableNow[],
  readings: VariableReadings,
): ReadonlyMap<string, VariableEntry> {
  const stored = new Map(variables.map((variable) => [variableKey(variable.name), variable]));
  const done = new Map<string, VariableEntry>();
  const open = new Set<string>();

  const entryOf = (key: string): VariableEntry | undefined => {
    const variable = stored.get(key);
    const known = done.get(key);
    if (variable === undefined || known !== undefined) return known;
    if (variable.expr === undefined) {
      done.set(key, variable);
      return variable;
    }
    if (open.has(key)) return undefined;
    open.add(key);
    const entry = computed(variable, variable.expr, entryOf, readings);
    open.delete(key);
    done.set(key, entry);
    return entry;
  };
  for (const key of stored.keys()) entryOf(key);
  return done;
}

/** The entries that count beside the current ones: every timed-out variable at its fail-safe value. */
export function failsafeTable(
  variables: readonly VariableNow[],
  readings: VariableReadings,
): ReadonlyMap<string, VariableEntry> {
  const failing = variables.filter((variable) => variable.timedOut === true && variable.failsafe !== undefined);
  if (failing.length === 0) return new Map();
  const table = variableTable(
    variables.map((variable) => (failing.includes(variable) ? atFailsafe(variable) : variable)),
    readings,
  );
  const own = new Set(failing.map((variable) => variableKey(variable.name)));
  const entries = [...table].filter(([key, entry]) => own.has(key) || (entry.expr !== undefined && entry.timedOut));
  return new Map(entries);
}

function atFailsafe({ name, atMs, source, failsafe, timedOut }: VariableNow): VariableNow {
  const value = failsafe === undefined ? {} : { value: failsafe };
  return { name, atMs, source, ...value, ...(timedOut === undefined ? {} : { timedOut }) };
}

function computed(
  variable: VariableNow,
  expr: string,
  entryOf: (key: string) => VariableEntry | undefined,
  readings: VariableReadings,
): VariableEntry {
  const formula = readings.formulaOf(expr);
  const read: VariableEntry[] = [];
  const slots = Float64Array.from(formula?.names ?? [], (name) => {
    if (!name.startsWith('CM.') || name.startsWith('CM._')) return readings.lookup(name) ?? Number.NaN;
    const entry = entryOf(name.slice(3));
    if (entry !== undefined) read.push(entry);
    return entry?.value ?? Number.NaN;
  });
  return {
    value: formula?.evaluate(slots),
    expr,
    atMs: variable.atMs,
    source: read.find((entry) => entry.source.startsWith('channel:'))?.source ?? variable.source,
    timedOut: variable.timedOut === true || read.some((entry) => entry.timedOut === true),
  };
}
