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
  const guarded = new Set(site.users.flatMap(({ chargePoints }) => chargePoints));
  const users = new Map(site.users.map((user) => [user.id, user]));
  // Those of a user are guarded already; one that counts everywhere guards all.
  const everywhere = site.tags.some((tag) => authorises(tag) && !users.get(tag.user ?? '')?.chargePoints.length);
  return new Set(
    site.devices.flatMap(({ id, role }) => (role === 'chargePoint' && (everywhere || guarded.has(id)) ? [id] : [])),
  );
}
