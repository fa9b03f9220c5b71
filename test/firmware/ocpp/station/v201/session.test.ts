import assert from 'node:assert/strict';
import type { StationBench } from '../station-bench.ts';
import { bench201, events, registerOf } from './bench-201.ts';

describe('a station of OCPP 2.0.1 in front of a strict backend', () => {
  let bench: StationBench;
  beforeEach(() => {
    bench = bench201();
  });
  afterEach(() => bench.end());

  it('lives through a whole session, with one call in flight', async () => {
    await bench.run();
    assert.deepEqual(bench.of('BootNotification'), [
      {
        reason: 'PowerUp',
        chargingStation: { vendorName: 'Own works', model: 'Box 11', serialNumber: 'S1', firmwareVersion: '1.2' },
      },
    ]);
    assert.deepEqual(
      bench
        .of('StatusNotification')
        .map(({ connectorStatus, evseId, connectorId }) => [connectorStatus, evseId, connectorId]),
      [['Available', 1, 1]],
    );
    assert.deepEqual(
      bench.of('SecurityEventNotification').map(({ type }) => type),
      ['StartupOfTheDevice'],
    );
    bench.place.be('Preparing');
    bench.place.begin('t1', '04A2B3C4D5E6F7');
    await bench.until(() => bench.place.heard.length === 1);
    assert.deepEqual(bench.place.heard[0], { localTx: 't1', info: { status: 'Accepted' }, backend: 'supplier' });
    bench.place.registerWh = 1600;
    await bench.pass(60_000);
    bench.place.be('SuspendedEV');
    bench.place.be('SuspendedEV');
    bench.place.be('Charging');
    bench.place.registerWh = 2000;
    bench.place.end('EVDisconnected');
    await bench.until(() => events(bench).some(({ eventType }) => eventType === 'Ended'));
    assert.deepEqual(
      events(bench).map(({ eventType, seqNo, triggerReason, transactionInfo }) => [
        ...[eventType, seqNo, triggerReason, transactionInfo.transactionId, transactionInfo.chargingState],
      ]),
      [
        ['Started', 0, 'Authorized', 't1', 'EVConnected'],
        ['Updated', 1, 'ChargingStateChanged', 't1', 'Charging'],
        ['Updated', 2, 'MeterValuePeriodic', 't1', 'Charging'],
        ['Updated', 3, 'ChargingStateChanged', 't1', 'SuspendedEV'],
        ['Updated', 4, 'ChargingStateChanged', 't1', 'Charging'],
        ['Ended', 5, 'EVCommunicationLost', 't1', 'Idle'],
      ],
    );
    assert.deepEqual(events(bench)[0]?.idToken, { idToken: '04A2B3C4D5E6F7', type: 'ISO14443' });
    assert.deepEqual(events(bench)[0]?.evse, { id: 1, connectorId: 1 });
    assert.equal(events(bench).at(-1)?.transactionInfo.stoppedReason, 'EVDisconnected');
    assert.deepEqual(events(bench).map(registerOf), [[1000], [], [1600], [], [], [2000]]);
    assert.deepEqual(
      events(bench).flatMap(({ offline }) => offline ?? []),
      [],
    );
    assert.equal(bench.mostInFlight, 1);
    assert.deepEqual(bench.warnings, []);
  });

  it('tells what happened while the backend was away, marked, in order and with no number left out', async () => {
    await bench.run();
    bench.place.begin('t1');
    await bench.until(() => events(bench).length === 2);
    await bench.vanish();
    await bench.until(() => bench.station.state().link.kind !== 'connected');
    const beganMs = bench.time.wallMs();
    await bench.pass(60_000);
    bench.place.be('SuspendedEV');
    bench.place.end();
    bench.place.begin('t2');
    await bench.listen();
    await bench.connected();
    await bench.until(() => events(bench).some(({ transactionInfo }) => transactionInfo.transactionId === 't2'));
    await bench.pass(60_000);
    const told = events(bench).map(({ eventType, seqNo, offline, transactionInfo }) => [
      ...[transactionInfo.transactionId, seqNo, eventType, offline === true],
    ]);
    assert.deepEqual(told, [
      ['t1', 0, 'Started', false],
      ['t1', 1, 'Updated', false],
      ['t1', 2, 'Updated', true],
      ['t1', 3, 'Updated', true],
      ['t1', 4, 'Ended', true],
      ['t2', 0, 'Started', true],
      ['t2', 1, 'Updated', true],
      ...told.slice(7),
    ]);
    assert.ok(told.length > 7);
    assert.ok(told.slice(7).every(([id, , , offline]) => id === 't2' && offline === false));
    // Each with the time when it happened.
    const values = events(bench)[2];
    assert.equal(values?.triggerReason, 'MeterValuePeriodic');
    assert.ok(Date.parse(values?.timestamp ?? '') >= beganMs);
    assert.ok(Date.parse(values?.timestamp ?? '') <= beganMs + 60_000);
    assert.equal(bench.of('BootNotification').length, 1);
    assert.equal(bench.mostInFlight, 1);
  });

  it('goes on with a transaction after it was killed: limit, numbers and name', async () => {
    await bench.run();
    const chargingProfile = {
      ...{ id: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Absolute' },
      chargingSchedule: [
        {
          ...{ id: 1, chargingRateUnit: 'A', startSchedule: bench.iso() },
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }],
        },
      ],
    };
    assert.deepEqual(await bench.call('SetChargingProfile', { evseId: 0, chargingProfile }), { status: 'Accepted' });
    assert.equal(bench.place.ceilings.at(-1)?.maxMa, 8000);
    bench.place.begin('t1');
    await bench.until(() => events(bench).length === 2);
    bench.kill();
    bench.place.ceilings.length = 0;
    bench.got.length = 0;
    bench.start();
    // Before there is a backend again.
    assert.equal(bench.place.ceilings.at(-1)?.maxMa, 8000);
    await bench.until(() => bench.of('StatusNotification').length === 1);
    // A place tells once more what it told before.
    bench.place.say({ kind: 'begin', localTx: 't1', idTag: 'TAG', meterWh: 1000, atMs: 0, trigger: 'authorised' });
    bench.place.registerWh = 5000;
    bench.place.end();
    await bench.until(() => events(bench).some(({ eventType }) => eventType === 'Ended'));
    await bench.settle();
    assert.deepEqual(
      events(bench).map(({ eventType, seqNo, transactionInfo }) => [eventType, seqNo, transactionInfo.transactionId]),
      [['Ended', 2, 't1']],
    );
    assert.deepEqual(events(bench).map(registerOf), [[5000]]);
    assert.deepEqual(
      bench.of('BootNotification').map(({ reason }) => reason),
      ['PowerUp'],
    );
  });

  it('lets nothing flow and ends it where the backend does not know the tag', async () => {
    bench.answers.TransactionEvent = () => ({ idTokenInfo: { status: 'NoCredit' } });
    await bench.run();
    bench.place.begin('t1');
    await bench.until(() => events(bench).some(({ eventType }) => eventType === 'Ended'));
    assert.deepEqual(bench.place.heard[0], { localTx: 't1', info: { status: 'Blocked' }, backend: 'supplier' });
    assert.ok(bench.place.ceilings.some((ceiling) => ceiling?.maxMa === 0 && ceiling.why === 'refused'));
    const ended = events(bench).at(-1);
    assert.equal(ended?.triggerReason, 'Deauthorized');
    assert.equal(ended?.transactionInfo.stoppedReason, 'DeAuthorized');
  });

  it('passes on what a charge point signs, to the bit, and its own reasons', async () => {
    bench.place.facing = { speaksOcpp: true };
    await bench.run();
    const signedMeterData = `OCMF|{"FV":"1.0","RD":[{"RV":"1,234"}]}|{"SD":"\u00e4\u{1F50C}"}`;
    const signed = { signingMethod: 'ECDSA-secp256r1-SHA256', encodingMethod: 'OCMF', publicKey: 'MFkw\u00df' };
    const sample = { measurand: 'Energy.Active.Import.Register', context: 'Transaction.End' };
    bench.place.begin('t1');
    const atMs = bench.time.wallMs();
    bench.place.say({
      kind: 'values',
      localTx: 't1',
      values: [{ atMs, samples: [{ value: '21.5', measurand: 'Temperature', unit: 'Celsius' }] }],
    });
    bench.place.say({
      kind: 'values',
      localTx: 't1',
      values: [{ atMs, samples: [{ value: '1100', unit: 'Wh', context: 'Sample.Clock' }] }],
    });
    bench.place.running = undefined;
    const values = [
      {
        atMs,
        samples: [
          { value: '1234', unit: 'Wh', ...sample },
          { value: signedMeterData, format: 'SignedData' as const, signed, ...sample },
        ],
      },
    ];
    bench.place.say({ kind: 'end', localTx: 't1', meterWh: 1234, atMs, reason: 'Local', idTag: 'TAG', values });
    await bench.until(() => events(bench).some(({ eventType }) => eventType === 'Ended'));
    const ended = events(bench).at(-1);
    assert.deepEqual(
      ended?.meterValue?.map(({ sampledValue }) => sampledValue),
      [
        [
          {
            ...{ value: 1234, ...sample, unitOfMeasure: { unit: 'Wh' } },
            signedMeterValue: { signedMeterData, ...signed },
          },
        ],
      ],
    );
    assert.deepEqual(ended?.idToken, { idToken: 'TAG', type: 'Central' });
    // A temperature has no word in 2.0.1: nothing of it was sent.
    assert.deepEqual(
      events(bench).map(({ triggerReason }) => triggerReason),
      ['Authorized', 'ChargingStateChanged', 'MeterValueClock', 'StopAuthorized'],
    );
  });
});
