import type { RuleInput } from './rule-owner.ts';
import { freeId } from './whole-rule.ts';

/** The list with the rules of a set behind it: ids that are taken get a number, and the values that were set are put in. */
export function added(
  rules: readonly RuleInput[],
  more: readonly RuleInput[],
  values: Readonly<Record<string, string>>,
): readonly RuleInput[] {
  const list = [...rules];
  const renamed = new Map<string, string>();
  for (const { id } of more) {
    const free = freeId([...rules, ...[...renamed.values()].map((one) => ({ id: one }))], id);
    renamed.set(id, free);
  }
  for (const rule of more) {
    const id = renamed.get(rule.id) ?? rule.id;
    // biome-ignore lint/suspicious/noThenProperty: the site document calls it so.
    list.push({ ...rule, id, then: actionWith(rule.then, renamed, values) });
  }
  return list;
}

function actionWith(
  action: RuleInput['then'],
  renamed: ReadonlyMap<string, string>,
  values: Readonly<Record<string, string>>,
): RuleInput['then'] {
  if (action.kind === 'goto') return { ...action, rule: renamed.get(action.rule) ?? action.rule };
  if (action.kind === 'parameter') return { ...action, formula: values[action.name] ?? action.formula };
  return action;
}
