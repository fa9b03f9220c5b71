import assert from 'node:assert/strict';
import fc from 'fast-check';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';
import type { StationBench } from '../station-bench.ts';
import { anyRequest } from './any-payload.ts';
import { bench201, events } from './bench-201.ts';

/** All that a backend may ask; what would cut the link is asked in behaviour.test.ts. */
const actions = [
  ...['CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ClearCache', 'ClearChargingProfile'],
  ...['ClearDisplayMessage', 'ClearVariableMonitoring', 'CostUpdated', 'CustomerInformation', 'DataTransfer'],
  ...['DeleteCertificate', 'GetBaseReport', 'GetChargingProfiles', 'GetCompositeSchedule', 'GetDisplayMessages'],
  ...['GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog', 'GetMonitoringReport', 'GetReport'],
  ...['GetTransactionStatus', 'GetVariables', 'InstallCertificate', 'PublishFirmware', 'RequestStartTransaction'],
  ...['RequestStopTransaction', 'ReserveNow', 'SendLocalList', 'SetChargingProfile', 'SetDisplayMessage'],
  ...['SetMonitoringBase', 'SetMonitoringLevel', 'SetNetworkProfile', 'SetVariableMonitoring', 'SetVariables'],
  ...['TriggerMessage', 'UnlockConnector', 'UnpublishFirmware', 'UpdateFirmware'],
];
const words = [
  ...['t2', 'TAG', 'EVSE', 'Connector', 'TxCtrlr', 'SampledDataCtrlr', 'SmartChargingCtrlr', 'DeviceDataCtrlr'],
  ...['Available', 'Power', 'StopTxOnInvalidId', 'TxUpdatedInterval', 'TxUpdatedMeasurands', 'Entries'],
  ...['ItemsPerMessage', 'GetReport', 'ChargingProfiles', 'true', 'false', '60', 'Voltage,SoC', '__proto__'],
];

describe('any call of a backend of OCPP 2.0.1 that is valid', () => {
  let bench: StationBench;
  before(async () => {
    bench = bench201(2);
    await bench.run();
    (bench.places[1] as (typeof bench.places)[number]).begin('t2');
    await bench.until(() => events(bench).length === 2);
  });
  after(() => bench.end());

  for (const action of actions)
    it(`${action} is answered, in a valid way or with a refusal, and nothing breaks`, async () => {
      await fc.assert(
        fc.asyncProperty(anyRequest(action, words), async (payload) => {
          assert.deepEqual(validatorOf('2.0.1', action, 'request')?.(payload), []);
          bench.seen.length = 0;
          const answer: Record<string, unknown> = await bench
            .call(action, payload)
            .catch((error: object) => ({ error }));
          const code = (answer.error as { rpcErrorCode?: string } | undefined)?.rpcErrorCode;
          if (answer.error !== undefined)
            assert.ok(
              ['NotSupported', 'OccurrenceConstraintViolation'].includes(code ?? ''),
              `${code} ${answer.error}`,
            );
          // The link takes only so many frames in a time.
          await bench.pass(1000);
          assert.equal(bench.station.state().link.kind, 'connected');
          assert.equal(bench.station.state().standing, 'accepted');
          // What breaks a schema would be noted, of both ends.
          assert.deepEqual(
            bench.seen.filter(
              ({ note, kind, direction }) => note !== undefined || (kind === 'error' && direction === 'in'),
            ),
            [],
          );
          assert.deepEqual(
            bench.warnings.filter((text) => /could not be answered|came to nothing|not sent/.test(text)),
            [],
          );
        }),
        { numRuns: 4 },
      );
    });
});
