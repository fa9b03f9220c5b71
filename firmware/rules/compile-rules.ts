import type { Rule } from '../domain/site/rules.ts';
import { type CompiledAction, compileAction } from './actions.ts';
import { type CompiledCondition, compileCondition } from './conditions.ts';
import type { RulePlace } from './rule-formula.ts';
import { RuleMemory } from './rule-memory.ts';

/** Bits of the two passes in which a rule may count: those with `surplus` come first. */
export const passes = { surplus: 1, normal: 2 } as const;

export interface CompiledRule {
  readonly id: string;
  readonly rule: Rule;
  /** Name of the set it stands in; "" = the own list. */
  readonly set: string;
  /** What `_rule_id` says of it: its id where that is a number, else its place in the list from 1. */
  readonly number: number;
  /** Bit k = weekday k, Sunday = 0; none for a rule that is off. */
  readonly days: number;
  readonly condition: CompiledCondition['truth'];
  readonly lateUntil: CompiledCondition['lateUntil'];
  readonly not: boolean;
  readonly holdMs: number;
  readonly passes: number;
  readonly kind: Rule['then']['kind'];
  readonly action: CompiledAction['run'];
  readonly finish: boolean;
  /** Where goto and ruleSet go on; -1 = nowhere, the walk goes on with the next rule. */
  readonly target: number;
  /** Where its list ends. */
  readonly end: number;
}

/** A list of rules with the sets it can switch to, ready to be walked every cycle, and what it remembers. */
export interface RuleSheet {
  readonly rules: readonly CompiledRule[];
  /** Where the own list ends. */
  readonly end: number;
  readonly kind: RulePlace['kind'];
  readonly hasSurplus: boolean;
  /** It has to be walked for each phase by itself. */
  readonly perPhase: boolean;
  /** Places of its parameters, which begin each walk without a value. */
  readonly parameters: readonly number[];
  readonly memory: RuleMemory;
}

const weekdays = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const;

/** Reads rules once, at a change of the site. Never throws: a formula that is none gives its rule no value. */
export function compileRules(
  rules: readonly Rule[],
  ruleSets: Readonly<Record<string, readonly Rule[]>>,
  place: RulePlace,
): RuleSheet {
  const lists = reachable(rules, ruleSets);
  const starts = new Map<string, number>();
  let length = 0;
  for (const [set, list] of lists) {
    starts.set(set, length);
    length += list.length;
  }
  let perPhase = false;
  const compiled = [...lists].flatMap(([set, list]) => {
    const start = starts.get(set) ?? 0;
    const passesOf = passesOfList(list);
    return list.map((rule, k): CompiledRule => {
      const condition = compileCondition(rule.if, place);
      const action = compileAction(rule, place);
      perPhase ||= condition.perPhase || action.perPhase;
      return {
        ...{ id: rule.id, rule, set, number: /^\d{1,9}$/.test(rule.id) ? Number(rule.id) : k + 1 },
        days: rule.enabled ? rule.days.reduce((bits, day) => bits | (1 << weekdays.indexOf(day)), 0) : 0,
        ...{ condition: condition.truth, lateUntil: condition.lateUntil, not: rule.not, holdMs: rule.holdS * 1000 },
        ...{ passes: passesOf[k] ?? passes.normal, kind: rule.then.kind, action: action.run, finish: rule.finish },
        target: targetOf(rule, list, start, starts),
        end: start + list.length,
      };
    });
  });
  return {
    rules: compiled,
    end: rules.length,
    kind: place.kind,
    hasSurplus: compiled.some((rule) => rule.rule.surplus && rule.passes !== passes.normal),
    perPhase: perPhase && place.kind === 'chargePoint',
    parameters: compiled.flatMap(({ rule: { then } }) =>
      then.kind === 'parameter' ? [place.values.own(`param.${then.name.toLowerCase()}`)] : [],
    ),
    memory: new RuleMemory(compiled.length),
  };
}

/** The own list first, then every set that a rule of those before it switches to. */
function reachable(
  rules: readonly Rule[],
  ruleSets: Readonly<Record<string, readonly Rule[]>>,
): ReadonlyMap<string, readonly Rule[]> {
  const lists = new Map<string, readonly Rule[]>([['', rules]]);
  for (const list of lists.values())
    for (const { then } of list) {
      if (then.kind !== 'ruleSet' || lists.has(then.id) || !Object.hasOwn(ruleSets, then.id)) continue;
      lists.set(then.id, ruleSets[then.id] ?? []);
    }
  return lists;
}

function targetOf(rule: Rule, list: readonly Rule[], start: number, starts: ReadonlyMap<string, number>): number {
  const { then } = rule;
  if (then.kind === 'ruleSet') return starts.get(then.id) ?? -1;
  if (then.kind !== 'goto') return -1;
  const found = list.findIndex(({ id }) => id === then.rule);
  return found < 0 ? -1 : start + found;
}

/**
 * A chain of rules linked by AND and OR is one statement: all of it counts where its last rule does. What says nothing of
 * the value (a parameter, another set) counts in both passes.
 */
function passesOfList(list: readonly Rule[]): readonly number[] {
  const found: number[] = [];
  for (let k = list.length - 1; k >= 0; k -= 1) {
    const { then, surplus } = list[k] as Rule;
    const next = found[k + 1];
    if ((then.kind === 'and' || then.kind === 'or') && next !== undefined) found[k] = next;
    else if (then.kind === 'parameter' || then.kind === 'ruleSet') found[k] = passes.surplus | passes.normal;
    else found[k] = surplus ? passes.surplus : passes.normal;
  }
  return found;
}
