import assert from 'node:assert/strict';
import { StationBench } from '../station-bench.ts';

describe('a station of OCPP 1.6 in front of a strict backend', () => {
  let bench: StationBench;
  beforeEach(() => {
    bench = new StationBench();
  });
  afterEach(() => bench.end());

  it('lives through a whole session, with one call in flight', async () => {
    await bench.run();
    assert.deepEqual(bench.of('BootNotification'), [
      {
        chargePointVendor: 'Own works',
        chargePointModel: 'Box 11',
        chargePointSerialNumber: 'S1',
        firmwareVersion: '1.2',
      },
    ]);
    bench.place.be('Preparing');
    bench.place.begin('t1');
    await bench.until(() => bench.place.heard.length === 1);
    assert.deepEqual(bench.place.heard[0], { localTx: 't1', info: { status: 'Accepted' }, backend: 'supplier' });
    bench.place.registerWh = 1600;
    await bench.pass(60_000);
    bench.place.registerWh = 1500;
    await bench.pass(60_000);
    bench.place.registerWh = 2000;
    bench.place.end('EVDisconnected');
    await bench.until(() => bench.of('StopTransaction').length === 1);
    const [start] = bench.of('StartTransaction');
    assert.equal(start?.meterStart, 1000);
    assert.equal(start?.idTag, 'TAG');
    const registers = bench.of('MeterValues').map(({ transactionId, meterValue }) => {
      const [{ sampledValue }] = meterValue as [{ sampledValue: { value: string; measurand: string }[] }];
      return [transactionId, sampledValue.find(({ measurand }) => measurand.startsWith('Energy'))?.value];
    });
    // The register ran back once; a backend is told that it stood still.
    assert.deepEqual(registers, [
      [41, '1600'],
      [41, '1600'],
    ]);
    const [stop] = bench.of('StopTransaction');
    assert.equal(stop?.meterStop, 2000);
    assert.equal(stop?.transactionId, 41);
    assert.equal(stop?.reason, 'EVDisconnected');
    assert.equal(bench.mostInFlight, 1);
    assert.deepEqual(bench.warnings, []);
  });

  it('tells what happened while the backend was away, in order, and of statuses only the latest', async () => {
    await bench.run();
    const before = bench.got.length;
    await bench.vanish();
    await bench.until(() => bench.station.state().link.kind !== 'connected');
    bench.place.begin('t1');
    await bench.pass(60_000);
    bench.place.be('SuspendedEV');
    bench.place.end();
    await bench.listen();
    await bench.connected();
    await bench.until(() => bench.of('StopTransaction').length === 1);
    await bench.settle();
    const after = bench.got.slice(before);
    const money = after.filter(({ action }) => /Transaction|MeterValues/.test(action)).map(({ action }) => action);
    assert.deepEqual(money, ['StartTransaction', 'MeterValues', 'StopTransaction']);
    assert.deepEqual(
      after.flatMap(({ action, payload }) => (action === 'StatusNotification' ? [payload.status] : [])),
      ['Finishing'],
    );
    assert.equal(bench.of('BootNotification').length, 1);
  });

  it('goes on with a transaction after it was killed', async () => {
    await bench.run();
    await bench.call('SetChargingProfile', { connectorId: 1, csChargingProfiles: profile({ limit: 8 }) });
    assert.deepEqual(bench.place.ceilings.at(-1), { maxMa: 8000, why: 'profile' });
    bench.place.begin('t1');
    await bench.until(() => bench.place.heard.length === 1);
    bench.kill();
    bench.place.ceilings.length = 0;
    bench.place.registerWh = 5000;
    bench.got.length = 0;
    bench.start();
    // Before there is a backend again.
    assert.deepEqual(bench.place.ceilings.at(-1), { maxMa: 8000, why: 'profile' });
    await bench.until(() => bench.of('StatusNotification').length === 2);
    // A place tells once more what it told before.
    bench.place.say({ kind: 'begin', localTx: 't1', idTag: 'TAG', meterWh: 1000, atMs: 0, trigger: 'authorised' });
    bench.place.end();
    bench.place.say({ kind: 'end', localTx: 't1', meterWh: 9, atMs: 0, reason: 'Local', values: [] });
    await bench.until(() => bench.of('StopTransaction').length === 1);
    bench.place.say({ kind: 'begin', localTx: 't1', idTag: 'TAG', meterWh: 1000, atMs: 0, trigger: 'authorised' });
    await bench.settle();
    assert.deepEqual(bench.of('StartTransaction'), []);
    assert.equal(bench.of('StopTransaction')[0]?.transactionId, 41);
    assert.equal(bench.of('StopTransaction').length, 1);
  });

  it('ends a transaction that its place knows no more, with the last that was read', async () => {
    await bench.run();
    bench.place.begin('t1');
    bench.place.registerWh = 1234;
    await bench.pass(60_000);
    await bench.until(() => bench.of('MeterValues').length === 1);
    bench.kill();
    bench.place.running = undefined;
    bench.start();
    await bench.pass(60_000);
    assert.deepEqual(bench.of('StopTransaction'), []);
    await bench.pass(60_000);
    await bench.until(() => bench.of('StopTransaction').length === 1);
    const [stop] = bench.of('StopTransaction');
    assert.equal(stop?.meterStop, 1234);
    assert.equal(stop?.reason, 'PowerLoss');
  });

  it('ends what the backend refuses, or lets nothing flow where it may not', async () => {
    bench.answers.StartTransaction = () => ({ transactionId: 7, idTagInfo: { status: 'Blocked' } });
    await bench.run();
    bench.place.begin('t1');
    await bench.until(() => bench.of('StopTransaction').length === 1);
    assert.equal(bench.of('StopTransaction')[0]?.reason, 'DeAuthorized');
    assert.equal(bench.place.ceilings.at(-1), undefined);
    await bench.call('ChangeConfiguration', { key: 'StopTransactionOnInvalidId', value: 'false' });
    bench.place.begin('t2');
    await bench.until(() => bench.place.heard.length === 2);
    assert.deepEqual(bench.place.ceilings.at(-1), { maxMa: 0, why: 'refused' });
    assert.equal(bench.place.running?.localTx, 't2');
    bench.place.end();
    assert.equal(bench.place.ceilings.at(-1), undefined);
  });

  it('sends nothing but what is asked for while it is pending', async () => {
    bench.answers.BootNotification = () => ({ status: 'Pending', interval: 100, currentTime: bench.iso() });
    await bench.listen();
    bench.start();
    await bench.until(() => bench.of('BootNotification').length === 1);
    bench.place.begin('t1');
    await bench.pass(50_000);
    assert.deepEqual(
      bench.got.map(({ action }) => action),
      ['BootNotification'],
    );
    assert.equal((await bench.call('RemoteStartTransaction', { idTag: 'X' })).status, 'Rejected');
    assert.equal(
      (await bench.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 })).status,
      'Accepted',
    );
    await bench.until(() => bench.of('StatusNotification').length === 1);
    bench.answers.BootNotification = () => ({ status: 'Accepted', interval: 0, currentTime: bench.iso() });
    await bench.pass(50_000);
    await bench.until(() => bench.of('StartTransaction').length === 1);
    assert.equal(bench.of('BootNotification').length, 2);
  });

  it('is silent after a rejection, over a new link too', async () => {
    bench.answers.BootNotification = () => ({ status: 'Rejected', interval: 100, currentTime: bench.iso() });
    await bench.listen();
    bench.start();
    await bench.until(() => bench.of('BootNotification').length === 1);
    bench.place.be('Preparing');
    await assert.rejects(bench.call('TriggerMessage', { requestedMessage: 'Heartbeat' }), /not accepted/);
    await bench.cut();
    await bench.connected();
    await bench.pass(50_000);
    assert.deepEqual(
      bench.got.map(({ action }) => action),
      ['BootNotification'],
    );
    bench.answers.BootNotification = () => ({ status: 'Accepted', interval: 600, currentTime: bench.iso() });
    await bench.pass(51_000);
    await bench.until(() => bench.of('StatusNotification').length === 2);
    assert.equal(bench.station.state().standing, 'accepted');
  });

  it('beats by the interval of the backend, and tells how its clock differs', async () => {
    const offsets: number[] = [];
    bench.more = { onClockOffset: (offsetMs) => offsets.push(offsetMs) };
    bench.answers.BootNotification = () => ({
      status: 'Accepted',
      interval: 30,
      currentTime: bench.iso(bench.time.wallMs() + 5000),
    });
    await bench.run();
    await bench.pass(30_000);
    await bench.until(() => bench.of('Heartbeat').length === 1);
    await bench.pass(30_000);
    await bench.until(() => bench.of('Heartbeat').length === 2);
    assert.deepEqual(offsets, [5000, 0, 0]);
  });

  it('does not tell a status that holds too short, and a fault at once', async () => {
    bench.more = { settings: { minimumStatusS: 5, webSocketPingS: 0 } };
    await bench.run();
    bench.place.be('Charging');
    await bench.pass(3000);
    bench.place.be('SuspendedEVSE');
    await bench.pass(3000);
    bench.place.be('Available');
    await bench.pass(20_000);
    assert.equal(bench.of('StatusNotification').length, 2);
    bench.place.be('Faulted', 'PowerMeterFailure');
    await bench.until(() => bench.of('StatusNotification').length === 3);
    assert.equal(bench.of('StatusNotification')[2]?.errorCode, 'PowerMeterFailure');
  });
});

const profile = ({ limit }: { readonly limit: number }) => ({
  ...{
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
  },
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
});
