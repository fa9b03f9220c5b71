import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';

type Call = readonly [action: string, payload: object];

/** A call of a backend, what of it reaches the charge point, and what comes back. */
export interface PassRow {
  readonly is: string;
  readonly from: OcppVersion;
  readonly to: OcppVersion;
  readonly call: Call;
  readonly asked: readonly Call[];
  /** The charge point's answers by action; Accepted where absent. */
  readonly theirs?: Readonly<Record<string, object>>;
  readonly answer: object;
}

const at = '2026-11-28T12:00:00.000Z';
export const place = 'https://backend.example/x';
export const custom = { vendorId: 'maker' };
const variable = (component: string, name: string) => ({ component: { name: component }, variable: { name } });
export const setting = (component: string, name: string, attributeValue: string) => ({
  ...variable(component, name),
  attributeValue,
});
const timeOut = variable('TxCtrlr', 'EVConnectionTimeOut');
const setTimeOut = setting('TxCtrlr', 'EVConnectionTimeOut', '90');
const firmware = { location: place, retrieveDateTime: at };
const signedFirmware = { ...firmware, signingCertificate: 'PEM', signature: 'S' };
const [accepted, full] = [{ status: 'Accepted' }, { updateType: 'Full' }];
const tokenA = { idToken: 'A', type: 'Central' };
const light = { key: 'LightIntensity', readonly: false, value: '80' };

const data = (version: OcppVersion): PassRow => ({
  ...{ is: `DataTransfer of ${version}`, from: version, to: version },
  call: ['DataTransfer', { ...custom, messageId: 'm', data: '{"a":1}' }],
  asked: [['DataTransfer', { ...custom, messageId: 'm', data: '{"a":1}' }]],
  theirs: { DataTransfer: { status: 'Accepted', data: 'ä' } },
  answer: { status: 'Accepted', data: 'ä' },
});

export const passRows: readonly PassRow[] = [
  data('1.6'),
  data('2.0.1'),
  {
    ...{ is: 'DataTransfer with data that is no text', from: '2.0.1', to: '1.6' },
    call: ['DataTransfer', { ...custom, data: { a: [1] } }],
    asked: [['DataTransfer', { ...custom, data: '{"a":[1]}' }]],
    theirs: { DataTransfer: { status: 'UnknownVendorId' } },
    answer: { status: 'UnknownVendorId' },
  },
  {
    ...{ is: 'an answer to DataTransfer that is no text', from: '1.6', to: '2.0.1' },
    call: ['DataTransfer', { ...custom, data: 'x' }],
    asked: [['DataTransfer', { ...custom, data: 'x' }]],
    theirs: { DataTransfer: { status: 'Accepted', data: { a: 1 }, statusInfo: { reasonCode: 'x' } } },
    answer: { status: 'Accepted', data: '{"a":1}' },
  },
  {
    ...{ is: 'an update', from: '1.6', to: '1.6' },
    call: ['UpdateFirmware', { location: place, retrieveDate: at }],
    asked: [['UpdateFirmware', { location: place, retrieveDate: at }]],
    theirs: { UpdateFirmware: {} },
    answer: {},
  },
  {
    ...{ is: 'an update', from: '1.6', to: '2.0.1' },
    call: ['UpdateFirmware', { location: place, retrieveDate: at, retries: 2 }],
    asked: [['UpdateFirmware', { requestId: 1, firmware, retries: 2 }]],
    answer: {},
  },
  {
    ...{ is: 'an update', from: '2.0.1', to: '1.6' },
    call: ['UpdateFirmware', { requestId: 7, firmware }],
    asked: [['UpdateFirmware', { location: place, retrieveDate: at }]],
    theirs: { UpdateFirmware: {} },
    answer: accepted,
  },
  {
    ...{ is: 'a signed update', from: '2.0.1', to: '1.6' },
    call: ['UpdateFirmware', { requestId: 7, firmware: signedFirmware }],
    asked: [['SignedUpdateFirmware', { requestId: 7, firmware: signedFirmware }]],
    answer: accepted,
  },
  {
    ...{ is: 'diagnostics', from: '1.6', to: '2.0.1' },
    call: ['GetDiagnostics', { location: place, startTime: at }],
    asked: [
      ['GetLog', { logType: 'DiagnosticsLog', requestId: 1, log: { remoteLocation: place, oldestTimestamp: at } }],
    ],
    theirs: { GetLog: { status: 'Accepted', filename: 'log.zip' } },
    answer: { fileName: 'log.zip' },
  },
  {
    ...{ is: 'a setting of the cable', from: '1.6', to: '1.6' },
    call: ['ChangeConfiguration', { key: 'ConnectionTimeOut', value: '90' }],
    asked: [['ChangeConfiguration', { key: 'ConnectionTimeOut', value: '90' }]],
    answer: accepted,
  },
  {
    ...{ is: 'a setting of the cable', from: '1.6', to: '2.0.1' },
    call: ['ChangeConfiguration', { key: 'ConnectionTimeOut', value: '90' }],
    asked: [['SetVariables', { setVariableData: [setTimeOut] }]],
    theirs: { SetVariables: { setVariableResult: [{ attributeStatus: 'Accepted', ...timeOut }] } },
    answer: accepted,
  },
  {
    ...{ is: 'settings, only those that may', from: '2.0.1', to: '1.6' },
    call: ['SetVariables', { setVariableData: [setting('SecurityCtrlr', 'BasicAuthPassword', 'x'), setTimeOut] }],
    asked: [['ChangeConfiguration', { key: 'ConnectionTimeOut', value: '90' }]],
    theirs: { ChangeConfiguration: { status: 'RebootRequired' } },
    answer: { setVariableResult: [{ attributeStatus: 'RebootRequired', ...timeOut }] },
  },
  {
    ...{ is: 'settings, only those that may', from: '2.0.1', to: '2.0.1' },
    call: ['SetVariables', { setVariableData: [setting('OCPPCommCtrlr', 'HeartbeatInterval', '1'), setTimeOut] }],
    asked: [['SetVariables', { setVariableData: [setTimeOut] }]],
    theirs: { SetVariables: { setVariableResult: [{ attributeStatus: 'Accepted', ...timeOut }] } },
    answer: { setVariableResult: [{ attributeStatus: 'Accepted', ...timeOut }] },
  },
  {
    ...{ is: 'settings of the charge point, none of ours', from: '1.6', to: '1.6' },
    call: ['GetConfiguration', { key: ['AuthorizationKey', 'LightIntensity', 'HeartbeatInterval'] }],
    asked: [['GetConfiguration', { key: ['LightIntensity'] }]],
    theirs: {
      GetConfiguration: {
        configurationKey: [light, { key: 'AuthorizationKey', readonly: false, value: 'secret' }],
        unknownKey: [],
      },
    },
    answer: { configurationKey: [light], unknownKey: [] },
  },
  {
    ...{ is: 'settings read', from: '2.0.1', to: '1.6' },
    call: ['GetVariables', { getVariableData: [timeOut] }],
    asked: [['GetConfiguration', { key: ['ConnectionTimeOut'] }]],
    theirs: { GetConfiguration: { configurationKey: [{ key: 'ConnectionTimeOut', readonly: false, value: '60' }] } },
    answer: { getVariableResult: [{ attributeStatus: 'Accepted', attributeValue: '60', ...timeOut }] },
  },
  {
    ...{ is: 'the question for a meter, with the number of the connector there', from: '1.6', to: '1.6' },
    call: ['TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 }],
    asked: [['TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 2 }]],
    answer: accepted,
  },
  {
    ...{ is: 'the question how diagnostics go on', from: '1.6', to: '2.0.1' },
    call: ['TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' }],
    asked: [['TriggerMessage', { requestedMessage: 'LogStatusNotification' }]],
    theirs: { TriggerMessage: { status: 'Accepted', statusInfo: { reasonCode: 'x' } } },
    answer: accepted,
  },
  {
    ...{ is: 'a list of tags', from: '1.6', to: '2.0.1' },
    call: [
      'SendLocalList',
      {
        ...{ listVersion: 3, ...full },
        localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted', expiryDate: at } }],
      },
    ],
    asked: [
      [
        'SendLocalList',
        {
          ...{ versionNumber: 3, ...full },
          localAuthorizationList: [{ idToken: tokenA, idTokenInfo: { status: 'Accepted', cacheExpiryDateTime: at } }],
        },
      ],
    ],
    answer: accepted,
  },
  {
    ...{ is: 'a list of tags', from: '2.0.1', to: '1.6' },
    call: [
      'SendLocalList',
      {
        ...{ versionNumber: 3, ...full },
        localAuthorizationList: [{ idToken: tokenA, idTokenInfo: { status: 'NotAtThisTime' } }],
      },
    ],
    asked: [
      [
        'SendLocalList',
        { listVersion: 3, ...full, localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Invalid' } }] },
      ],
    ],
    theirs: { SendLocalList: { status: 'NotSupported' } },
    answer: { status: 'Failed' },
  },
];

const ours16 = [
  ...['AuthorizationKey', 'SecurityProfile', 'HeartbeatInterval', 'WebSocketPingInterval', 'MeterValueSampleInterval'],
  ...['MeterValuesSampledData', 'SomeVendorLimit', 'authorizationkey'],
].map((key): readonly [OcppVersion, string, object] => ['1.6', 'ChangeConfiguration', { key, value: '1' }]);

/** Calls that would take the charge point out of our hands, or that the relay does in its own way. */
export const neverPassed: readonly (readonly [version: OcppVersion, action: string, payload: object])[] = [
  ...ours16,
  ['1.6', 'SetChargingProfile', { connectorId: 1, csChargingProfiles: {} }],
  ['1.6', 'ClearChargingProfile', {}],
  ['1.6', 'GetCompositeSchedule', { connectorId: 1, duration: 1 }],
  ['1.6', 'RemoteStartTransaction', { idTag: 'A' }],
  ['1.6', 'RemoteStopTransaction', { transactionId: 1 }],
  ['1.6', 'Reset', { type: 'Hard' }],
  ['1.6', 'UnlockConnector', { connectorId: 1 }],
  ['1.6', 'ChangeAvailability', { connectorId: 0, type: 'Inoperative' }],
  ['1.6', 'ReserveNow', { connectorId: 1, expiryDate: at, idTag: 'A', reservationId: 5 }],
  ['1.6', 'InstallCertificate', {}],
  ['1.6', 'DeleteCertificate', {}],
  ['1.6', 'CertificateSigned', {}],
  ['1.6', 'constructor', {}],
  ['1.6', 'TriggerMessage', { requestedMessage: 'BootNotification' }],
  ['1.6', 'GetConfiguration', { key: ['AuthorizationKey'] }],
  ['2.0.1', 'SetChargingProfile', {}],
  ['2.0.1', 'SetNetworkProfile', {}],
  ['2.0.1', 'InstallCertificate', {}],
  ['2.0.1', 'RequestStartTransaction', {}],
  ['2.0.1', 'GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }],
  ['2.0.1', 'SetVariables', { setVariableData: [setting('SecurityCtrlr', 'BasicAuthPassword', 'x')] }],
  ['2.0.1', 'SetVariables', { setVariableData: [setting('SampledDataCtrlr', 'TxUpdatedInterval', '1')] }],
];
