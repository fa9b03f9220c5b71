import type { SiteDocument, State } from '../../firmware/api/shapes.ts';
import type { RuleInput } from './rule-owner.ts';

/** What people call the things of a site that rules name by their ids. */
export interface SiteNames {
  readonly device: (id: string) => string;
  readonly user: (id: string) => string;
  readonly set: (id: string) => string;
}

/** By the site where it may be seen, else by the live state. */
export function namesOf(site: SiteDocument | undefined, state: State): SiteNames {
  return {
    device: (id) =>
      site?.devices?.find((one) => one.id === id)?.name ??
      [...state.chargePoints, ...state.meters].find((one) => one.id === id)?.name ??
      id,
    user: (id) => site?.users?.find((one) => one.id === id)?.name ?? id,
    set(id) {
      const set = site?.ruleSets?.[id];
      return (set === undefined || Array.isArray(set) ? undefined : set.name) ?? id;
    },
  };
}

/** What a rule is called: its name, else its number in the list. */
export const ruleName = (
  rules: readonly Pick<RuleInput, 'id' | 'name'>[],
  id: string,
  numbered: (number: string) => string,
): string => {
  const index = rules.findIndex((rule) => rule.id === id);
  const name = rules[index]?.name;
  return name ?? (index < 0 ? id : numbered(String(index + 1)));
};
