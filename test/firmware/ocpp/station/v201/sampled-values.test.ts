import assert from 'node:assert/strict';
import fc from 'fast-check';
import { meterValuesOf } from '../../../../../firmware/ocpp/central/v201/meter-values.ts';
import type { MeterValue, Sample } from '../../../../../firmware/ocpp/ports.ts';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';
import { measurands201, sampledOf } from '../../../../../firmware/ocpp/station/v201/sampled-values.ts';

const time = (atMs: number) => new Date(atMs).toISOString();
const atMs = Date.parse('2026-11-28T10:00:00.000Z');
const valid = (meterValue: unknown) => validatorOf('2.0.1', 'MeterValues', 'request')?.({ evseId: 1, meterValue });

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength }).filter((one) => one.length <= maxLength);
const plain = fc.record(
  {
    value: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((n) => String(n === 0 ? 0 : n)),
    measurand: fc.constantFrom(...measurands201),
    phase: fc.constantFrom('L1', 'L2-N', 'N'),
    context: fc.constantFrom('Sample.Clock', 'Transaction.Begin', 'Transaction.End', 'Trigger'),
    location: fc.constantFrom('Outlet', 'EV', 'Cable'),
    unit: fc.constantFrom('Wh', 'kWh', 'A', 'V'),
  },
  { requiredKeys: ['value'] },
);
const signedText = fc.record({
  value: text(2500),
  signed: fc.record({ signingMethod: text(50), encodingMethod: text(50), publicKey: text(2500) }),
});
const pair = fc.tuple(plain, fc.option(signedText, { nil: undefined })).map(([sample, signed]): readonly Sample[] => {
  if (signed === undefined) return [sample];
  const { value: _, unit: __, ...what } = sample;
  return [sample, { ...what, ...signed, format: 'SignedData' }];
});
const meterValue = fc
  .array(pair, { minLength: 1, maxLength: 6 })
  .map((pairs): MeterValue => ({ atMs, samples: pairs.flat() }));

it('values of a charge point of 2.0.1 go to a backend of 2.0.1 and back without a change, signed ones to the bit', () => {
  fc.assert(
    fc.property(fc.array(meterValue, { minLength: 1, maxLength: 3 }), (values) => {
      const sampled = sampledOf(values, { time });
      assert.deepEqual(valid(sampled), []);
      assert.deepEqual(meterValuesOf(sampled, 0), structuredClone(values));
    }),
    { numRuns: 300 },
  );
});

it('whatever a place says, what is sent is valid by the schema, or nothing is sent', () => {
  const any = fc.record(
    {
      value: fc.oneof(fc.string(), text(3000), fc.double().map(String)),
      measurand: fc.oneof(fc.string(), fc.constantFrom('RPM', 'Temperature', ...measurands201)),
      phase: fc.oneof(fc.string(), fc.constant('L1')),
      context: fc.string(),
      location: fc.string(),
      unit: text(40),
      format: fc.constantFrom('Raw' as const, 'SignedData' as const),
      signed: fc.record({ signingMethod: text(60), encodingMethod: text(60), publicKey: text(2600) }),
    },
    { requiredKeys: ['value'] },
  );
  const values = fc.array(fc.record({ atMs: fc.constant(atMs), samples: fc.array(any, { maxLength: 5 }) }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(values, fc.option(fc.nat(), { nil: undefined }), (given, registerWh) => {
      const sampled = sampledOf(given as readonly MeterValue[], {
        time,
        ...(registerWh === undefined ? {} : { registerWh }),
      });
      if (sampled.length > 0) assert.deepEqual(valid(sampled), []);
    }),
    { numRuns: 500 },
  );
});

it('signed data of 1.6, which stand alone, go with the register as it is known otherwise', () => {
  const ocmf = `OCMF|{"FV":"1.0","RD":[{"RV":"12.345"}]}|{"SD":"3046"}`;
  const signed: Sample = { value: ocmf, format: 'SignedData', context: 'Transaction.End' };
  assert.deepEqual(sampledOf([{ atMs, samples: [signed] }], { time, registerWh: 12_345 }), [
    {
      timestamp: '2026-11-28T10:00:00.000Z',
      sampledValue: [
        {
          value: 12_345,
          context: 'Transaction.End',
          unitOfMeasure: { unit: 'Wh' },
          signedMeterValue: { signedMeterData: ocmf, signingMethod: '', encodingMethod: 'OCMF', publicKey: '' },
        },
      ],
    },
  ]);
});

it('what 2.0.1 has no word for is left out and said, and the rest is told', () => {
  const left: string[] = [];
  const samples: readonly Sample[] = [
    { value: '21', measurand: 'Temperature', unit: 'Celsius' },
    { value: 'x'.repeat(2501), format: 'SignedData' },
    { value: 'open', measurand: 'Voltage' },
    { value: '230.1', measurand: 'Voltage', phase: 'L1', unit: 'V', context: 'Of.Mine', location: 'Roof' },
  ];
  const sampled = sampledOf([{ atMs, samples }], {
    time,
    onLeftOut: ({ value }, why) => left.push(`${value.slice(0, 4)} ${why}`),
  });
  assert.deepEqual(
    sampled.map(({ sampledValue }) => sampledValue),
    [[{ value: 230.1, measurand: 'Voltage', phase: 'L1', context: 'Other', unitOfMeasure: { unit: 'V' } }]],
  );
  assert.deepEqual(left, ['21 has no word in 2.0.1', 'xxxx is longer than 2.0.1 can tell', 'open is no number']);
});
