import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChargePoint16 } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { ChargePoint201 } from '../../../../scripts/site/ocpp/charge-point-201.ts';
import { type FarBackend, RelayBench, until } from './relay-bench.ts';

interface Sampled {
  readonly value: unknown;
  readonly format?: string;
  readonly signedMeterValue?: { readonly signedMeterData: string; readonly publicKey: string };
}

/** Signed texts of a backend's messages, in their order. */
const signedAt = (backend: FarBackend): readonly string[] =>
  backend.got
    .flatMap(({ payload }) => (payload.meterValue ?? []) as { readonly sampledValue: readonly Sampled[] }[])
    .flatMap(({ sampledValue }) => sampledValue)
    .flatMap(({ value, format, signedMeterValue }) =>
      format === 'SignedData' ? [String(value)] : (signedMeterValue?.signedMeterData ?? []),
    );

/** What JSON, or one of ours, could mistake for something else; the second is how a time waits in our queue. */
const odd = [
  'OCMF|{"SD":"30\\u0045"}|',
  'boot:boot-1:5',
  '"timestamp":"boot:boot-1:5"',
  '  ',
  '\u2028\u0000\ud83d\ude00',
];
const text = fc.oneof(
  fc.constantFrom(...odd),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.string({ minLength: 2000, maxLength: 2500 }),
);
const texts = fc.sample(text, { numRuns: 60, seed: 42 });

for (const theirs of ['1.6', '2.0.1'] as const)
  for (const far of ['1.6', '2.0.1'] as const)
    it(`signed meter values of ${theirs} arrive at a backend of ${far} as they are, to the bit`, async () => {
      const bench = new RelayBench(far);
      await bench.start();
      const options = { endpoint: bench.running.endpoint, identity: 'CP1' };
      const chargePoint = theirs === '1.6' ? new ChargePoint16(options) : new ChargePoint201(options);
      try {
        await chargePoint.connect();
        await until(() => bench.running.report('E1')?.health === 'online', 'the charge point is set up');
        await chargePoint.plug();
        await chargePoint.tag('CARD');
        await until(() => bench.place.transaction() !== undefined, 'a transaction runs');
        await until(() => bench.stations[0]?.state().waiting === 0, 'its begin was told');
        const before = signedAt(bench.backend).length;
        for (const [k, signed] of texts.entries())
          await (chargePoint instanceof ChargePoint16
            ? tell16(chargePoint, signed)
            : tell201(chargePoint, signed, 1000 + k));
        await until(() => bench.stations[0]?.state().waiting === 0, 'all was told');
        assert.deepEqual(signedAt(bench.backend).slice(before), texts);
        assert.deepEqual(bench.faults(), []);
      } finally {
        await chargePoint.disconnect();
        await bench.stop();
      }
    });

const timestamp = (): string => new Date().toISOString();

const tell16 = ({ client, transactionId = 0 }: ChargePoint16, signed: string): Promise<unknown> =>
  client.call('MeterValues', {
    ...{ connectorId: 1, transactionId },
    meterValue: [
      {
        timestamp: timestamp(),
        sampledValue: [
          { value: '12000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
          { value: signed, format: 'SignedData', measurand: 'Energy.Active.Import.Register' },
        ],
      },
    ],
  });

const tell201 = ({ client, transactionId = '' }: ChargePoint201, signed: string, seqNo: number): Promise<unknown> =>
  client.call('TransactionEvent', {
    ...{ eventType: 'Updated', triggerReason: 'MeterValuePeriodic', seqNo, timestamp: timestamp() },
    transactionInfo: { transactionId },
    meterValue: [
      {
        timestamp: timestamp(),
        sampledValue: [
          {
            value: 12_000,
            signedMeterValue: {
              ...{ signedMeterData: signed, signingMethod: 'ECDSA', encodingMethod: 'OCMF', publicKey: 'ä"\\' },
            },
          },
        ],
      },
    ],
  });
