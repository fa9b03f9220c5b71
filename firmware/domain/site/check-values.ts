import { variableKey, variableNameFault } from '../variable.ts';
import type { Report } from './check.ts';
import type { SiteKnowledge } from './knowledge.ts';
import type { Site, SiteLimit } from './schema.ts';

/** Limits: unique ids, a fallback with every formula, formulas that compile and read only what exists. */
export function checkLimits(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const ids = new Set<string>();
  const check = (limits: readonly SiteLimit[], at: string) =>
    limits.forEach((limit, k) => {
      const path = `${at}.limits[${k}]`;
      if (ids.has(limit.id)) report(`${path}.id`, `"${limit.id}" is used twice`);
      ids.add(limit.id);
      if (typeof limit.value !== 'string') return;
      if (limit.fallback === undefined) {
        report(`${path}.fallback`, 'a formula needs a fallback: the value that holds when the formula has none');
      }
      checkFormula(limit.value, `${path}.value`, site, knowledge, report);
    });
  site.circuits.forEach((circuit, i) => {
    check(circuit.limits, `circuits[${i}]`);
  });
  site.devices.forEach((device, i) => {
    check(device.limits, `devices[${i}]`);
  });
}

/** Variables: names, time-outs with a fail-safe value, formulas without a cycle. */
export function checkVariables(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const names = new Set<string>();
  const reads = new Map<string, readonly string[]>();
  site.variables.forEach((variable, i) => {
    const at = `variables[${i}]`;
    const nameFault = variableNameFault(variable.name);
    if (nameFault !== undefined) report(`${at}.name`, nameFault);
    const key = variableKey(variable.name);
    if (names.has(key)) report(`${at}.name`, `"${variable.name}" is declared twice (case does not count)`);
    names.add(key);
    if (variable.value !== undefined && variable.expr !== undefined)
      report(at, 'a variable has a value or an expr, not both');
    if (variable.trigger !== undefined && variable.expr === undefined)
      report(`${at}.trigger`, 'a trigger needs an expr: the formula that, once true, makes the variable 1 for a while');
    if ((variable.timeoutS === undefined) !== (variable.failsafe === undefined)) {
      report(at, 'timeoutS and failsafe go together: the value that holds when nobody has written in time');
    }
    if (variable.expr === undefined) return;
    reads.set(key, checkFormula(variable.expr, `${at}.expr`, site, knowledge, report));
  });
  site.variables.forEach((variable, i) => {
    if (readsItself(variableKey(variable.name), reads)) {
      report(`variables[${i}].expr`, `"${variable.name}" depends on itself`);
    }
  });
}

/** The formula that replaces the surplus may rest on the built-in one, never on itself. */
export function checkSurplus(site: Site, knowledge: SiteKnowledge, report: Report): void {
  if (site.surplus === undefined) return;
  const reads = checkFormula(site.surplus.formula, 'surplus.formula', site, knowledge, report);
  if (reads.includes('_surplus'))
    report('surplus.formula', 'CM._surplus is what this formula gives; the surplus of the meters is CM._org_surplus');
}

/**
 * Compiles; returns the keys of the variables it reads. `offset`: where it stands in a longer text. `parameters`: those that
 * charging rules give, in small letters.
 */
export function checkFormula(
  text: string,
  path: string,
  site: Site,
  knowledge: SiteKnowledge,
  report: Report,
  { offset = 0, parameters }: { readonly offset?: number; readonly parameters?: ReadonlySet<string> } = {},
): readonly string[] {
  const result = knowledge.formula(text);
  if (!result.ok) {
    const { message, from, to } = result.fault;
    report(path, `${message} (characters ${from + offset} to ${to + offset})`);
    return [];
  }
  for (const name of result.names) {
    const parameter = /^param\.(.+)$/.exec(name)?.[1];
    if (parameter !== undefined && parameters?.has(parameter) !== true)
      report(
        path,
        parameters === undefined ? 'param is for charging rules' : `no rule gives the parameter ${parameter}`,
      );
    const device = /^([ME][0-9]+)\./.exec(name)?.[1];
    if (device !== undefined && !site.devices.some((d) => d.id === device))
      report(path, `there is no device ${device}`);
  }
  return result.names.filter((name) => name.startsWith('CM.')).map((name) => variableKey(name.slice(3)));
}

/** Whether a variable rests on itself, through whatever others; `reads`: keys of what each one's formula reads. */
export function readsItself(start: string, reads: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(reads.get(start) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === start) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(reads.get(name) ?? []));
  }
  return false;
}
