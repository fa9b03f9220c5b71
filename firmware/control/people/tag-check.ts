import { NetwachtError } from '../../domain/errors.ts';
import { mayCharge, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Tag } from '../../domain/site/users.ts';

/**
 * Refuses a card that does not count here and now. Throws NetwachtError `tagExpired`, `tagUsedUp`, `notHere`; `again`: the
 * session that runs is its own, so its uses have been counted.
 */
export function refuseTag(
  tag: Tag,
  {
    site,
    chargePoint,
    used,
    again,
    wallMs,
  }: {
    readonly site: Site;
    readonly chargePoint: string;
    readonly used: number;
    readonly again: boolean;
    readonly wallMs: number;
  },
): void {
  if (tag.validUntil !== undefined && wallMs >= Date.parse(tag.validUntil))
    throw new NetwachtError('tagExpired', `This card was valid until ${tag.validUntil}`);
  if (!mayCharge(userOf(site, tag), chargePoint))
    throw new NetwachtError('notHere', `This card does not count at ${chargePoint}`);
  if (!again && tag.uses !== undefined && used >= tag.uses)
    throw new NetwachtError('tagUsedUp', `This card was good for ${tag.uses} uses, and all are used`);
}
