import { NetwachtError } from '../../domain/errors.ts';
import type { SiteVariable } from '../../domain/site/schema.ts';
import { maxVariables, type StoredVariable, variableKey, variableNameFault } from '../../domain/variable.ts';
import { compile } from '../../formula/compile.ts';
import { overlay } from '../cycle.ts';
import type { CycleLine } from './format.ts';

type Values = NonNullable<CycleLine['set']>;

/**
 * The stored rows after a line: `variables` is the whole table, written anew (what it leaves out has no value), `set`
 * writes some. Throws `badVariable`, `badFormula`, `tooMany`.
 */
export function rowsAfter(
  rows: readonly StoredVariable[],
  declared: readonly SiteVariable[],
  line: Pick<CycleLine, 'set' | 'variables'>,
  wallMs: number,
): readonly StoredVariable[] {
  if (line.set === undefined && line.variables === undefined) return rows;
  const names = new Map([...declared, ...rows].map(({ name }) => [variableKey(name), name]));
  const rowOf = ([name, value]: readonly [string, Values[string]]): StoredVariable => ({
    name: names.get(variableKey(name)) ?? name,
    ...(value === null ? {} : typeof value === 'number' ? { value } : { expr: value }),
    atMs: wallMs,
    source: 'file',
  });
  const table = written(line.variables, 'variables');
  const given = new Set(table?.map(([name]) => variableKey(name)));
  const gone = table === undefined ? [] : [...names].flatMap(([key, name]) => (given.has(key) ? [] : [name]));
  const after = overlay(rows, [...gone.map((name) => [name, null] as const), ...(table ?? [])].map(rowOf));
  const all = overlay(after, (written(line.set, 'set') ?? []).map(rowOf));
  if (all.length > maxVariables) throw new NetwachtError('tooMany', `a site has at most ${maxVariables} variables`);
  return all;
}

/** Names and values, checked; undefined when the key is not there. */
function written(values: Values | undefined, path: string): readonly (readonly [string, Values[string]])[] | undefined {
  if (values === undefined) return undefined;
  const keys = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    const fault = variableNameFault(name) ?? (keys.has(variableKey(name)) ? `"${name}" stands twice` : undefined);
    if (fault !== undefined) throw new NetwachtError('badVariable', fault, { path: `${path}.${name}` });
    keys.add(variableKey(name));
    const formula = typeof value === 'string' ? compile(value) : undefined;
    if (formula?.ok === false)
      throw new NetwachtError('badFormula', formula.fault.message, { path: `${path}.${name}` });
  }
  return Object.entries(values);
}
