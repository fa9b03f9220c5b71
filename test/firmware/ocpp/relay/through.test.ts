import assert from 'node:assert/strict';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { ChargePoint201, signedText } from '../../../../scripts/site/ocpp/charge-point-201.ts';
import { type FarBackend, RelayBench, until } from './relay-bench.ts';

/** A profile of 8 A by which a backend lowers the charge point, in its own words. */
const profileOf: Readonly<Record<OcppVersion, object>> = {
  '1.6': {
    connectorId: 1,
    csChargingProfiles: {
      ...{ chargingProfileId: 4711, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' },
      chargingProfileKind: 'Relative',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] },
    },
  },
  '2.0.1': {
    evseId: 1,
    chargingProfile: {
      ...{ id: 4711, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' },
      chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] }],
    },
  },
};

/** The begin, values and end of the only transaction, as a backend got them. */
function billOf(backend: FarBackend) {
  if (backend.version === '1.6') {
    const [start] = backend.of('StartTransaction');
    const [stop] = backend.of('StopTransaction');
    return { tag: start?.idTag, startWh: start?.meterStart, stopWh: stop?.meterStop, reason: stop?.reason };
  }
  const all = backend.of('TransactionEvent');
  const [end] = backend.events('Ended');
  const token = all.find(({ idToken }) => idToken !== undefined)?.idToken as { readonly idToken: string } | undefined;
  const registerOf = (event: Record<string, unknown> | undefined, last: boolean) => {
    const values = (event?.meterValue ?? []) as { sampledValue: { value: number; measurand?: string }[] }[];
    const found = values
      .flatMap(({ sampledValue }) => sampledValue)
      .filter(({ measurand = 'Energy.Active.Import.Register' }) => measurand === 'Energy.Active.Import.Register');
    return (last ? found.at(-1) : found[0])?.value;
  };
  return {
    tag: token?.idToken,
    startWh: registerOf(backend.events('Started')[0], false),
    stopWh: registerOf(end, true),
    reason: (end?.transactionInfo as { readonly stoppedReason?: string } | undefined)?.stoppedReason,
  };
}

const lastTransactionOf = (backend: FarBackend): string =>
  (backend.of('TransactionEvent').at(-1) as { transactionInfo: { transactionId: string } }).transactionInfo
    .transactionId;

for (const theirs of ['1.6', '2.0.1'] as const)
  for (const far of ['1.6', '2.0.1'] as const)
    describe(`a charge point of ${theirs} at a backend of ${far}, through the relay`, () => {
      let bench: RelayBench;
      let chargePoint: ChargePoint16 | ChargePoint201;
      beforeEach(async () => {
        bench = new RelayBench(far);
        await bench.start();
        const options = { endpoint: bench.running.endpoint, identity: 'CP1' };
        chargePoint = theirs === '1.6' ? new ChargePoint16(options) : new ChargePoint201(options);
        await chargePoint.connect();
        await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
      });
      afterEach(async () => {
        await chargePoint.disconnect();
        await bench.stop();
      });
      const begun = () => until(() => bench.place.transaction() !== undefined, 'a transaction runs');

      it('has a whole session, is lowered by the backend and only by our own profile', async () => {
        const { backend } = bench;
        assert.deepEqual(
          [bench.place.facts().vendor, bench.place.facts().serial],
          ['Netwacht sim', 'CP1'],
          'its own maker and number',
        );
        await chargePoint.plug();
        assert.equal(await chargePoint.tag('CARD-1'), true);
        await begun();
        assert.equal(bench.offer(16_000), 16_000);
        await until(() => chargePoint.allowedMa() === 16_000, 'our limit is there');
        for (let k = 0; k < 3; k += 1) await chargePoint.tick(60);

        assert.equal((await backend.call('SetChargingProfile', profileOf[far])).status, 'Accepted');
        assert.equal(bench.offer(16_000), 8000);
        await until(() => chargePoint.allowedMa() === 8000, 'the limit of the backend is there, as ours');
        await chargePoint.tick(60);
        assert.doesNotMatch(JSON.stringify(chargePoint.received), /4711/, 'its profile never reaches the charge point');

        const registerWh = Math.round(chargePoint.registerWh);
        assert.ok(registerWh > 12_400, `${registerWh}`);
        await chargePoint.unplug();
        await until(() => bench.place.transaction() === undefined, 'the transaction is over');
        await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all was told');
        assert.deepEqual(billOf(backend), {
          ...{ tag: 'CARD-1', startWh: 12_000, stopWh: registerWh, reason: 'EVDisconnected' },
        });
        // Of a charge point of 2.0.1 all that its meter signs arrives as it was.
        const signed = theirs === '2.0.1' ? [signedText(12_000), signedText(registerWh)] : [];
        for (const text of signed) assert.ok(JSON.stringify(backend.got).includes(JSON.stringify(text)), text);
        assert.deepEqual(bench.faults(), []);
      });

      it('is started and stopped by the backend, which says why it ended', async () => {
        const { backend } = bench;
        await chargePoint.plug();
        const start =
          far === '1.6'
            ? backend.call('RemoteStartTransaction', { connectorId: 1, idTag: 'REMOTE' })
            : backend.call('RequestStartTransaction', {
                ...{ evseId: 1, remoteStartId: 7, idToken: { idToken: 'REMOTE', type: 'Central' } },
              });
        assert.equal((await start).status, 'Accepted');
        await begun();
        assert.equal(bench.place.transaction()?.idTag, 'REMOTE');
        const toldOf = () =>
          far === '1.6' ? backend.of('StartTransaction').length > 0 : backend.events('Started').length > 0;
        await until(toldOf, 'the backend knows of it');
        await until(() => bench.stations[0]?.state().waiting === 0, 'all was told');
        const transactionId = far === '1.6' ? 1001 : lastTransactionOf(backend);
        const action = far === '1.6' ? 'RemoteStopTransaction' : 'RequestStopTransaction';
        assert.equal((await backend.call(action, { transactionId })).status, 'Accepted');
        await until(() => bench.place.transaction() === undefined, 'it is over');
        await until(() => bench.stations[0]?.state().waiting === 0, 'all was told');
        assert.equal(billOf(backend).reason, 'Remote');
        assert.deepEqual(bench.faults(), []);
      });

      it('does not charge on a card that the backend refuses', async () => {
        bench.backend.tags.set('BAD', 'Blocked');
        await chargePoint.plug();
        assert.equal(await chargePoint.tag('BAD'), false);
        assert.equal(bench.backend.of('Authorize').length, 1);
      });

      if (theirs === '2.0.1')
        it('is not let charge on a card whose beginning alone a backend could be told', async () => {
          const long = '0123456789abcdefghij-x';
          const answer = (await chargePoint.client.call('Authorize', {
            idToken: { idToken: long, type: 'Local' },
          })) as {
            readonly idTokenInfo: { readonly status: string };
          };
          assert.equal(answer.idTokenInfo.status, far === '1.6' ? 'Invalid' : 'Accepted');
          assert.equal(bench.backend.of('Authorize').length, far === '1.6' ? 0 : 1);
        });

      it('gets what the backend says to it, and says what it has to say', async () => {
        const data = { vendorId: 'maker', messageId: 'm', data: 'ä"\\' };
        const answer = await bench.backend.call('DataTransfer', data);
        assert.deepEqual(answer, { status: 'Accepted', data: 'ä"\\' });
        const said = await chargePoint.client.call('DataTransfer', { vendorId: 'maker', data: 'x' });
        assert.deepEqual(said, { status: 'Accepted', data: 'far' });
        assert.deepEqual(bench.faults(), []);
      });
    });
