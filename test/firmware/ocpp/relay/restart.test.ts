import assert from 'node:assert/strict';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { RelayBench, until } from './relay-bench.ts';

describe('a restart of ours while an OCPP charge point charges', () => {
  it('changes nothing for the backends: the limit holds at once, and the transaction has one begin and one end', async () => {
    const bench = new RelayBench('1.6', '2.0.1');
    await bench.start();
    let chargePoint = new ChargePoint16({ endpoint: bench.running.endpoint, identity: 'CP1' });
    try {
      await chargePoint.connect();
      await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
      await chargePoint.plug();
      await chargePoint.tag('CARD');
      await until(() => bench.place.transaction() !== undefined, 'a transaction runs');
      const before = bench.place.transaction();
      const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 9 }] };
      await bench.backend.call('SetChargingProfile', {
        connectorId: 1,
        csChargingProfiles: {
          ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxProfile', transactionId: 1001 },
          ...{ chargingProfileKind: 'Relative', chargingSchedule: schedule },
        },
      });
      assert.equal(bench.offer(16_000), 9000);
      await chargePoint.tick(60);

      const { transactionId, registerWh } = chargePoint;
      await chargePoint.disconnect();
      await bench.restart(() => {
        assert.equal(bench.offer(16_000), 9000, 'before any backend or charge point has said anything');
        assert.deepEqual(bench.place.transaction(), before);
      });
      chargePoint = new ChargePoint16({ endpoint: bench.running.endpoint, identity: 'CP1' });
      Object.assign(chargePoint, { transactionId, registerWh, plugged: true });
      await chargePoint.connect(false);
      await chargePoint.tellStatus('Charging');
      await chargePoint.tick(60);
      await chargePoint.unplug();
      await until(() => bench.place.transaction() === undefined, 'the transaction is over');
      await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all is told');

      const [first, second] = bench.backends;
      assert.equal(first?.of('StartTransaction').length, 1);
      const stops = first?.of('StopTransaction') ?? [];
      assert.deepEqual(
        stops.map(({ transactionId: id, meterStop }) => [id, meterStop]),
        [[1001, Math.round(chargePoint.registerWh)]],
      );
      assert.deepEqual([second?.events('Started').length, second?.events('Ended').length], [1, 1]);
      assert.deepEqual(bench.place.ceilings(), [], 'a profile of a transaction ends with it');
    } finally {
      await chargePoint.disconnect();
      await bench.stop();
    }
  });
});
