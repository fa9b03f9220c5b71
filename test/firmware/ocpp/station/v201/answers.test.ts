import assert from 'node:assert/strict';
import type { StationBench } from '../station-bench.ts';
import { bench201, events } from './bench-201.ts';

const token = (idToken: string, type = 'ISO14443') => ({ idToken, type });
const schedule = (limit: number, more: object = {}) => ({
  ...{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  ...more,
});
const profile = (id: number, purpose: string, more: object = {}) => ({
  ...{ id, stackLevel: 0, chargingProfilePurpose: purpose, chargingProfileKind: 'Relative' },
  chargingSchedule: [schedule(10)],
  ...more,
});
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };
const log = { remoteLocation: 'ftp://backend.example/log' };
const firmware = { location: 'ftp://backend.example/f', retrieveDateTime: '2026-11-28T10:00:00Z' };
const network = {
  ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: 'wss://elsewhere.example', messageTimeout: 30 },
  ...{ securityProfile: 1, ocppInterface: 'Wired0' },
};

/** Call, what stands in the answer, what comes after it; of a station of two places, the second with a transaction `t2`. */
interface Case {
  readonly call: readonly [string, object];
  readonly status: string | object;
  readonly reason?: string;
  readonly then?: readonly [string, object];
}

const cases: Readonly<Record<string, Case>> = {
  'a start at an EVSE that is not there': {
    call: ['RequestStartTransaction', { evseId: 3, remoteStartId: 1, idToken: token('AA') }],
    ...{ status: 'Rejected', reason: 'UnknownEvse' },
  },
  'a start where a transaction runs': {
    call: ['RequestStartTransaction', { evseId: 2, remoteStartId: 1, idToken: token('AA') }],
    ...{ status: 'Rejected', reason: 'Unspecified' },
  },
  'a start with a profile that is no profile of a transaction': {
    call: [
      'RequestStartTransaction',
      { evseId: 1, remoteStartId: 1, idToken: token('AA'), chargingProfile: profile(1, 'TxDefaultProfile') },
    ],
    ...{ status: 'Rejected', reason: 'InvalidProfile' },
  },
  'a stop of a transaction that is not there': {
    call: ['RequestStopTransaction', { transactionId: 'nobody' }],
    ...{ status: 'Rejected', reason: 'TxNotFound' },
  },
  'a stop': {
    ...{ call: ['RequestStopTransaction', { transactionId: 't2' }], status: 'Accepted' },
    then: ['TransactionEvent', { eventType: 'Ended', triggerReason: 'RemoteStop' }],
  },
  'how it is with a transaction that runs': {
    call: ['GetTransactionStatus', { transactionId: 't2' }],
    status: { ongoingIndicator: true, messagesInQueue: false },
  },
  'how it is with one that is not there': {
    call: ['GetTransactionStatus', { transactionId: 'nobody' }],
    status: { ongoingIndicator: false, messagesInQueue: false },
  },
  'whether messages wait': { call: ['GetTransactionStatus', {}], status: { messagesInQueue: false } },
  'an EVSE out of service': {
    call: ['ChangeAvailability', { operationalStatus: 'Inoperative', evse: { id: 1 } }],
    status: 'Accepted',
    then: ['StatusNotification', { evseId: 1, connectorStatus: 'Unavailable' }],
  },
  'the whole station out of service': {
    ...{ call: ['ChangeAvailability', { operationalStatus: 'Inoperative' }], status: 'Accepted' },
    then: ['StatusNotification', { evseId: 1, connectorStatus: 'Unavailable' }],
  },
  'a second connector of an EVSE': {
    call: ['ChangeAvailability', { operationalStatus: 'Operative', evse: { id: 1, connectorId: 2 } }],
    ...{ status: 'Rejected', reason: 'UnknownEvse' },
  },
  'a lock that nobody has': {
    call: ['UnlockConnector', { evseId: 1, connectorId: 1 }],
    ...{ status: 'UnlockFailed', reason: 'NotSupported' },
  },
  'a lock of somebody who charges': {
    call: ['UnlockConnector', { evseId: 2, connectorId: 1 }],
    status: 'OngoingAuthorizedTransaction',
  },
  'a lock that is not there': {
    ...{ call: ['UnlockConnector', { evseId: 1, connectorId: 2 }], status: 'UnknownConnector' },
    reason: 'UnknownConnectorId',
  },
  'a reservation': {
    call: ['ReserveNow', { id: 4, evseId: 1, expiryDateTime: '2099-01-01T00:00:00Z', idToken: token('AA') }],
    status: 'Accepted',
    then: ['StatusNotification', { evseId: 1, connectorStatus: 'Reserved' }],
  },
  'a reservation of what is in use': {
    call: ['ReserveNow', { id: 4, evseId: 2, expiryDateTime: '2099-01-01T00:00:00Z', idToken: token('AA') }],
    status: 'Occupied',
  },
  'a reservation of any EVSE': {
    call: ['ReserveNow', { id: 4, expiryDateTime: '2099-01-01T00:00:00Z', idToken: token('AA') }],
    ...{ status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  'the end of a reservation that is not there': {
    ...{ call: ['CancelReservation', { reservationId: 9 }], status: 'Rejected', reason: 'NotFound' },
  },
  'an empty cache': { call: ['ClearCache', {}], status: 'Accepted' },
  'the version of a list that is not there': { call: ['GetLocalListVersion', {}], status: { versionNumber: 0 } },
  'a list': {
    call: [
      'SendLocalList',
      {
        ...{ versionNumber: 3, updateType: 'Full' },
        localAuthorizationList: [{ idToken: token('AA'), idTokenInfo: { status: 'Accepted' } }],
      },
    ],
    status: 'Accepted',
  },
  'a list with one tag twice': {
    call: [
      'SendLocalList',
      {
        ...{ versionNumber: 3, updateType: 'Full' },
        localAuthorizationList: ['aa', 'AA'].map((one) => ({
          idToken: token(one),
          idTokenInfo: { status: 'Accepted' },
        })),
      },
    ],
    ...{ status: 'Failed', reason: 'InvalidValue' },
  },
  'a part of a list for a version of long ago': {
    call: ['SendLocalList', { versionNumber: 0, updateType: 'Differential' }],
    ...{ status: 'Failed', reason: 'InvalidValue' },
  },
  'what is known of a tag that nobody has seen': {
    call: ['CustomerInformation', { requestId: 5, report: true, clear: false, idToken: token('FF') }],
    status: 'Accepted',
    then: ['NotifyCustomerInformation', { requestId: 5, seqNo: 0, tbc: false, data: '' }],
  },
  'what is known of a tag that charges': {
    call: ['CustomerInformation', { requestId: 5, report: true, clear: true, idToken: token('TAG') }],
    status: 'Accepted',
    then: ['NotifyCustomerInformation', { data: 'authorization cache: Accepted' }],
  },
  'what is known of nobody': {
    call: ['CustomerInformation', { requestId: 5, report: true, clear: false }],
    ...{ status: 'Invalid', reason: 'InvalidValue' },
  },
  'a profile of a transaction': {
    call: ['SetChargingProfile', { evseId: 2, chargingProfile: profile(7, 'TxProfile', { transactionId: 't2' }) }],
    status: 'Accepted',
  },
  'a profile of a transaction that is not there': {
    call: ['SetChargingProfile', { evseId: 2, chargingProfile: profile(7, 'TxProfile', { transactionId: 'x' }) }],
    ...{ status: 'Rejected', reason: 'TxNotFound' },
  },
  'a limit of somebody else': {
    call: [
      'SetChargingProfile',
      {
        evseId: 0,
        chargingProfile: profile(7, 'ChargingStationExternalConstraints', {
          chargingProfileKind: 'Absolute',
          chargingSchedule: [schedule(10, { startSchedule: '2026-11-28T00:00:00Z' })],
        }),
      },
    ],
    ...{ status: 'Rejected', reason: 'InvalidValue' },
  },
  'profiles where there are none': {
    ...{ call: ['GetChargingProfiles', { requestId: 2, chargingProfile: {} }], status: 'NoProfiles' },
  },
  'no profile to clear': { call: ['ClearChargingProfile', { chargingProfileId: 8 }], status: 'Unknown' },
  'a composite schedule': {
    ...{ call: ['GetCompositeSchedule', { evseId: 1, duration: 600 }], status: 'Accepted' },
  },
  'a composite schedule of what is not there': {
    ...{ call: ['GetCompositeSchedule', { evseId: 5, duration: 600 }], status: 'Rejected', reason: 'UnknownEvse' },
  },
  'a boot once more': {
    ...{ call: ['TriggerMessage', { requestedMessage: 'BootNotification' }], status: 'Rejected', reason: 'NotEnabled' },
  },
  'a heartbeat': {
    ...{ call: ['TriggerMessage', { requestedMessage: 'Heartbeat' }], status: 'Accepted', then: ['Heartbeat', {}] },
  },
  'a status': {
    call: ['TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: 2, connectorId: 1 } }],
    status: 'Accepted',
    then: ['StatusNotification', { evseId: 2, connectorStatus: 'Occupied' }],
  },
  'values of a meter': {
    call: ['TriggerMessage', { requestedMessage: 'MeterValues', evse: { id: 1 } }],
    status: 'Accepted',
    then: ['MeterValues', { evseId: 1 }],
  },
  'how a transaction is': {
    call: ['TriggerMessage', { requestedMessage: 'TransactionEvent' }],
    status: 'Accepted',
    then: ['TransactionEvent', { eventType: 'Updated', triggerReason: 'Trigger', seqNo: 2 }],
  },
  'how a transaction is where there is none': {
    call: ['TriggerMessage', { requestedMessage: 'TransactionEvent', evse: { id: 1 } }],
    ...{ status: 'Rejected', reason: 'TxNotFound' },
  },
  'how an update of the firmware gets on': {
    call: ['TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }],
    status: 'Accepted',
    then: ['FirmwareStatusNotification', { status: 'Idle' }],
  },
  'how the sending of a log gets on': {
    call: ['TriggerMessage', { requestedMessage: 'LogStatusNotification' }],
    status: 'Accepted',
    then: ['LogStatusNotification', { status: 'Idle' }],
  },
  'a certificate of our own': {
    ...{
      call: ['TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' }],
      status: 'Rejected',
      reason: 'NotEnabled',
    },
  },
  'a message of an unknown vendor': { call: ['DataTransfer', { vendorId: 'x' }], status: 'UnknownVendorId' },
  'a log': {
    call: ['GetLog', { logType: 'DiagnosticsLog', requestId: 1, log }],
    ...{ status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  firmware: {
    ...{ call: ['UpdateFirmware', { requestId: 1, firmware }], status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  'another way to the backend': {
    call: ['SetNetworkProfile', { configurationSlot: 1, connectionData: network }],
    ...{ status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  'a certificate that nobody asked for': {
    ...{ call: ['CertificateSigned', { certificateChain: 'x' }], status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  'a root certificate': {
    call: ['InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: 'x' }],
    ...{ status: 'Rejected', reason: 'UnsupportedRequest' },
  },
  'a certificate less': {
    ...{ call: ['DeleteCertificate', { certificateHashData: hash }], status: 'NotFound', reason: 'NotFound' },
  },
  'the certificates': { call: ['GetInstalledCertificateIds', {}], status: 'NotFound', reason: 'NotFound' },
  'a reset of an EVSE that is not there': {
    ...{ call: ['Reset', { type: 'Immediate', evseId: 8 }], status: 'Rejected', reason: 'UnknownEvse' },
  },
  'a report of what is not there': {
    call: ['GetReport', { requestId: 1, componentVariable: [{ component: { name: 'Elevator' } }] }],
    ...{ status: 'EmptyResultSet', reason: 'NotFound' },
  },
};

describe('what a backend of OCPP 2.0.1 may ask of a station', () => {
  let bench: StationBench;
  beforeEach(async () => {
    bench = bench201(2);
    await bench.run();
    (bench.places[1] as (typeof bench.places)[number]).begin('t2');
    await bench.until(() => events(bench).length === 2);
    bench.got.length = 0;
  });
  afterEach(() => bench.end());

  for (const [name, { call, status, reason, then }] of Object.entries(cases))
    it(`${call[0]}: ${name}`, async () => {
      const answer = await bench.call(...call);
      if (typeof status === 'string') assert.equal(answer.status, status);
      else assert.deepEqual(answer, status);
      assert.equal((answer.statusInfo as { reasonCode?: string } | undefined)?.reasonCode, reason);
      if (then !== undefined) {
        const [action, members] = then;
        const fits = (payload: Record<string, unknown>) =>
          Object.entries(members).every(([key, value]) => payload[key] === value);
        await bench.until(() => bench.of(action).some(fits));
      }
      await bench.settle();
      if (then === undefined) assert.deepEqual(bench.got, []);
      assert.equal(bench.mostInFlight, 1);
      assert.deepEqual(
        bench.seen.filter(({ note }) => note !== undefined),
        [],
      );
    });

  for (const [action, payload] of Object.entries({
    SetMonitoringBase: { monitoringBase: 'All' },
    SetMonitoringLevel: { severity: 4 },
    GetMonitoringReport: { requestId: 1 },
    ClearVariableMonitoring: { id: [1] },
    GetDisplayMessages: { requestId: 1 },
    ClearDisplayMessage: { id: 1 },
    CostUpdated: { totalCost: 1, transactionId: 't2' },
    UnpublishFirmware: { checksum: 'x' },
    // What only a charging station may ask.
    Heartbeat: {},
  }))
    it(`${action} is known, and not for us`, async () => {
      await assert.rejects(bench.call(action, payload), { rpcErrorCode: 'NotSupported' });
    });
});
