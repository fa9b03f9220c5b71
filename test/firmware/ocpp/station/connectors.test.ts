import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackendCeiling, PlaceFacts } from '../../../../firmware/ocpp/ports.ts';
import { StationBench } from './station-bench.ts';

const stationMax = (limit: number, unit: 'A' | 'W' = 'A') => ({
  connectorId: 0,
  csChargingProfiles: {
    ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'ChargePointMaxProfile' },
    chargingProfileKind: 'Absolute',
    chargingSchedule: { chargingRateUnit: unit, chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  },
});

describe('a station of several connectors', () => {
  let bench: StationBench;
  afterEach(() => bench.end());

  it('tells of each connector, and of itself as connector 0', async () => {
    bench = new StationBench(3);
    await bench.run();
    assert.deepEqual(
      bench.of('StatusNotification').map(({ connectorId }) => connectorId),
      [0, 1, 2, 3],
    );
    bench.places[1]?.begin('t2');
    await bench.until(() => bench.of('StartTransaction').length === 1);
    assert.equal(bench.of('StartTransaction')[0]?.connectorId, 2);
    assert.equal((await bench.call('RemoteStopTransaction', { transactionId: 41 })).status, 'Accepted');
    assert.deepEqual(bench.places[1]?.calls, ['stop t2 Remote supplier']);
    assert.deepEqual(bench.places[0]?.calls, []);
  });

  it('never lets the sum above the maximum of the station, wherever cars come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('A', 'B', 'C', undefined)), {
          maxLength: 12,
        }),
        async (limit, moves) => {
          bench = new StationBench(3);
          try {
            await bench.run();
            await bench.call('SetChargingProfile', stationMax(limit));
            const sum = () => {
              const now = bench.places.map(({ ceilings }) => (ceilings.at(-1) as BackendCeiling).maxMa ?? Number.NaN);
              assert.ok(now.reduce((all, one) => all + one, 0) <= limit * 1000, `${now} of ${limit} A`);
              return now;
            };
            sum();
            for (const [k, state] of moves) {
              const place = bench.places[k];
              if (place === undefined) continue;
              place.pilot = state;
              place.be(state === 'A' ? 'Available' : 'Preparing');
              const now = sum();
              // Where a car is there, or nobody knows, something is left for it.
              if (state !== 'A' && limit > 0) assert.ok((now[k] ?? 0) >= Math.floor((limit * 1000) / 3));
              if (state === 'A') assert.equal(now[k], 0);
            }
          } finally {
            await bench.end();
          }
        },
      ),
      { numRuns: 8 },
    );
    bench = new StationBench();
    await bench.run();
  });

  it('takes all or none out of service', async () => {
    bench = new StationBench(2);
    await bench.run();
    const [one, two] = bench.places;
    if (one === undefined || two === undefined) throw new Error('two places');
    two.answers.available = 'rejected';
    const out = { connectorId: 0, type: 'Inoperative' };
    assert.equal((await bench.call('ChangeAvailability', out)).status, 'Rejected');
    assert.deepEqual(one.calls, ['available false', 'available true']);
    two.answers.available = 'accepted';
    assert.equal((await bench.call('ChangeAvailability', out)).status, 'Accepted');
    assert.equal((await bench.call('ChangeAvailability', { connectorId: 2, type: 'Operative' })).status, 'Accepted');
    bench.kill();
    for (const place of bench.places) place.calls.length = 0;
    bench.got.length = 0;
    bench.start();
    await bench.until(() => bench.of('StatusNotification').length === 3);
    assert.deepEqual([one.calls, two.calls], [['available false'], []]);
    assert.deepEqual(
      bench.of('StatusNotification').map(({ connectorId, status }) => [connectorId, status]),
      [
        [0, 'Available'],
        [1, 'Unavailable'],
        [2, 'Available'],
      ],
    );
  });
});

describe('a station of a charge point that speaks OCPP', () => {
  let bench: StationBench;
  const far: Partial<PlaceFacts> = { speaksOcpp: true };
  beforeEach(async () => {
    bench = new StationBench();
    bench.place.facing = { ...far, vendor: '', model: '' };
    await bench.run();
  });
  afterEach(() => bench.end());

  it('hands on its values, signed ones as they are, and takes none itself', async () => {
    bench.place.begin('t1');
    const signed = {
      value: 'OCMF|{"FV":"1.0"}|{"SD":"3045"}',
      format: 'SignedData',
      context: 'Transaction.Begin',
    } as const;
    const strange = { value: '1', measurand: 'Power.Apparent', unit: 'VA' };
    const atMs = bench.time.wallMs();
    bench.place.say({ kind: 'values', localTx: 't1', values: [{ atMs, samples: [signed, strange] }] });
    bench.place.say({ kind: 'values', localTx: 't1', values: [{ atMs, samples: [strange] }] });
    await bench.pass(300_000);
    bench.place.running = undefined;
    bench.place.say({
      ...{ kind: 'end', localTx: 't1', meterWh: 1234.4, atMs: bench.time.wallMs(), reason: 'EVDisconnected' },
      values: [{ atMs, samples: [{ ...signed, context: 'Transaction.End' }] }],
    });
    await bench.until(() => bench.of('StopTransaction').length === 1);
    assert.deepEqual(
      bench.of('MeterValues').map(({ meterValue }) => (meterValue as [{ sampledValue: object }])[0].sampledValue),
      [[signed]],
    );
    const [stop] = bench.of('StopTransaction') as [{ meterStop: number; transactionData: [{ sampledValue: object }] }];
    assert.equal(stop.meterStop, 1234);
    assert.deepEqual(stop.transactionData[0].sampledValue, [{ ...signed, context: 'Transaction.End' }]);
    assert.deepEqual(bench.warnings, []);
  });

  it('says who it is once more when it comes after our boot', async () => {
    assert.equal(bench.of('BootNotification')[0]?.chargePointVendor, 'Netwacht');
    bench.place.facing = { ...far, vendor: 'A works with a very long name', model: 'X' };
    bench.place.say({ kind: 'facts' });
    await bench.until(() => bench.of('BootNotification').length === 2);
    assert.equal(bench.of('BootNotification')[1]?.chargePointVendor, 'A works with a very ');
    bench.place.say({ kind: 'facts' });
    await bench.settle();
    assert.equal(bench.of('BootNotification').length, 2);
  });

  it('waits for it after a restart, for the end of a transaction', async () => {
    bench.place.begin('t1');
    await bench.until(() => bench.place.heard.length === 1);
    bench.kill();
    bench.place.running = undefined;
    bench.start();
    await bench.pass(500_000);
    assert.deepEqual(bench.of('StopTransaction'), []);
    bench.place.say({
      kind: 'end',
      localTx: 't1',
      meterWh: 7000,
      atMs: bench.time.wallMs(),
      reason: 'Local',
      values: [],
    });
    await bench.until(() => bench.of('StopTransaction').length === 1);
    assert.equal(bench.of('StopTransaction')[0]?.meterStop, 7000);
  });

  it('lets it refuse a reset, and end its transactions itself', async () => {
    bench.place.begin('t1');
    bench.place.answers.reset = 'rejected';
    assert.equal((await bench.call('Reset', { type: 'Hard' })).status, 'Rejected');
    bench.place.answers.reset = 'accepted';
    assert.equal((await bench.call('Reset', { type: 'Hard' })).status, 'Accepted');
    await bench.pass(11_000);
    await bench.until(() => bench.of('BootNotification').length === 2);
    assert.deepEqual(bench.place.calls, ['reset true', 'reset true']);
  });
});
