import type { Rule } from '../../firmware/api/shapes.ts';
import type { RuleInput } from './rule-owner.ts';

export const week = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
export type Weekday = (typeof week)[number];

/** A rule with everything that is the default said. */
export function wholeRule(input: RuleInput): Rule {
  return {
    ...input,
    enabled: input.enabled ?? true,
    days: input.days ?? [...week],
    not: input.not ?? false,
    holdS: input.holdS ?? 0,
    finish: input.finish ?? false,
    surplus: input.surplus ?? false,
    // biome-ignore lint/suspicious/noThenProperty: the site document calls it so.
    then: wholeAction(input.then),
  };
}

function wholeAction(action: RuleInput['then']): Rule['then'] {
  if (action.kind === 'share') return { ...action, factor: action.factor ?? 1 };
  if (action.kind === 'trigger') return { ...action, retrigger: action.retrigger ?? false };
  return action;
}

/** The same without what is the default: as a person would write it into the document. */
export function leanRule({ enabled, days, not, holdS, finish, surplus, ...rest }: Rule): RuleInput {
  return {
    ...rest,
    ...(enabled ? {} : { enabled }),
    ...(days.length === week.length ? {} : { days }),
    ...(not ? { not } : {}),
    ...(holdS === 0 ? {} : { holdS }),
    ...(finish ? { finish } : {}),
    ...(surplus ? { surplus } : {}),
  };
}

/** An id that no rule of the list has: the wished one, else with a number behind it. */
export function freeId(rules: readonly { readonly id: string }[], wished = 'rule'): string {
  const taken = new Set(rules.map(({ id }) => id));
  const base =
    wished
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 28) || 'rule';
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}
