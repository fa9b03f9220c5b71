import assert from 'node:assert/strict';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { RelayBench, until } from './relay-bench.ts';

const limitOf = (limit: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' },
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  },
});

describe('a charge point of 1.6 at several backends', () => {
  let bench: RelayBench;
  let chargePoint: ChargePoint16;
  beforeEach(async () => {
    bench = new RelayBench('1.6', '2.0.1', '1.6');
    await bench.start();
    chargePoint = new ChargePoint16({ endpoint: bench.running.endpoint, identity: 'CP1' });
    chargePoint.keys.set('LightIntensity', '80');
    await chargePoint.connect();
    await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
  });
  afterEach(async () => {
    await chargePoint.disconnect();
    await bench.stop();
  });
  const charging = async (idTag = 'CARD') => {
    await chargePoint.plug();
    assert.equal(await chargePoint.tag(idTag), true);
    await told();
  };
  const told = () =>
    until(
      () => bench.place.transaction() !== undefined && bench.stations.every((station) => station.state().waiting === 0),
      'all backends know of it',
    );
  const over = () => until(() => bench.place.transaction() === undefined, 'the transaction is over');

  it('has a transaction id of each, and each is told by its own', async () => {
    await charging();
    await chargePoint.tick(60);
    await chargePoint.unplug();
    await over();
    await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all is told');
    const [first, second, third] = bench.backends;
    assert.deepEqual(
      [first, third].map((backend) => backend?.of('StopTransaction')[0]?.transactionId),
      [1001, 3001],
    );
    assert.equal(second?.events('Ended').length, 1);
    const ids = new Set(
      second
        ?.of('TransactionEvent')
        .map((event) => JSON.stringify((event.transactionInfo as { transactionId: string }).transactionId)),
    );
    assert.equal(ids.size, 1);
    // Only the first that commands is asked about the card.
    assert.deepEqual(
      bench.backends.map((backend) => backend.of('Authorize').length > 0),
      [true, false, false],
    );
    assert.deepEqual(bench.faults(), []);
  });

  it('obeys the first, and refuses the others in their own words', async () => {
    await charging();
    const [first, second, third] = bench.backends;
    const other = bench.place.transaction()?.localTx;
    const stop = { transactionId: other };
    assert.equal((await second?.call('RequestStopTransaction', stop))?.status, 'Rejected');
    assert.equal((await third?.call('RemoteStopTransaction', { transactionId: 3001 }))?.status, 'Rejected');
    // The number of another backend is none of its own.
    assert.equal((await third?.call('RemoteStopTransaction', { transactionId: 1001 }))?.status, 'Rejected');
    assert.equal(
      (await third?.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' }))?.status,
      'Rejected',
    );
    assert.equal((await third?.call('DataTransfer', { vendorId: 'maker' }))?.status, 'Rejected');
    assert.ok(bench.place.transaction() !== undefined);
    assert.equal((await first?.call('RemoteStopTransaction', { transactionId: 1001 }))?.status, 'Accepted');
    await over();
  });

  it('is lowered by each, and the lowest holds', async () => {
    await charging();
    const [first, , third] = bench.backends;
    await first?.call('SetChargingProfile', limitOf(13));
    await third?.call('SetChargingProfile', limitOf(7));
    assert.equal(bench.offer(16_000), 7000);
    await third?.call('ClearChargingProfile', { id: 1 });
    assert.equal(bench.offer(16_000), 13_000);
    assert.equal(bench.offer(10_000), 10_000, 'none of them raises');
    await until(() => chargePoint.allowedMa() === 10_000, 'our limit is there');
  });

  it('answers what is ours by itself, and passes on what may be', async () => {
    const before = chargePoint.received.length;
    const { backend } = bench;
    const set = async (key: string, value: string) =>
      (await backend.call('ChangeConfiguration', { key, value })).status as string;
    assert.equal(await set('LightIntensity', '30'), 'Accepted');
    assert.equal(chargePoint.keys.get('LightIntensity'), '30');
    for (const key of ['HeartbeatInterval', 'WebSocketPingInterval', 'MeterValueSampleInterval'])
      assert.equal(await set(key, '77'), 'Accepted', key);
    await set('AuthorizationKey', '0123456789abcdef0123456789abcdef');
    await set('SecurityProfile', '2');
    const passed = chargePoint.received.slice(before).filter(({ action }) => action === 'ChangeConfiguration');
    assert.deepEqual(
      passed.map(({ params }) => params.key),
      ['LightIntensity'],
    );
    const known = (await backend.call('GetConfiguration', {
      key: ['LightIntensity', 'MeterValueSampleInterval'],
    })) as { readonly configurationKey: readonly { readonly key: string; readonly value: string }[] };
    assert.deepEqual(Object.fromEntries(known.configurationKey.map(({ key, value }) => [key, value])), {
      ...{ LightIntensity: '30', MeterValueSampleInterval: '77' },
    });
    assert.notEqual(chargePoint.keys.get('MeterValueSampleInterval'), '77');
  });

  it('is updated by the first, which alone is told how that goes on', async () => {
    const [first, second, third] = bench.backends;
    const update = { location: 'https://backend.example/fw', retrieveDate: new Date().toISOString() };
    await first?.call('UpdateFirmware', update);
    assert.equal(chargePoint.received.at(-1)?.action, 'UpdateFirmware');
    await chargePoint.client.call('FirmwareStatusNotification', { status: 'Downloading' });
    await until(() => first?.of('FirmwareStatusNotification').length === 1, 'the first is told');
    assert.equal(third?.of('FirmwareStatusNotification').length, 0);
    assert.equal(second?.of('FirmwareStatusNotification').length, 0);
    await assert.rejects(Promise.resolve(third?.call('UpdateFirmware', update)));
  });

  it('comes back into service when the backend that took it out is removed', async () => {
    const out = { connectorId: 1, type: 'Inoperative' };
    assert.equal((await bench.backend.call('ChangeAvailability', out)).status, 'Accepted');
    await until(() => !chargePoint.available && bench.place.status().status === 'Unavailable', 'it is out of service');
    bench.stations[0]?.close(true);
    await until(() => chargePoint.available && bench.place.status().status === 'Available', 'it is back');
  });

  it('tells security events to a backend of 2.0.1 also when that was away', async () => {
    const [first, second] = bench.backends;
    await second?.close();
    await until(() => bench.stations[1]?.authority.online === false, 'the second is away');
    const timestamp = new Date().toISOString();
    await chargePoint.client.call('SecurityEventNotification', { type: 'TamperDetectionActivated', timestamp });
    await until(() => first?.of('SecurityEventNotification').length === 1, 'the first is told');
    await second?.listen();
    bench.stations[1]?.connectAgain('the test');
    const told = () => second?.of('SecurityEventNotification').some(({ type }) => type === 'TamperDetectionActivated');
    await until(() => told() === true, 'the second is told');
  });

  it('ends what its backend refuses at the begin, unless the card is the house to judge', async () => {
    await chargePoint.plug();
    bench.cards.set('HOUSE', 'Accepted');
    bench.mode = 'both';
    bench.backend.tags.set('HOUSE', 'Blocked');
    await chargePoint.begin('HOUSE');
    await told();
    assert.deepEqual(bench.place.ceilings(), [], 'a card of the house is not the backend to judge');
    await chargePoint.end('Local');
    await over();
    bench.mode = 'backend';
    await chargePoint.begin('HOUSE');
    await over();
    await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all is told');
    assert.equal(bench.backend.of('StopTransaction').at(-1)?.reason, 'DeAuthorized');
    assert.deepEqual(bench.place.ceilings(), []);
  });

  it('keeps what happens while a backend is away, and tells it in its order', async () => {
    await charging();
    const [first, , third] = bench.backends;
    await third?.close();
    await chargePoint.tick(60);
    await chargePoint.unplug();
    await over();
    await until(() => bench.stations[0]?.state().waiting === 0, 'the first knows all');
    assert.ok((bench.stations[2]?.state().waiting ?? 0) > 0);
    await third?.listen();
    bench.stations[2]?.connectAgain('the test');
    await until(() => bench.stations[2]?.state().waiting === 0, 'the third knows all');
    assert.deepEqual(third?.of('StopTransaction')[0]?.meterStop, first?.of('StopTransaction')[0]?.meterStop);
  });
});
