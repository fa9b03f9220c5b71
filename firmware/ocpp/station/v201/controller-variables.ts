import { maxFrameBytes } from '../../rpc/frames.ts';
import { mostChainChars } from '../certificate-renewal.ts';
import { mostListEntries, mostListUpdate } from '../local-list.ts';
import type { StationParts } from '../station-parts.ts';
import type { Variable } from './device-model.ts';
import { mostPartBytes } from './report-parts.ts';
import type { SecurityEvents } from './security-events.ts';
import { VariableKinds } from './variable-kinds.ts';

const flag = { dataType: 'boolean' } as const;
const whole = { dataType: 'integer' } as const;

/** DeviceDataCtrlr.ItemsPerMessage; more in one call is refused (B05, B06). */
export const mostVariables = { get: 50, set: 50, report: 50 } as const;
/** No frame may be larger. */
const mostMessageBytes = maxFrameBytes;

/** Everything but the charge points: the controllers of 2.0.1 (part 2, appendix 3), as far as they exist here. */
export const controllerVariables = (parts: StationParts, security: SecurityEvents): readonly Variable[] => [
  ...communication(parts),
  ...authorisation(parts),
  ...metering(parts),
  ...securityVariables(parts, security),
  ...charging(parts),
  ...device(parts),
];

function communication(parts: StationParts): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'OCPPCommCtrlr' });
  return [
    make.fixed('FileTransferProtocols', '', { dataType: 'MemberList', valuesList: 'FTP,FTPS,HTTP,HTTPS,SFTP' }),
    make.seconds('HeartbeatInterval', 'heartbeatS', 1),
    make.fixed('MessageTimeout/Default', 30, { unit: 's' }),
    make.integer('MessageAttempts/TransactionEvent', 'messageAttempts', [1, 1000]),
    make.seconds('MessageAttemptInterval/TransactionEvent', 'messageRetryS'),
    // The profile is a matter of the site's configuration: a backend that changes it could cut itself off.
    make.fixed('NetworkConfigurationPriority', '1', { dataType: 'SequenceList', valuesList: '1' }),
    make.fixed('ActiveNetworkProfile', 1),
    make.fixed('NetworkProfileConnectionAttempts', 1_000_000),
    // What happens offline is always told in its order, and marked.
    make.fixed('OfflineThreshold', 0, { unit: 's' }),
    make.fixed('QueueAllMessages', false),
    // A place that does not start anew is not asked again.
    make.fixed('ResetRetries', 0),
    make.fixed('UnlockOnEVSideDisconnect', false),
    make.seconds('WebSocketPingInterval', 'webSocketPingS'),
    make.fixed('PublicKeyWithSignedMeterValue', 'EveryMeterValue', {
      ...{ dataType: 'OptionList', valuesList: 'Never,OncePerTransaction,EveryMeterValue' },
    }),
  ];
}

function authorisation(parts: StationParts): readonly Variable[] {
  const auth = new VariableKinds(parts, { name: 'AuthCtrlr' });
  const cache = new VariableKinds(parts, { name: 'AuthCacheCtrlr' });
  const list = new VariableKinds(parts, { name: 'LocalAuthListCtrlr' });
  const tx = new VariableKinds(parts, { name: 'TxCtrlr' });
  const reservation = new VariableKinds(parts, { name: 'ReservationCtrlr' });
  const points = 'ParkingBayOccupancy,EVConnected,Authorized,DataSigned,PowerPathClosed,EnergyTransfer';
  return [
    auth.fixed('Enabled', true),
    auth.flag('AuthorizeRemoteStart', 'authorizeRemote'),
    auth.flag('LocalAuthorizeOffline', 'localAuthorizeOffline'),
    auth.flag('LocalPreAuthorize', 'localPreAuthorize'),
    auth.flag('OfflineTxForUnknownIdEnabled', 'allowOfflineUnknown'),
    cache.fixed('Available', true),
    cache.flag('Enabled', 'cacheEnabled'),
    cache.fixed('Policy', 'LRU', { dataType: 'OptionList', valuesList: 'LRU,LFU,FIFO,CUSTOM' }),
    list.fixed('Available', true),
    list.flag('Enabled', 'localListEnabled'),
    list.live('Entries', () => parts.list.size, { ...whole, maxLimit: mostListEntries }, ['configuration']),
    list.fixed('ItemsPerMessage', mostListUpdate),
    list.fixed('BytesPerMessage', mostMessageBytes),
    tx.seconds('EVConnectionTimeOut', 'connectionTimeOutS', 0, 2_000_000),
    // A transaction begins when somebody who may charge and a car are there, and ends when one of both is gone.
    tx.fixed('TxStartPoint', 'PowerPathClosed', { dataType: 'MemberList', valuesList: points }),
    tx.fixed('TxStopPoint', 'EVConnected,Authorized', { dataType: 'MemberList', valuesList: points }),
    tx.fixed('StopTxOnEVSideDisconnect', true),
    tx.flag('StopTxOnInvalidId', 'stopOnInvalidId'),
    tx.fixed('TxBeforeAcceptedEnabled', true),
    reservation.fixed('Available', true),
    reservation.fixed('Enabled', true),
    reservation.fixed('NonEvseSpecific', parts.places.length === 1),
  ];
}

function metering(parts: StationParts): readonly Variable[] {
  const sampled = new VariableKinds(parts, { name: 'SampledDataCtrlr' });
  const aligned = new VariableKinds(parts, { name: 'AlignedDataCtrlr' });
  const updated = sampled.measurands('TxUpdatedMeasurands', 'sampledMeasurands');
  const every = sampled.seconds('TxUpdatedInterval', 'meterSampleS');
  const moments = aligned.seconds('Interval', 'clockAlignedS');
  return [
    ...[sampled, aligned].flatMap((make) => [
      make.fixed('Available', true),
      make.fixed('Enabled', true),
      // What a charge point signs itself goes on as it is; we sign nothing.
      make.fixed('SignReadings', false),
    ]),
    sampled.mirror('TxStartedMeasurands', updated),
    updated,
    every,
    sampled.measurands('TxEndedMeasurands', 'stopSampledMeasurands'),
    sampled.mirror('TxEndedInterval', every),
    aligned.measurands('Measurands', 'alignedMeasurands'),
    moments,
    aligned.measurands('TxEndedMeasurands', 'stopAlignedMeasurands'),
    aligned.mirror('TxEndedInterval', moments),
    aligned.fixed('SendDuringIdle', true),
  ];
}

function securityVariables(parts: StationParts, events: SecurityEvents): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'SecurityCtrlr' });
  return [
    make.secret('BasicAuthPassword', 40, async (value) => {
      // A01: 16 to 40 characters, by our reading those that a password in a header may have without trouble.
      // Text that looks like ours for octets is told as octets.
      const secret = /^hex:/i.test(value) ? `hex:${Buffer.from(value).toString('hex')}` : value;
      if (!/^[\x21-\x7e]{16,40}$/.test(value) || !(await parts.changeSecret(secret))) return 'rejected';
      events.tell('ReconfigurationOfSecurityParameters', 'another password for the backend');
      return 'accepted';
    }),
    make.organisation('OrganizationName'),
    make.fixed('MaxCertificateChainSize', mostChainChars, { maxLimit: mostChainChars }),
    make.fixed('Identity', parts.id, { maxLimit: 48 }),
    make.live('SecurityProfile', () => parts.profile() ?? 0, whole, ['configuration']),
    make.live('CertificateEntries', () => parts.roots.list().length, { ...whole, maxLimit: parts.roots.most }, [
      'configuration',
    ]),
    make.fixed('AdditionalRootCertificateCheck', false),
  ];
}

function charging(parts: StationParts): readonly Variable[] {
  const make = new VariableKinds(parts, { name: 'SmartChargingCtrlr' });
  const { bounds } = parts.profiles;
  return [
    make.fixed('Available', true),
    make.fixed('Enabled', true),
    make.fixed('ACPhaseSwitchingSupported', false),
    make.fixed('ProfileStackLevel', bounds.maxStackLevel),
    make.fixed('RateUnit', bounds.units.join(','), { dataType: 'MemberList', valuesList: 'A,W' }),
    make.fixed('PeriodsPerSchedule', bounds.maxPeriods),
    make.live(
      'Entries/ChargingProfiles',
      () => parts.profiles.list().length,
      { ...whole, maxLimit: bounds.maxProfiles },
      ['configuration'],
    ),
    // Our own limits hold beside those of the backend, and it is not told of them.
    make.fixed('ExternalControlSignalsEnabled', false),
    make.fixed('NotifyChargingLimitWithSchedules', false),
    make.fixed('LimitChangeSignificance', 0, { dataType: 'decimal', unit: 'Percent' }),
    make.fixed('Phases3to1', false),
  ];
}

function device(parts: StationParts): readonly Variable[] {
  const clock = new VariableKinds(parts, { name: 'ClockCtrlr' });
  const data = new VariableKinds(parts, { name: 'DeviceDataCtrlr' });
  const absent = ['MonitoringCtrlr', 'DisplayMessageCtrlr', 'TariffCostCtrlr', 'ISO15118Ctrlr'];
  return [
    clock.live('DateTime', () => parts.time(), { dataType: 'dateTime' }, ['configuration']),
    clock.fixed('TimeSource', 'NTP,Heartbeat', {
      ...{ dataType: 'SequenceList', valuesList: 'Heartbeat,NTP,GPS,RealTimeClock,MobileNetwork,RadioTimeTransmitter' },
    }),
    data.fixed('ItemsPerMessage/GetReport', mostVariables.report),
    data.fixed('ItemsPerMessage/GetVariables', mostVariables.get),
    data.fixed('ItemsPerMessage/SetVariables', mostVariables.set),
    data.fixed('BytesPerMessage/GetReport', mostPartBytes),
    data.fixed('BytesPerMessage/GetVariables', mostMessageBytes),
    data.fixed('BytesPerMessage/SetVariables', mostMessageBytes),
    ...absent.flatMap((name) => {
      const make = new VariableKinds(parts, { name });
      return [make.live('Available', () => false, flag, ['configuration']), make.live('Enabled', () => false, flag)];
    }),
  ];
}
