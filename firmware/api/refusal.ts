import { NetwachtError } from '../domain/errors.ts';

/** HTTP status of every code that this room or its ports refuse with; a code that is not listed is the caller's fault: 400. */
const statusByCode = new Map<string, number>([
  ['unauthorised', 401],
  ['code', 403],
  ['foreignOrigin', 403],
  ['httpsRequired', 403],
  ['forbidden', 403],
  ['owned', 403],
  ['function-off', 403],
  ['notListed', 403],
  ['notThroughChannel', 403],
  ['notReleased', 403],
  ['notWritable', 403],
  ['unclaimed', 403],
  ['unknownTag', 403],
  ['tagExpired', 403],
  ['tagUsedUp', 403],
  ['refusedByBackend', 403],
  ['notHere', 403],
  ['wrongPin', 403],
  ['noSite', 404],
  ['noChargePoint', 404],
  ['noDevice', 404],
  ['noPlace', 404],
  ['notFound', 404],
  ['notConfigured', 404],
  ['noUser', 404],
  ['badMethod', 405],
  ['claimed', 409],
  ['exists', 409],
  ['cannotSwitch', 409],
  ['othersOrder', 409],
  ['stillRuns', 409],
  ['occupied', 409],
  ['notNow', 409],
  ['noBudget', 409],
  ['checkRuns', 409],
  ['scanRuns', 409],
  ['inUse', 409],
  ['noCertificate', 409],
  ['noStation', 409],
  ['updateRuns', 409],
  ['noBundle', 409],
  ['noOtherSlot', 409],
  ['otherSlotBad', 409],
  ['noTrial', 409],
  ['clockSynchronised', 409],
  ['noFile', 409],
  ['keysUnsaid', 409],
  ['conflict', 412],
  ['tooLarge', 413],
  ['badContentType', 415],
  ['wrongHost', 421],
  ['throttled', 429],
  ['internal', 500],
  ['rootFailed', 500],
  ['installFailed', 500],
  ['networkFailed', 500],
  ['notYet', 501],
  ['notOnImage', 501],
  ['badRootAnswer', 502],
  ['noReply', 502],
  ['busy', 503],
  ['httpsDown', 503],
  ['notPersisted', 503],
  ['backendSilent', 503],
  ['ownerUnknown', 503],
  ['starting', 503],
  ['unreadable', 503],
  ['smgwDown', 503],
  ['rootDown', 503],
  ['testTimedOut', 504],
  ['rootTimedOut', 504],
  ['noSpace', 507],
]);

export const statusOf = (code: string): number => statusByCode.get(code) ?? 400;

/** A refusal that says when to try again. */
export class Throttled extends NetwachtError {
  readonly retryAfterS: number;

  constructor(retryAfterS: number, message = 'Too many attempts from this address; wait before the next one') {
    super('throttled', message);
    this.retryAfterS = Math.max(1, Math.ceil(retryAfterS));
  }
}
