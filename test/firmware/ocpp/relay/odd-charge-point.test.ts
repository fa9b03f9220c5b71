import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocols } from '../../../../firmware/ocpp/version.ts';
import { type Random, seededRandom } from '../../../../scripts/site/random.ts';
import { RelayBench, until } from './relay-bench.ts';

/** A charge point that answers everything with an error and says what it likes, checked by nobody. */
class OddChargePoint {
  readonly socket: WebSocket;
  readonly answers: unknown[][] = [];
  #count = 0;

  constructor(endpoint: string, subprotocol: string) {
    this.socket = new WebSocket(`${endpoint}/CP1`, subprotocol);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as unknown[];
      if (frame[0] === 2) this.socket.send(JSON.stringify([4, frame[1], 'NotSupported', '', {}]));
      else this.answers.push(frame);
    });
  }

  /** Says something and waits for whatever is answered. */
  async say(action: string, payload: unknown): Promise<unknown[]> {
    this.#count += 1;
    const id = `m${this.#count}`;
    this.socket.send(JSON.stringify([2, id, action, payload]));
    await until(() => this.answers.some((frame) => frame[1] === id), `an answer to ${action}`);
    return this.answers.find((frame) => frame[1] === id) as unknown[];
  }
}

const words = [
  '',
  ' ',
  'Wh',
  'kWh',
  'Foo',
  'L1',
  'L9',
  'SignedData',
  'ä\u2028"',
  'x'.repeat(600),
  '-5',
  '1e9',
  'NaN',
  '12.5',
];
const times = [
  '2026-11-28T12:00:00Z',
  '1970-01-01T00:00:00Z',
  '2026-11-28T12:00:00+02',
  '0',
  '',
  'tomorrow',
  '9999-12-31T23:59:59Z',
];

/** Some fields of a message are something else, missing or too many. */
function spoilt(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map((one) => spoilt(random, one));
    return random.chance(0.05) ? [] : random.chance(0.05) ? [...list, ...list] : list;
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        if (random.chance(0.04)) return [];
        if (random.chance(0.03))
          return [
            [key, one],
            [`x${key}`, one],
          ];
        return [[key, spoilt(random, one)]];
      }),
    );
  if (!random.chance(0.12)) return value;
  if (typeof value === 'number') return random.pick([-1, 0, 0.5, 2 ** 31, 1e12, String(value), null] as const);
  return /T\d\d:/.test(String(value))
    ? random.pick(times as [string, ...string[]])
    : random.pick(words as [string, ...string[]]);
}

const now = (): string => new Date().toISOString();
const sampled16 = (value: string) => ({
  ...{ value, context: 'Sample.Periodic', format: 'Raw', measurand: 'Energy.Active.Import.Register' },
  ...{ phase: 'L1', location: 'Outlet', unit: 'Wh' },
});

const messages16 = (transactionId: number): readonly (readonly [action: string, payload: object])[] => [
  [
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp: now(), info: 'i', vendorId: 'v' },
  ],
  [
    'MeterValues',
    {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: now(), sampledValue: [sampled16('12'), sampled16('13')] }],
    },
  ],
  ['StartTransaction', { connectorId: 1, idTag: 'TAG', meterStart: 100, timestamp: now() }],
  [
    'StopTransaction',
    {
      transactionId,
      meterStop: 200,
      timestamp: now(),
      reason: 'Local',
      idTag: 'TAG',
      transactionData: [{ timestamp: now(), sampledValue: [sampled16('14')] }],
    },
  ],
  ['Authorize', { idTag: 'TAG' }],
  ['DataTransfer', { vendorId: 'v', messageId: 'm', data: 'd' }],
  ['FirmwareStatusNotification', { status: 'Downloading' }],
  ['DiagnosticsStatusNotification', { status: 'Uploaded' }],
  ['SecurityEventNotification', { type: 'TamperDetectionActivated', timestamp: now() }],
  ['BootNotification', { chargePointVendor: 'v', chargePointModel: 'm', firmwareVersion: '1' }],
];

const sampled201 = (value: number) => ({
  ...{ value, context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register', phase: 'L1', location: 'Outlet' },
  unitOfMeasure: { unit: 'Wh', multiplier: 0 },
  signedMeterValue: { signedMeterData: 'T0NNRg==', signingMethod: 's', encodingMethod: 'OCMF', publicKey: 'k' },
});
const event201 = (eventType: string, transactionId: string, seqNo: number, more: object = {}) =>
  [
    'TransactionEvent',
    {
      ...{ eventType, timestamp: now(), triggerReason: 'Authorized', seqNo, evse: { id: 1, connectorId: 1 } },
      ...{ transactionInfo: { transactionId, chargingState: 'Charging', ...more } },
      idToken: { idToken: 'TAG', type: 'ISO14443' },
      meterValue: [{ timestamp: now(), sampledValue: [sampled201(seqNo)] }],
    },
  ] as const;

const messages201 = (n: number): readonly (readonly [action: string, payload: object])[] => [
  ['StatusNotification', { timestamp: now(), connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }],
  event201('Started', `tx-${Math.floor(n / 20)}`, n),
  event201('Updated', `tx-${Math.floor(n / 20)}`, n),
  event201('Updated', `tx-${Math.floor(n / 20)}`, n),
  event201('Ended', `tx-${Math.floor(n / 20)}`, n, { stoppedReason: 'Local' }),
  ['MeterValues', { evseId: 1, meterValue: [{ timestamp: now(), sampledValue: [sampled201(n)] }] }],
  ['Authorize', { idToken: { idToken: 'TAG', type: 'ISO14443' } }],
  ['DataTransfer', { vendorId: 'v', messageId: 'm', data: { a: [1] } }],
  ['FirmwareStatusNotification', { status: 'Downloading', requestId: 1 }],
  ['LogStatusNotification', { status: 'Uploaded', requestId: 1 }],
  ['SecurityEventNotification', { type: 'TamperDetectionActivated', timestamp: now(), techInfo: 't' }],
  ['BootNotification', { reason: 'PowerUp', chargingStation: { model: 'm', vendorName: 'v', firmwareVersion: '1' } }],
];

describe('a charge point that says what it likes, before strict backends', () => {
  for (const version of ['1.6', '2.0.1'] as const)
    it(`of ${version} makes us say nothing that is not valid`, async () => {
      const random = seededRandom('odd');
      const bench = new RelayBench('1.6', '2.0.1');
      await bench.start();
      const point = new OddChargePoint(bench.running.endpoint, subprotocols[version]);
      try {
        await once(point.socket, 'open');
        let transactionId = 1;
        const kinds = { taken: 0, refused: 0 };
        for (let n = 0; n < 250; n += 1) {
          const messages = version === '1.6' ? messages16(transactionId) : messages201(n);
          const [action, payload] = random.pick(messages as [readonly [string, object]]);
          // Every other one is as it should be, so that transactions come and go.
          const [kind, , answer] = await point.say(action, n % 2 === 0 ? payload : spoilt(random, payload));
          kinds[kind === 3 ? 'taken' : 'refused'] += 1;
          if (action === 'StartTransaction' && kind === 3)
            transactionId = (answer as { readonly transactionId: number }).transactionId;
          if (n === 100) bench.stations[1]?.connectAgain('the test');
        }
        assert.ok(kinds.taken > 100 && kinds.refused > 5, JSON.stringify(kinds));
        await until(() => bench.stations.every((station) => station.state().waiting === 0), 'all is told');
        const bad = bench.fromBackends.filter(({ kind }) => kind === 'error' || kind === 'bad');
        assert.deepEqual(bad, [], 'a strict backend found nothing to object to');
        for (const backend of bench.backends) assert.ok(backend.got.length > 50, `${backend.got.length}`);
        assert.deepEqual(
          bench.log.filter((sentence) => /could not be answered|failed here/.test(sentence)),
          [],
        );
      } finally {
        point.socket.terminate();
        await bench.stop();
      }
    });
});
