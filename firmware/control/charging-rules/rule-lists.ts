import type { Occupant } from '../../domain/known.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';

/** A list of rules that is walked for a charge point: its own, a named set in place of it, or those of who charges. */
export interface RuleList {
  readonly chargePoint: string;
  readonly of: 'own' | 'set' | 'user';
  /** Name of the set or the user; "" of the own list. */
  readonly id: string;
}

export const keyOf = ({ chargePoint, of, id }: RuleList): string => `${chargePoint} ${of} ${id}`;

export function listOf(key: string): RuleList | undefined {
  const [chargePoint = '', of = '', id = ''] = key.split(' ');
  return of === 'own' || of === 'set' || of === 'user' ? { chargePoint, of, id } : undefined;
}

/** Its rules as the site has them; undefined for a list that is not there. */
export function rulesOf(site: Site, { chargePoint, of, id }: RuleList): readonly Rule[] | undefined {
  switch (of) {
    case 'own':
      return site.devices.find((device) => device.id === chargePoint)?.rules;
    case 'set':
      return Object.hasOwn(site.ruleSets, id) ? site.ruleSets[id] : undefined;
    case 'user':
      return site.users.find((user) => user.id === id)?.rules;
  }
}

/** Which list stands for the charge point: that of the tag that was shown, else its own. */
export const pointList = (site: Site, chargePoint: string, occupant: Occupant | undefined): RuleList => {
  const set = occupant?.ruleSet;
  return set !== undefined && Object.hasOwn(site.ruleSets, set)
    ? { chargePoint, of: 'set', id: set }
    : { chargePoint, of: 'own', id: '' };
};
