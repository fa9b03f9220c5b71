import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PassThrough } from '../../../../firmware/ocpp/relay/pass/pass-through.ts';
import { CallFailed, CallRefused } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import { anyPayload } from '../station/v201/any-payload.ts';
import { FakeSession } from './fake-session.ts';

const both = [
  'CancelReservation',
  'ChangeAvailability',
  'ClearCache',
  'ClearChargingProfile',
  'DataTransfer',
  'GetLog',
];
const common = ['GetCompositeSchedule', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile', 'TriggerMessage'];
const certificates = ['CertificateSigned', 'DeleteCertificate', 'GetInstalledCertificateIds', 'InstallCertificate'];
const calls = {
  '1.6': [
    ...[...both, ...common, ...certificates, 'UnlockConnector', 'UpdateFirmware', 'ChangeConfiguration'],
    ...['GetConfiguration', 'GetDiagnostics', 'RemoteStartTransaction', 'RemoteStopTransaction'],
    ...['ExtendedTriggerMessage', 'SignedUpdateFirmware'],
  ],
  '2.0.1': [
    ...[...both, ...common, ...certificates, 'UnlockConnector', 'UpdateFirmware', 'GetVariables', 'SetVariables'],
    ...['GetBaseReport', 'RequestStartTransaction', 'RequestStopTransaction', 'SetNetworkProfile', 'CostUpdated'],
    ...['SetDisplayMessage', 'PublishFirmware', 'CustomerInformation', 'SetMonitoringBase', 'GetReport'],
  ],
} as const;
/** The only ones that a charge point ever hears from a backend. */
const heard = new Set([
  ...[
    'ChangeConfiguration',
    'ClearCache',
    'DataTransfer',
    'ExtendedTriggerMessage',
    'GetConfiguration',
    'GetDiagnostics',
  ],
  ...[
    'GetLog',
    'GetVariables',
    'SendLocalList',
    'SetVariables',
    'SignedUpdateFirmware',
    'TriggerMessage',
    'UpdateFirmware',
  ],
]);
/** What a schema allows and we would give a meaning. */
const words = [
  ...['LightIntensity', 'ConnectionTimeOut', 'AuthorizationKey', 'HeartbeatInterval', 'TxCtrlr', 'EVConnectionTimeOut'],
  ...['SecurityCtrlr', 'BasicAuthPassword', 'OCPPCommCtrlr', 'SampledDataCtrlr', 'TxUpdatedInterval', '30'],
];
const ours = /AuthorizationKey|HeartbeatInterval|BasicAuthPassword|TxUpdatedInterval/;

describe('any valid call of a backend', () => {
  for (const from of ['1.6', '2.0.1'] as const)
    for (const to of ['1.6', '2.0.1'] as const)
      it(`of ${from} at a charge point of ${to} is passed, refused or left to the station, in valid words`, async () => {
        let [passed, unsendable] = [0, 0];
        for (const action of calls[from]) {
          const request = anyPayload(from, action, 'request', words);
          await fc.assert(
            fc.asyncProperty(request, fc.nat(), async (payload, seed) => {
              const session = new FakeSession(to);
              session.answer = (name, body) => {
                assert.ok(heard.has(name), `${action} became ${name}`);
                assert.doesNotMatch(JSON.stringify(keysOf(name, body)), ours);
                // As the peer does: what is not valid is not sent.
                if ((validatorOf(to, name, 'request')?.(plain(body)) ?? []).length > 0) {
                  unsendable += 1;
                  throw new CallFailed('invalidCall', 'not valid');
                }
                passed += 1;
                return fc.sample(anyPayload(to, name, 'response', words), { seed, numRuns: 1 })[0] ?? {};
              };
              const through = new PassThrough({ session, keys: () => [], listsPass: () => true });
              try {
                const answer = await through.call({ version: from, action, payload, backend: 'b' });
                if (answer === undefined) return;
                assert.deepEqual(validatorOf(from, action, 'response')?.(plain(answer)), [], JSON.stringify(answer));
              } catch (error) {
                if (!(error instanceof CallRefused)) throw error;
              }
            }),
            { numRuns: 60 },
          );
        }
        assert.ok(passed > 100 && unsendable < passed / 10, `${passed} passed, ${unsendable} could not be sent`);
      });
});

const plain = (payload: object): unknown => JSON.parse(JSON.stringify(payload));

/** The settings that a call is about. */
function keysOf(action: string, body: object): unknown {
  const { key, getVariableData, setVariableData } = body as Record<string, unknown>;
  if (action === 'ChangeConfiguration' || action === 'GetConfiguration') return key;
  const items = (getVariableData ?? setVariableData ?? []) as {
    component: { name: string };
    variable: { name: string };
  }[];
  return items.map(({ component, variable }) => `${component.name}.${variable.name}`);
}
