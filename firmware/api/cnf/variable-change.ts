import { NetwachtError } from '../../domain/errors.ts';
import { maxVariables, parseNumber, variableKey, variableNameFault } from '../../domain/variable.ts';
import type { Author, VariableChange } from '../ports.ts';
import { isObject } from './json-object.ts';

type NewValue = VariableChange['values'][number];

/** As long as a formula may be (formula/): what is longer is refused before anyone reads it. */
const maxExprLength = 1000;

/** `set_cm_vars&name=n&val=v[&clear=1][&tmp=1]`; clear=1 alone removes all. */
export function changeFromQuery(query: URLSearchParams, author: Author): VariableChange {
  const name = once(query, 'name');
  const val = once(query, 'val');
  const flags = flagsOf(query);
  if (name === undefined && val === undefined && flags.replace) return { author, ...flags, values: [] };
  if (name === undefined) throw new NetwachtError('badName', 'The parameter name is missing');
  if (val === undefined) throw new NetwachtError('badNumber', 'The parameter val is missing');
  checkName(name);
  return { author, ...flags, values: [{ name, value: numberOf(name, val) }] };
}

/** The two bodies of set_cm_vars: flat (replaces all) and `{"vars":[{"name","expr"}]}` (replaces with clear=1). */
export function changeFromBody(body: unknown, query: URLSearchParams, author: Author): VariableChange {
  once(query, 'name');
  once(query, 'val');
  const flags = flagsOf(query);
  if (!isObject(body)) throw new NetwachtError('badJson', 'The body must be a JSON object');
  const list = Object.hasOwn(body, 'vars') ? body.vars : undefined;
  const values = Array.isArray(list) ? fromList(body, list) : fromFlat(body);
  checkTogether(values);
  return { author, temporary: flags.temporary, replace: flags.replace || !Array.isArray(list), values };
}

function fromFlat(body: Readonly<Record<string, unknown>>): NewValue[] {
  checkCount(Object.keys(body).length);
  return Object.entries(body).map(([name, value]) => {
    checkName(name);
    return { name, value: numberOf(name, value) };
  });
}

function fromList(body: object, list: readonly unknown[]): NewValue[] {
  refuseOthers(body, ['vars'], '');
  checkCount(list.length);
  return list.map((entry, index) => {
    const path = `vars[${index}]`;
    if (!isObject(entry)) throw new NetwachtError('badJson', `${path} must be an object with name and expr`, { path });
    refuseOthers(entry, ['name', 'expr'], `${path}.`);
    const { name, expr } = entry;
    if (typeof name !== 'string') throw new NetwachtError('badName', `${path}.name must be a text`, { path });
    checkName(name);
    return valueOrFormula(name, expr);
  });
}

function valueOrFormula(name: string, expr: unknown): NewValue {
  if (typeof expr !== 'string') return { name, value: numberOf(name, expr) };
  const value = parseNumber(expr);
  if (value !== undefined) return { name, value };
  if (expr.trim() === '' || expr.length > maxExprLength)
    throw new NetwachtError('badFormula', `The formula of ${name} is empty or longer than ${maxExprLength} characters`);
  return { name, expr };
}

function checkName(name: string): void {
  const fault = variableNameFault(name);
  if (fault !== undefined) throw new NetwachtError('badName', fault);
}

function numberOf(name: string, given: unknown): number {
  const value = typeof given === 'string' ? parseNumber(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new NetwachtError('badNumber', `The value of ${name} must be a finite decimal number`);
  // Minus zero would come back as -0 in some answers and as 0 in others.
  return value === 0 ? 0 : value;
}

function checkTogether(values: readonly NewValue[]): void {
  const seen = new Map<string, string>();
  for (const { name } of values) {
    const other = seen.get(variableKey(name));
    if (other !== undefined)
      throw new NetwachtError(
        'badName',
        `${other} and ${name} are one variable: names are unique without regard to case`,
      );
    seen.set(variableKey(name), name);
  }
}

function checkCount(count: number): void {
  if (count > maxVariables) throw new NetwachtError('tooMany', `${count} variables; at most ${maxVariables} are kept`);
}

function refuseOthers(object: object, known: readonly string[], at: string): void {
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other === undefined) return;
  const path = `${at}${other.slice(0, 64)}`;
  throw new NetwachtError('unknownKey', `The key ${path} is not known`, { path });
}

/** A parameter that may stand once; undefined when it does not stand at all. */
export function once(query: URLSearchParams, name: string): string | undefined {
  const given = query.getAll(name);
  if (given.length > 1) throw new NetwachtError('repeated', `The parameter ${name} stands more than once`);
  return given[0];
}

function flagsOf(query: URLSearchParams): { replace: boolean; temporary: boolean } {
  const flag = (name: string): boolean => {
    const given = once(query, name) ?? '0';
    if (given !== '0' && given !== '1') throw new NetwachtError('badFlag', `The parameter ${name} must be 0 or 1`);
    return given === '1';
  };
  return { replace: flag('clear'), temporary: flag('tmp') };
}
