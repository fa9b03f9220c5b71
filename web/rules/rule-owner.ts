import type { SiteDocument } from '../../firmware/api/shapes.ts';

/** A rule as it stands in the site document: what is the default may be absent. */
export type RuleInput = NonNullable<NonNullable<SiteDocument['users']>[number]['rules']>[number];

/** Whose list of rules it is. */
export type RuleOwner =
  | { readonly kind: 'chargePoint'; readonly id: string }
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'set'; readonly id: string }
  | { readonly kind: 'charge' | 'discharge'; readonly id: string };

/** The rules of an owner, and where they stand in the document; undefined: there is no such owner. */
export interface RuleHome {
  readonly rules: readonly RuleInput[];
  /** As the box names it when something in it is wrong: `devices[2].rules`. */
  readonly path: string;
}

export function ruleHome(site: SiteDocument, owner: RuleOwner): RuleHome | undefined {
  switch (owner.kind) {
    case 'chargePoint':
      return at('devices', 'rules', site.devices ?? [], ({ id }) => id === owner.id);
    case 'user':
      return at('users', 'rules', site.users ?? [], ({ id }) => id === owner.id);
    case 'charge':
      return at('batteries', 'chargeRules', site.batteries ?? [], ({ device }) => device === owner.id);
    case 'discharge':
      return at('batteries', 'dischargeRules', site.batteries ?? [], ({ device }) => device === owner.id);
    case 'set': {
      const set = site.ruleSets?.[owner.id];
      if (set === undefined) return undefined;
      const path = `ruleSets.${owner.id}`;
      return Array.isArray(set) ? { rules: set, path } : { rules: set.rules, path: `${path}.rules` };
    }
  }
}

function at<K extends string, T extends { readonly [key in K]?: readonly RuleInput[] | undefined }>(
  list: string,
  key: K,
  items: readonly T[],
  is: (item: T) => boolean,
): RuleHome | undefined {
  const index = items.findIndex(is);
  const item = items[index];
  return item === undefined ? undefined : { rules: item[key] ?? [], path: `${list}[${index}].${key}` };
}

/** The same site with other rules of this owner. */
export function withRules(site: SiteDocument, owner: RuleOwner, rules: readonly RuleInput[]): SiteDocument {
  const put = [...rules];
  switch (owner.kind) {
    case 'chargePoint':
      return {
        ...site,
        devices: (site.devices ?? []).map((one) => (one.id === owner.id ? { ...one, rules: put } : one)),
      };
    case 'user':
      return { ...site, users: (site.users ?? []).map((one) => (one.id === owner.id ? { ...one, rules: put } : one)) };
    case 'charge':
    case 'discharge': {
      const key = owner.kind === 'charge' ? 'chargeRules' : 'dischargeRules';
      return {
        ...site,
        batteries: (site.batteries ?? []).map((one) => (one.device === owner.id ? { ...one, [key]: put } : one)),
      };
    }
    case 'set': {
      const was = site.ruleSets?.[owner.id];
      const set = was === undefined || Array.isArray(was) ? put : { ...was, rules: put };
      return { ...site, ruleSets: { ...site.ruleSets, [owner.id]: set } };
    }
  }
}

/** Rules that work with a battery in W; all others are about a charge point. */
export const isOfBattery = ({ kind }: RuleOwner): boolean => kind === 'charge' || kind === 'discharge';
