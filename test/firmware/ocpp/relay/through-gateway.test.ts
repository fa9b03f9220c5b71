import assert from 'node:assert/strict';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { ChargePoint201, signedText } from '../../../../scripts/site/ocpp/charge-point-201.ts';
import { testPair } from '../transport/certificates.ts';
import { authority, type GatewaySite, openGatewaySite, secureServer } from '../transport/gateway-site.ts';
import { RelayBench, until } from './relay-bench.ts';

describe('an OCPP charge point at its backend through a Smart Meter Gateway', () => {
  for (const version of ['1.6', '2.0.1'] as const satisfies readonly OcppVersion[])
    it(`has a whole session with a backend of ${version}, by TLS inside and a client certificate, and a cut costs nothing`, async () => {
      const bench = new RelayBench(version);
      const { backend } = bench;
      backend.http = secureServer();
      let site: GatewaySite | undefined;
      const pair = testPair('NW1', { issuer: authority });
      await backend.listen();
      site = await openGatewaySite(true, backend.port);
      const { channels, sim } = site;
      bench.reach = () => ({
        ...{ url: 'wss://backend.example/ocpp', ca: authority.certificatePem, leastProfile: 3, insecure: false },
        ...{ identity: () => ({ name: 'NW1', ...pair }), streams: channels.through('ocpp') },
      });
      await bench.start({ listens: true });
      const options = { endpoint: bench.running.endpoint, identity: 'CP1' };
      const chargePoint = version === '1.6' ? new ChargePoint16(options) : new ChargePoint201(options);
      try {
        await chargePoint.connect();
        await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
        await chargePoint.plug();
        assert.equal(await chargePoint.tag('CARD'), true);
        await until(() => bench.place.transaction() !== undefined, 'a transaction runs');
        await chargePoint.tick(60);
        const station = bench.stations[0];
        const { link } = station?.state() ?? {};
        assert.equal(link?.kind === 'connected' ? link.profile : link, 3);
        sim.control.fault('reset');
        await until(() => station?.state().link.kind !== 'connected', 'the channel was cut');
        await chargePoint.tick(60);
        await chargePoint.unplug();
        await until(() => bench.place.transaction() === undefined, 'the transaction is over');
        station?.connectAgain('the test');
        await until(() => station?.state().waiting === 0, 'all is told');
        const end = version === '1.6' ? backend.of('StopTransaction') : backend.events('Ended');
        assert.equal(end.length, 1);
        const registerWh = Math.round(chargePoint.registerWh);
        const told = version === '1.6' ? `"meterStop":${registerWh}` : JSON.stringify(signedText(registerWh));
        assert.ok(JSON.stringify(end).includes(told), JSON.stringify(end));
        assert.deepEqual(bench.faults(), []);
      } finally {
        await chargePoint.disconnect();
        await bench.stop();
        await site.close();
      }
    });
});
