import type { Site } from './schema.ts';
import { type TagFunction, tagFunction } from './tag-functions.ts';
import type { Tag, User } from './users.ts';

/** What a card does; what is no function was refused on entry. */
export const functionsOf = (tag: Tag): readonly TagFunction[] =>
  tag.functions.flatMap((text) => tagFunction(text) ?? []);

const authorises = (tag: Tag): boolean => tag.functions.includes('authorise');

export const userOf = (site: Site, tag: Tag): User | undefined => site.users.find(({ id }) => id === tag.user);

/** Whether somebody of the site may charge at a charge point. A user without a list, and a card of nobody, may everywhere. */
export const mayCharge = (user: User | undefined, chargePoint: string): boolean =>
  user === undefined || user.chargePoints.length === 0 || user.chargePoints.includes(chargePoint);

/**
 * The charge points at which somebody has to show a card or a PIN first (G2): those of users, and those at which a card
 * with `authorise` counts. Without any everybody charges.
 */
export function guardedChargePoints(site: Site): ReadonlySet<string> {
  const guards = site.tags.filter(authorises).map((tag) => userOf(site, tag));
  const all = site.devices.flatMap(({ id, role }) => (role === 'chargePoint' ? [id] : []));
  return new Set(
    all.filter(
      (id) =>
        site.users.some(({ chargePoints }) => chargePoints.includes(id)) || guards.some((user) => mayCharge(user, id)),
    ),
  );
}
