import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { masked, maskedText } from '../../../../firmware/ocpp/message-log/mask.ts';
import { type LogSource, MessageLog } from '../../../../firmware/ocpp/message-log/message-log.ts';
import type { SeenMessage } from '../../../../firmware/ocpp/rpc/peer.ts';

const canary = 'canary-tag-4711';
const backend: LogSource = { side: 'backend', backend: 'b', station: 'NW-E1' };
const box: LogSource = { side: 'chargePoint', station: 'CP-1' };
const call = (action: string, payload: unknown, more: Partial<SeenMessage> = {}): SeenMessage => ({
  ...{ direction: 'out', kind: 'call', id: 'm1', action, payload },
  ...more,
});

describe('the log of OCPP messages', () => {
  let nowMs = 0;
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };

  it('gives the newest first, by connection, direction, action, kind and time, page by page', () => {
    const log = new MessageLog(clock);
    for (let i = 0; i < 10; i += 1) {
      nowMs = i * 1000;
      log.add(
        i % 2 === 0 ? backend : box,
        call(i < 5 ? 'Heartbeat' : 'MeterValues', { i }, i === 9 ? { direction: 'in' } : {}),
      );
    }
    const numbers = (question: object) => log.find({ limit: 100, ...question }).map(({ number }) => number);
    assert.deepEqual(numbers({}), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(numbers({ side: 'backend' }), [9, 7, 5, 3, 1]);
    assert.deepEqual(numbers({ station: 'CP-1', action: 'MeterValues' }), [10, 8, 6]);
    assert.deepEqual(numbers({ direction: 'in' }), [10]);
    assert.deepEqual(numbers({ backend: 'other' }), []);
    assert.deepEqual(numbers({ fromMs: 2000, toMs: 4000 }), [5, 4, 3]);
    assert.deepEqual(numbers({ limit: 3 }), [10, 9, 8]);
    assert.deepEqual(numbers({ limit: 3, before: 8 }), [7, 6, 5]);
  });

  it('is bounded in count and in characters; the oldest go', () => {
    const log = new MessageLog(clock, { entries: 50, characters: 10_000 });
    for (let i = 0; i < 1000; i += 1) log.add(box, call('Heartbeat', {}));
    assert.equal(log.size, 50);
    assert.equal(log.find({ limit: 1000 })[0]?.number, 1000);
    log.add(box, call('DataTransfer', { vendorId: 'v', data: 'x'.repeat(100_000) }));
    const [longest] = log.find({ limit: 1 });
    assert.equal(longest?.cut, true);
    assert.equal(longest?.payload.length, 4096);
    for (let i = 0; i < 10; i += 1) log.add(box, call('DataTransfer', { data: 'x'.repeat(5000) }));
    assert.ok(log.size <= 2, `${log.size} of 4 KB each`);
  });

  it('leaves to others what they said when one floods', () => {
    const log = new MessageLog(clock, { entries: 200, characters: 1_000_000 });
    for (let i = 0; i < 50; i += 1) log.add(backend, call('MeterValues', { i }));
    for (let i = 0; i < 5000; i += 1) log.add(box, call('Heartbeat', {}));
    assert.equal(log.size, 200);
    assert.equal(log.find({ limit: 1000, side: 'backend' }).length, 50);
    const numbers = log.find({ limit: 1000 }).map(({ number }) => number);
    assert.deepEqual(
      numbers,
      [...numbers].sort((one, other) => other - one),
    );
    assert.equal(numbers[0], 5050);
  });

  const secret: [string, SeenMessage][] = [
    ['a tag of 1.6', call('StartTransaction', { connectorId: 1, idTag: canary })],
    ['its parent', call('Authorize', { idTagInfo: { status: 'Accepted', parentIdTag: canary } }, { kind: 'result' })],
    ['a token of 2.0.1', call('Authorize', { idToken: { idToken: canary, type: 'ISO14443' } })],
    ['a group', call('Authorize', { idTokenInfo: { groupIdToken: { idToken: canary, type: 'Central' } } })],
    ['a local list', call('SendLocalList', { localAuthorizationList: [{ idTag: canary }] })],
    ['a password of 1.6', call('ChangeConfiguration', { key: 'AuthorizationKey', value: canary })],
    [
      'its answer',
      call('GetConfiguration', { configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: canary }] }),
    ],
    [
      'a password of 2.0.1',
      call('SetVariables', {
        setVariableData: [
          { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' }, attributeValue: canary },
        ],
      }),
    ],
    ['one in a network profile', call('SetNetworkProfile', { connectionData: { basicAuthPassword: canary } })],
    ['one in a URL', call('GetDiagnostics', { location: `ftp://user:${canary}@host/path` })],
    [
      'a message that is no JSON',
      call('', `[2,"1","Authorize",{"idTag":"${canary}"`, { kind: 'bad', direction: 'in' }),
    ],
    ['a password in one', call('', `{"key":"AuthorizationKey","value":"${canary}"`, { kind: 'bad', direction: 'in' })],
  ];
  for (const [what, message] of secret)
    it(`does not show ${what}`, () => {
      const log = new MessageLog(clock);
      log.add(backend, message);
      const [entry] = log.find({ limit: 1 });
      assert.ok(entry !== undefined && entry.payload.length > 0);
      assert.ok(!JSON.stringify(entry).includes(canary), entry.payload);
    });

  it('leaves alone what is neither', () => {
    const payload = {
      key: 'HeartbeatInterval',
      value: '30',
      url: 'https://a.example/x@y',
      n: [1, null, { status: 'Accepted' }],
    };
    assert.deepEqual(masked(payload), payload);
    assert.equal(maskedText('[2,"1","Heartbeat",{}]'), '[2,"1","Heartbeat",{}]');
    assert.deepEqual(masked({ idTag: '04A2B3C4D5' }), { idTag: '…4D5' });
  });
});
