import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { systemTimers } from '../../../../../drivers/link/timers.ts';
import { systemClock } from '../../../../../firmware/domain/clock.ts';
import type { BeginNews, Driver, EndNews, LimitOrder } from '../../../../../firmware/ocpp/central/driver.ts';
import { dialect201 } from '../../../../../firmware/ocpp/central/v201/dialect.ts';
import type { MeterValue, StatusNow, TagInfo } from '../../../../../firmware/ocpp/ports.ts';
import { RpcPeer, type SeenMessage } from '../../../../../firmware/ocpp/rpc/peer.ts';
import type { ChargePointServer } from '../../../../../firmware/ocpp/transport/server.ts';
import {
  ChargePoint201,
  type ChargePoint201Options,
  signedText,
} from '../../../../../scripts/site/ocpp/charge-point-201.ts';
import { runServer } from '../../transport/running-server.ts';

const order: LimitOrder = {
  ...{ connector: 1, currentMa: 10_000, wiredPhases: 3, seconds: 60, voltageV: 230, safeMa: 6_000 },
  // When it is sent, not when this file was read.
  get theirNowMs() {
    return Date.now();
  },
};

/** The core, as far as a driver needs it. */
class Core {
  readonly begins: BeginNews[] = [];
  readonly ends: EndNews[] = [];
  readonly statuses: StatusNow['status'][] = [];
  readonly values: (readonly [number, string | undefined, readonly MeterValue[]])[] = [];
  readonly seen: SeenMessage[] = [];
  readonly passed: string[] = [];
  readonly notes: string[] = [];
  boots = 0;
  info: TagInfo = { status: 'Accepted' };
  driver: Driver | undefined;
  peer: RpcPeer | undefined;
}

async function coreWith() {
  const core = new Core();
  const dialect = dialect201({ clock: systemClock, timers: systemTimers });
  const running = await runServer(
    { CP: { profile: 0 } },
    {
      onStation: ({ link, version }) => {
        core.peer = new RpcPeer({
          ...{ version, link, timers: systemTimers, repair: dialect.repair },
          handle: (action, payload) => core.driver?.answer(action, payload) ?? {},
          onFault: (error) => core.notes.push(String(error)),
          observe: (message) => core.seen.push(message),
        });
        core.driver = dialect.driver({
          ...{ identity: 'CP', clock: systemClock, heartbeatS: 120, meterIntervalS: 10 },
          call: (action, payload) => core.peer?.call(action, payload) ?? Promise.reject(new Error('none')),
          note: (sentence) => core.notes.push(sentence),
          news: {
            booted: () => {
              core.boots += 1;
            },
            status: (_evse, { status }) => core.statuses.push(status),
            values: (...told) => core.values.push(told),
            authorise: async () => core.info,
            begin: async (begin) => {
              core.begins.push(begin);
              return { number: core.begins.length, info: core.info };
            },
            end: async (end) => {
              core.ends.push(end);
              return undefined;
            },
            passed: async (_evse, action) => {
              core.passed.push(action);
              return undefined;
            },
          },
        });
      },
    },
  );
  return { core, ...running };
}

describe('a charge point of 2.0.1 at our central system', () => {
  let core: Core;
  let server: ChargePointServer;
  let port: number;
  const boxes: ChargePoint201[] = [];
  const box = async (more: Partial<ChargePoint201Options> = {}) => {
    const made = new ChargePoint201({ endpoint: `ws://127.0.0.1:${port}`, identity: 'CP', ...more });
    boxes.push(made);
    await made.connect();
    return made;
  };
  const driver = () => core.driver ?? assert.fail('nobody is connected');

  beforeEach(async () => {
    ({ core, server, port } = await coreWith());
  });
  afterEach(async () => {
    for (const one of boxes.splice(0)) await one.disconnect();
    await server.close();
    assert.deepEqual(
      core.seen.filter(({ kind }) => kind === 'error' || kind === 'bad'),
      [],
      'nothing is wrong for either side',
    );
  });

  it('tells a whole session: the car first, then the card', async () => {
    const one = await box();
    await one.plug();
    assert.equal(core.begins.length, 0, 'nobody has identified himself');
    assert.equal(await one.tag('04AB'), true);
    await driver().probe({});
    await driver().limitWays[0]?.send(order, {});
    await one.tick(10);
    await one.tick(10);
    await one.unplug();
    assert.equal(core.boots, 1);
    const [begin] = core.begins;
    assert.deepEqual([begin?.idTag, begin?.meterWh, begin?.trigger], ['04AB', 12_000, 'authorised']);
    const [end] = core.ends;
    assert.deepEqual([end?.theirs, end?.reason], [begin?.theirs, 'EVDisconnected']);
    assert.equal(end?.meterWh, 12_000 + Math.round(((10 * 230 * 3) / 3_600) * 20));
    assert.deepEqual(
      end?.values
        .flatMap(({ samples }) => samples.filter(({ format }) => format === 'SignedData'))
        .map(({ value }) => value),
      [signedText(end?.meterWh ?? 0)],
      'the signed value is what the meter signed',
    );
    const begun = core.values.filter(([, theirs]) => theirs === begin?.theirs).flatMap(([, , values]) => values);
    assert.equal(begun[0]?.samples.find(({ format }) => format === 'SignedData')?.value, signedText(12_000));
    assert.deepEqual(core.statuses, ['Available', 'Preparing', 'Charging', 'Available']);
    assert.equal(core.begins.length + core.ends.length, 2);
  });

  it('learns what it can and has it send what is needed', async () => {
    const one = await box();
    const abilities = await driver().probe({});
    assert.deepEqual(abilities, {
      ...{ profiles: ['SmartCharging'], maxStackLevel: 3, maxPeriods: 24, rateUnits: ['A', 'W'], connectors: 1 },
      meterIntervalS: 10,
    });
    assert.equal(one.variables.get('SampledDataCtrlr/TxUpdatedInterval'), '10');
    assert.match(one.variables.get('SampledDataCtrlr/TxStartedMeasurands') ?? '', /Energy/);
  });

  const ways: readonly (readonly [string, Partial<ChargePoint201Options>])[] = [
    ['TxDefaultProfile', {}],
    ['TxProfile', { refuses: ['TxDefaultProfile'] }],
    ['ChargingStationMaxProfile', { refuses: ['TxDefaultProfile', 'TxProfile'] }],
  ];
  for (const [name, more] of ways)
    it(`limits by ${name} and falls back to the safe current`, async () => {
      let nowMs = Date.now();
      const one = await box({ ...more, now: () => nowMs });
      await one.tag('04AB');
      await one.plug();
      const abilities = await driver().probe({});
      await driver().setSafe({ connector: 1, safeMa: 6_000, wiredPhases: 3, voltageV: 230 });
      const asked = { ...order, theirNowMs: nowMs, transaction: one.transactionId ?? '' };
      const way = driver().limitWays.find((each) => each.name === name) ?? assert.fail();
      assert.equal(way.possible(asked, abilities), true);
      assert.equal(await way.send(asked, abilities), 'accepted');
      assert.equal(one.allowedMa(), 10_000);
      nowMs += 61_000;
      assert.equal(one.allowedMa(), name === 'TxDefaultProfile' ? 6_000 : undefined);
    });

  it('says so where a way is refused', async () => {
    await box({ refuses: ['TxDefaultProfile'] });
    const answer = await driver().limitWays[0]?.send(order, {});
    assert.deepEqual(answer, { rejected: 'Rejected' });
  });

  it('keeps the safe current in the same profile where there is one level', async () => {
    let nowMs = Date.now();
    const one = await box({ maxStackLevel: 0, now: () => nowMs });
    const abilities = await driver().probe({});
    assert.equal(await driver().setSafe({ connector: 1, safeMa: 6_000, wiredPhases: 3, voltageV: 230 }), true);
    await driver().limitWays[0]?.send({ ...order, theirNowMs: nowMs }, abilities);
    assert.equal(one.allowedMa(), 10_000);
    nowMs += 61_000;
    assert.equal(one.allowedMa(), 6_000);
  });

  it('one level only is found out where the charge point does not say so', async () => {
    let nowMs = Date.now();
    const one = await box({ maxStackLevel: 0, now: () => nowMs });
    one.variables.delete('SmartChargingCtrlr/ProfileStackLevel');
    const abilities = await driver().probe({});
    assert.equal(abilities.maxStackLevel, undefined);
    await driver().setSafe({ connector: 1, safeMa: 6_000, wiredPhases: 3, voltageV: 230 });
    assert.equal(await driver().limitWays[0]?.send({ ...order, theirNowMs: nowMs }, abilities), 'accepted');
    assert.equal(one.allowedMa(), 10_000);
    const before = one.received.length;
    await driver().limitWays[0]?.send({ ...order, theirNowMs: nowMs }, abilities);
    assert.equal(one.received.length, before + 1, 'it is remembered');
    nowMs += 61_000;
    assert.equal(one.allowedMa(), 6_000);
  });

  it('another level of another system makes room', async () => {
    const one = await box();
    one.profiles.push({
      id: 4,
      evseId: 1,
      purpose: 'TxDefaultProfile',
      stackLevel: 1,
      unit: 'A',
      startMs: 0,
      durationS: undefined,
      periods: [{ startPeriod: 0, limit: 32 }],
    });
    assert.equal(await driver().limitWays[0]?.send(order, {}), 'accepted');
    assert.equal(one.allowedMa(), 10_000);
  });

  it('what happened without a connection comes afterwards, in its order, and statuses only as they are now', async () => {
    const one = await box();
    await one.disconnect();
    await one.plug();
    await one.tag('04AB');
    await one.tick(60);
    await one.unplug();
    await one.connect();
    await pause(20);
    assert.equal(core.begins.length, 1);
    assert.equal(core.ends[0]?.theirs, core.begins[0]?.theirs);
    assert.deepEqual(
      core.statuses.filter((status) => status !== 'Available'),
      [],
    );
  });

  it('a repeated event is told once', async () => {
    const one = await box();
    await one.plug();
    await one.tag('04AB');
    const [event] = core.seen.filter(
      ({ direction, action, payload }) =>
        direction === 'in' && action === 'TransactionEvent' && 'idToken' in (payload as object),
    );
    const again = await one.client.call('TransactionEvent', event?.payload);
    assert.deepEqual(again, { idTokenInfo: { status: 'Accepted' } });
    assert.equal(core.begins.length, 1);
  });

  it('an unknown card is refused', async () => {
    const one = await box();
    await one.plug();
    core.info = { status: 'Invalid' };
    assert.equal(await one.tag('04AB'), false);
    assert.equal(core.begins.length, 0);
  });

  it('a charge point for everybody begins with nobody', async () => {
    const one = await box({ free: true });
    await one.plug();
    assert.equal(core.begins[0]?.idTag, '');
  });

  it('a meter that is silent at the start is waited for: zero would be a bill', async () => {
    const one = await box();
    const event = (eventType: string, seqNo: number, more: object) =>
      one.client.call('TransactionEvent', {
        ...{ eventType, seqNo, triggerReason: 'Authorized', timestamp: new Date().toISOString() },
        ...{ transactionInfo: { transactionId: 't' }, ...more },
      });
    await event('Started', 0, { evse: { id: 1 }, idToken: { idToken: '04AB', type: 'ISO14443' } });
    assert.equal(core.begins.length, 0);
    await event('Updated', 1, {
      meterValue: [{ timestamp: new Date().toISOString(), sampledValue: [{ value: 500 }] }],
    });
    assert.deepEqual([core.begins[0]?.meterWh, core.begins[0]?.idTag], [500, '04AB']);
    await event('Ended', 2, {});
    assert.equal(core.ends[0]?.meterWh, 500);
  });

  it('starts, stops, resets, unlocks, goes out of service', async () => {
    const one = await box();
    await one.plug();
    assert.equal(await driver().start(1, 'APP'), 'accepted');
    await pause(20);
    assert.deepEqual([core.begins[0]?.idTag, core.begins[0]?.trigger], ['APP', 'remote']);
    assert.equal(await driver().stop('nothing'), 'rejected');
    assert.equal(await driver().stop(one.transactionId ?? ''), 'accepted');
    await pause(20);
    assert.equal(core.ends[0]?.reason, 'Remote');
    assert.equal(await driver().unlock(1), 'unlocked');
    assert.equal(await driver().reset(true), 'accepted');
    assert.equal(await driver().setAvailable(1, false), 'accepted');
    assert.equal(await driver().askFor('status', 1), true);
    assert.equal(await driver().askFor('values', 1), false);
  });

  it('is lenient towards it: a faulty call is put right', async () => {
    const one = await box();
    const peer = core.peer ?? assert.fail();
    assert.equal(peer.closed, false);
    one.client.sendRaw(
      JSON.stringify([
        2,
        'x',
        'StatusNotification',
        { timestamp: 'now', evseId: '1', connectorId: 1, connectorStatus: 'faulted' },
      ]),
    );
    await pause(20);
    assert.equal(core.statuses.at(-1), 'Faulted');
    core.seen.splice(0);
  });
});
