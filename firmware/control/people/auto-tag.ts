import { functionsOf, mayCharge, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Tag } from '../../domain/site/users.ts';

/** The card that counts for a car that came without one: the fixed card of the charge point, else the first with `auto`. */
export function autoTag(site: Site, chargePoint: string): Tag | undefined {
  const fixed = site.devices.find(({ id }) => id === chargePoint)?.fixedTag;
  if (fixed !== undefined) return site.tags.find(({ id }) => id === fixed);
  return site.tags.find(
    (tag) => functionsOf(tag).some(({ kind }) => kind === 'auto') && mayCharge(userOf(site, tag), chargePoint),
  );
}
