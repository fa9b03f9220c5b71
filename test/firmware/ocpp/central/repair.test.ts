import assert from 'node:assert/strict';
import { repairOf } from '../../../../firmware/ocpp/central/repair.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';

const nowMs = Date.UTC(2026, 10, 28, 12);
const now = '2026-11-28T12:00:00.000Z';
const values = (sampledValue: unknown, timestamp: unknown = now) => ({
  connectorId: 1,
  meterValue: [
    { timestamp: now, sampledValue: [{ value: '1' }] },
    { timestamp, sampledValue },
  ],
});
const kept = { timestamp: now, sampledValue: [{ value: '1' }] };
const event = { eventType: 'Updated', timestamp: now, triggerReason: 'Trigger', seqNo: 1 };

const rightable: readonly (readonly [string, OcppVersion, string, object, object])[] = [
  [
    'a time without a zone',
    '1.6',
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: '2026-11-28T12:00:00' },
    { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: now },
  ],
  [
    'an error code of nobody, and none',
    '1.6',
    'StatusNotification',
    { connectorId: 1, errorCode: 'Emergency', status: 'faulted' },
    { connectorId: 1, errorCode: 'OtherError', status: 'Faulted' },
  ],
  [
    'no error code',
    '1.6',
    'StatusNotification',
    { connectorId: 1, status: 'Available', info: null },
    { connectorId: 1, status: 'Available', errorCode: 'NoError' },
  ],
  ['numbers for texts', '1.6', 'MeterValues', values([{ value: 12.5 }]), values([{ value: '12.5' }])],
  [
    'a measurand that is not known: it must not count as energy',
    '1.6',
    'MeterValues',
    values([{ value: '7', measurand: 'Energy.Total' }, { value: '2' }]),
    values([{ value: '2' }]),
  ],
  ['no values at a time', '1.6', 'MeterValues', values(undefined), { connectorId: 1, meterValue: [kept] }],
  [
    'a text instead of a number',
    '1.6',
    'MeterValues',
    { ...values([{ value: '2' }]), connectorId: '1' },
    values([{ value: '2' }]),
  ],
  [
    'properties that nobody knows, texts too long',
    '1.6',
    'BootNotification',
    { chargePointVendor: 'A vendor with a long, long name', chargePointModel: 'm', colour: 'red' },
    { chargePointVendor: 'A vendor with a long', chargePointModel: 'm' },
  ],
  [
    'a reason of a later version',
    '1.6',
    'StopTransaction',
    { transactionId: 4, meterStop: 100.4, timestamp: 'yesterday', reason: 'StoppedByEV' },
    { transactionId: 4, meterStop: 100, timestamp: now, reason: 'Other' },
  ],
  ['a payload that is null', '1.6', 'Heartbeat', null as unknown as object, {}],
  [
    'an empty list of values in 2.0.1',
    '2.0.1',
    'TransactionEvent',
    { ...event, transactionInfo: { transactionId: 'a' }, meterValue: [] },
    { ...event, transactionInfo: { transactionId: 'a' } },
  ],
];

const lost: readonly (readonly [string, OcppVersion, string, object])[] = [
  ['a tag that is too long is not cut', '1.6', 'Authorize', { idTag: 'a'.repeat(21) }],
  ['a meter that says nothing is not zero', '1.6', 'StopTransaction', { transactionId: 4, timestamp: now }],
  ['a status of nobody', '1.6', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Fine' }],
  [
    'signed data are not cut',
    '2.0.1',
    'MeterValues',
    {
      evseId: 1,
      meterValue: [
        {
          timestamp: now,
          sampledValue: [
            {
              value: 1,
              signedMeterValue: {
                signedMeterData: 'x'.repeat(2_501),
                signingMethod: '',
                encodingMethod: '',
                publicKey: '',
              },
            },
          ],
        },
      ],
    },
  ],
  ['a list instead of a payload', '1.6', 'Heartbeat', []],
];

describe('what a charge point gets wrong', () => {
  for (const [what, version, action, wrong, right] of rightable)
    it(`is put right: ${what}`, () => {
      const before = JSON.stringify(wrong);
      const repaired = repairOf(version, () => nowMs)(action, 'request', wrong);
      assert.deepEqual(repaired?.payload, right);
      assert.deepEqual(validatorOf(version, action, 'request')?.(repaired?.payload), []);
      assert.match(repaired?.note ?? '', wrong === null ? /^put right/ : /^put right: \//);
      assert.equal(JSON.stringify(wrong), before, 'it is changed on a copy');
    });

  for (const [what, version, action, wrong] of lost)
    it(`is refused: ${what}`, () => assert.equal(repairOf(version, () => nowMs)(action, 'request', wrong), undefined));

  it('ends soon, however much is wrong', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x${n}`, 1]));
    assert.equal(repairOf('1.6', () => nowMs)('Heartbeat', 'request', many), undefined);
  });
});
