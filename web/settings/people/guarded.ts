import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { placesOf, tagsOf, usersOf } from './site-parts.ts';

/** Where a card or PIN is asked for (docs/people.md): where a user has his list, and where a card that lets cars charge counts. */
export function guardedPlaces(site: SiteDocument): ReadonlySet<string> {
  const lists = new Map(usersOf(site).map(({ id, chargePoints = [] }) => [id, chargePoints]));
  const guarded = new Set([...lists.values()].flat());
  const everywhere = tagsOf(site).some(
    ({ functions = [], user }) => functions.includes('authorise') && !lists.get(user ?? '')?.length,
  );
  return new Set(placesOf(site).flatMap(({ id }) => (everywhere || guarded.has(id) ? [id] : [])));
}

/** Names of those that would begin to ask by a change. */
export function newlyGuarded(before: SiteDocument, after: SiteDocument): readonly string[] {
  const was = guardedPlaces(before);
  const is = guardedPlaces(after);
  return placesOf(after).flatMap(({ id, name }) => (is.has(id) && !was.has(id) ? [name] : []));
}
