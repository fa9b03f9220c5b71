import { variableKey, variableNameFault } from '../variable.ts';
import type { Report } from './check.ts';
import { checkFormula } from './check-values.ts';
import type { SiteKnowledge } from './knowledge.ts';
import type { Rule } from './rules.ts';
import type { Site } from './schema.ts';

/** Where a list of rules stands, and so what its rules may do. */
type ListKind = 'chargePoint' | 'user' | 'battery' | 'set';

/** What rules may set of the walk itself (original-product §4). */
const ofWalk: ReadonlySet<string> = new Set(['_rule_val', '_rule_id', '_rule_min', '_undercut']);
/** What rules may set of a device. */
const settableFields: ReadonlySet<string> = new Set(['switch_phases', 'out1', 'out2']);

/** Charging rules: ids unique in their list, jumps that lead somewhere, formulas and names that exist. */
export function checkRules(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const parameters = parametersOf(site);
  const check = (rules: readonly Rule[], at: string, kind: ListKind) => {
    const ids = new Set<string>();
    rules.forEach((rule, k) => {
      const path = `${at}[${k}]`;
      if (ids.has(rule.id)) report(`${path}.id`, `"${rule.id}" is used twice in this list`);
      ids.add(rule.id);
      for (const [key, text] of formulasOf(rule))
        checkFormula(text, `${path}.${key}`, site, knowledge, report, { parameters });
      checkCondition(rule, path, site, report);
      checkAction(rule, path, { rules, kind, site }, report);
      const isLink = rule.then.kind === 'and' || rule.then.kind === 'or';
      if (isLink && k === rules.length - 1) report(`${path}.then`, 'the last rule has no next one to link with');
    });
  };
  site.devices.forEach(({ rules }, i) => {
    check(rules, `devices[${i}].rules`, 'chargePoint');
  });
  site.users.forEach((user, i) => {
    check(user.rules, `users[${i}].rules`, 'user');
    checkOwnVariables(user, i, site, report);
  });
  site.batteries.forEach(({ chargeRules, dischargeRules }, i) => {
    check(chargeRules, `batteries[${i}].chargeRules`, 'battery');
    check(dischargeRules, `batteries[${i}].dischargeRules`, 'battery');
  });
  for (const [name, rules] of Object.entries(site.ruleSets)) check(rules, `ruleSets.${name}`, 'set');
}

/**
 * A user sets variables for himself: one that the site names, or somebody else's rules do, could turn the house down for
 * all who live there.
 */
function checkOwnVariables(user: Site['users'][number], i: number, site: Site, report: Report): void {
  const set = user.rules.flatMap(({ then }, k) => {
    const name = then.kind === 'variable' || then.kind === 'trigger' ? then.name.replace(/^cm\./i, '') : undefined;
    return name === undefined || ofWalk.has(name.toLowerCase()) || variableNameFault(name) !== undefined
      ? []
      : [{ name, path: `users[${i}].rules[${k}].then.name` }];
  });
  if (set.length === 0) return;
  const others = JSON.stringify({ ...site, users: site.users.filter((other) => other !== user) });
  for (const { name, path } of set)
    if (new RegExp(`\\b${name}\\b`, 'i').test(others))
      report(path, `"${name}" is used by others in the site: rules of a user set variables of their own`);
}

/** Every formula of a rule with its key. */
function formulasOf({ if: condition, then }: Rule): readonly (readonly [key: string, text: string])[] {
  const found: [string, string][] = [];
  if (condition.kind === 'formula') found.push(['if.formula', condition.formula]);
  if (condition.kind === 'minutes') found.push(['if.from', condition.from], ['if.to', condition.to]);
  if ('formula' in then) found.push(['then.formula', then.formula]);
  return found;
}

function checkCondition({ if: condition }: Rule, path: string, site: Site, report: Report): void {
  if (condition.kind !== 'input' && condition.kind !== 'soc') return;
  const { device } = condition;
  if (device !== undefined && !site.devices.some(({ id }) => id === device))
    report(`${path}.if.device`, `there is no device ${device}`);
}

function checkAction(
  { then }: Rule,
  path: string,
  { rules, kind, site }: { readonly rules: readonly Rule[]; readonly kind: ListKind; readonly site: Site },
  report: Report,
): void {
  switch (then.kind) {
    case 'goto':
      if (!rules.some(({ id }) => id === then.rule))
        report(`${path}.then.rule`, `there is no rule "${then.rule}" in this list`);
      return;
    case 'ruleSet':
      if (!Object.hasOwn(site.ruleSets, then.id)) report(`${path}.then.id`, `there is no rule set "${then.id}"`);
      return;
    case 'set':
      if ('valueW' in then && kind !== 'battery' && kind !== 'set')
        report(`${path}.then.valueW`, 'a charge point is given a current: valueA, or a formula in mA');
      if ('valueA' in then && kind === 'battery')
        report(`${path}.then.valueA`, 'a battery is given a power: valueW, or a formula in W');
      return;
    case 'variable':
    case 'trigger': {
      const fault = targetFault(then.name, kind, site);
      if (fault !== undefined) report(`${path}.then.name`, fault);
      return;
    }
    default:
  }
}

/** Why a rule cannot set this; undefined when it can. */
function targetFault(name: string, kind: ListKind, site: Site): string | undefined {
  const [prefix = '', field] = name.split('.');
  if (field === undefined || prefix.toLowerCase() === 'cm') {
    const own = field ?? prefix;
    if (name.split('.').length > 2) return `"${name}" has too many parts`;
    if (ofWalk.has(own.toLowerCase())) return undefined;
    const declared = site.variables.find((variable) => variableKey(variable.name) === variableKey(own));
    if (declared?.expr !== undefined) return `"${declared.name}" is a formula of the site: a rule cannot set it`;
    return own.startsWith('_') ? `a rule cannot set "${own}"` : variableNameFault(own);
  }
  const device = site.devices.find(({ id }) => id === prefix.toUpperCase());
  if (device === undefined) return `there is no device ${prefix}`;
  if (kind === 'user') return 'rules of a user set variables, not devices';
  if (!settableFields.has(field.toLowerCase())) return `of a device rules set ${[...settableFields].join(', ')}`;
  return undefined;
}

/** Parameters that some rule of the site gives, in small letters. */
function parametersOf(site: Site): ReadonlySet<string> {
  const lists = [
    ...site.devices.map(({ rules }) => rules),
    ...site.users.map(({ rules }) => rules),
    ...site.batteries.flatMap(({ chargeRules, dischargeRules }) => [chargeRules, dischargeRules]),
    ...Object.values(site.ruleSets),
  ];
  return new Set(lists.flat().flatMap(({ then }) => (then.kind === 'parameter' ? [then.name.toLowerCase()] : [])));
}
