import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { Budget } from '../people/budget-draft.ts';
import { newId, type SiteTag, type SiteUser, tagsOf, usersOf } from '../people/site-parts.ts';

/** A card that is given: to a new person, to one who is listed, or to a guest who is not. */
export interface Gift {
  readonly uid: string;
  readonly to:
    | { readonly kind: 'new'; readonly name: string }
    | { readonly kind: 'user'; readonly id: string }
    | { readonly kind: 'guest' };
  /** Empty: everywhere. */
  readonly chargePoints: readonly string[];
  readonly budget: Budget | undefined;
  readonly validUntil: string | undefined;
}

/** The site with the card, its person and the budget: one change. */
export function given(site: SiteDocument, gift: Gift): SiteDocument {
  const users = usersOf(site);
  const tags = tagsOf(site);
  const { to, budget } = gift;
  const user =
    to.kind === 'new'
      ? newId(
          to.name,
          users.map(({ id }) => id),
        )
      : to.kind === 'user'
        ? to.id
        : undefined;
  const tag: SiteTag = {
    id: newId(
      user ?? 'guest',
      tags.map(({ id }) => id),
    ),
    uid: gift.uid,
    ...(user === undefined ? {} : { user }),
    functions: ['authorise', ...(user === undefined && budget !== undefined ? [budgetFunction(budget)] : [])],
    ...(gift.validUntil === undefined ? {} : { validUntil: gift.validUntil }),
  };
  return { ...site, users: usersWith(), tags: [...tags, tag] };

  function usersWith(): SiteUser[] {
    const what = { chargePoints: [...gift.chargePoints], ...(budget === undefined ? {} : { budget }) };
    if (to.kind === 'new') return [...users, { id: user ?? '', name: to.name, ...what }];
    return users.map((one) => {
      if (one.id !== user) return one;
      const { budget: _, ...rest } = one;
      return { ...rest, ...what };
    });
  }
}

/** A guest has no place for a budget but the card. */
const budgetFunction = ({ amount, unit, period }: Budget): string => `budget:${amount}${unit}/${period}`;
