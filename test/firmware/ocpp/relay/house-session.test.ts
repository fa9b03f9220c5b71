import assert from 'node:assert/strict';
import { fromGrid } from '../../../../firmware/sessions/charging/origin.ts';
import { SessionWatch } from '../../../../firmware/sessions/charging/session-watch.ts';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { RelayBench, until } from './relay-bench.ts';

/**
 * The house's own session of an OCPP charge point is made of its readings, as any other's; what goes to backends is beside it.
 */
describe('a session of the house at an OCPP charge point', () => {
  it('has the energy of its register once, whatever is told again and late', async () => {
    const bench = new RelayBench('1.6', '2.0.1');
    await bench.start();
    const chargePoint = new ChargePoint16({ endpoint: bench.running.endpoint, identity: 'CP1' });
    const watch = new SessionWatch([], 1);
    const closed: { readonly energyWh: number; readonly meterStartWh: number | undefined }[] = [];

    let nowMs = 1_000_000;
    /** A cycle of the control loop: what it would show of the charge point. */
    const look = (afterMs: number) => {
      nowMs += afterMs;
      const { readings, health } = bench.running.report('E1') ?? assert.fail('nothing was reported');
      const price = { priceMct: undefined, ownMct: 0, tariff: undefined };
      const changes = watch.take({
        ...{
          wallMs: Date.UTC(2026, 10, 28) + nowMs,
          nowMs,
          synced: true,
          origin: fromGrid,
          price,
          priceAt: () => price,
        },
        chargePoints: [
          {
            ...{ id: 'E1', name: 'E1', meter: 'chargePoint', meterDevice: 'E1', mostW: 22_000 },
            ...{ user: undefined, tag: undefined, powerW: null },
            state: health === 'online' ? (readings.chargeState?.value ?? null) : null,
            counterWh: readings.energyImportWh?.value ?? null,
          },
        ],
      });
      closed.push(...changes.closed);
    };
    try {
      await chargePoint.connect();
      await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
      await chargePoint.tellValues('Trigger');
      await until(() => bench.running.report('E1')?.readings.energyImportWh?.value === 12_000, 'its register is known');
      look(1000);
      await chargePoint.plug();
      await chargePoint.tag('CARD');
      await until(() => bench.running.report('E1')?.readings.chargeState?.value === 'C', 'it charges');
      const { transactionId = 0 } = chargePoint;
      look(1000);
      for (let k = 0; k < 3; k += 1) {
        await chargePoint.tick(300);
        look(300_000);
      }
      // A break of the line: it charges on, and tells afterwards what it has told before and what it could not tell.
      await chargePoint.disconnect();
      await until(() => bench.running.report('E1')?.health === 'offline', 'the line is broken');
      look(1000);
      await chargePoint.tick(300);
      look(300_000);
      await chargePoint.connect(false);
      await until(() => bench.running.report('E1')?.health === 'online', 'it is back');
      const late = (ageS: number, wh: number) => ({
        timestamp: new Date(Date.now() - ageS * 1000).toISOString(),
        sampledValue: [{ value: String(wh) }],
      });
      for (const meterValue of [[late(600, 12_100)], [late(600, 12_100)], [late(300, 12_200)]])
        await chargePoint.client.call('MeterValues', { connectorId: 1, transactionId, meterValue });
      await chargePoint.tellValues();
      const registerWh = Math.round(chargePoint.registerWh);
      await until(
        () => bench.running.report('E1')?.readings.energyImportWh?.value === registerWh,
        'it says where it is',
      );
      look(1000);
      await chargePoint.unplug();
      // A current that was measured just now would count more than what it says.
      await chargePoint.tellValues('Trigger');
      await until(() => bench.running.report('E1')?.readings.chargeState?.value === 'A', 'the car is gone');
      look(1000);
      for (let k = 0; k < 30; k += 1) look(1000);
      assert.equal(registerWh > 12_900, true, `${registerWh}`);
      assert.deepEqual(
        closed.map(({ energyWh, meterStartWh }) => [energyWh, meterStartWh]),
        [[registerWh - 12_000, 12_000]],
      );
      // The bill of the backend says the same.
      await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all is told');
      const [stop] = bench.backend.of('StopTransaction');
      assert.equal(stop?.meterStop, registerWh);
    } finally {
      await chargePoint.disconnect();
      await bench.stop();
    }
  });
});
