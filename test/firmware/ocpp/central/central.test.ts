import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { RPCClient } from 'ocpp-rpc';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import type { PlaceEvent } from '../../../../firmware/ocpp/ports.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import { ChargePoint16, type ChargePoint16Options } from '../../../../scripts/site/ocpp/charge-point-16.ts';
import { ChargePoint201, signedText } from '../../../../scripts/site/ocpp/charge-point-201.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';
import { ocppDevice, type RunningCentral, runCentral, until } from './running-central.ts';

describe('the central system', () => {
  let folder: TestFolder;
  let running: RunningCentral;
  const open: { disconnect(): Promise<void> }[] = [];

  const start = async (...devices: Parameters<typeof ocppDevice>[]) => {
    running = await runCentral(
      devices.map((device) => ocppDevice(...device)),
      folder.open().chargeBoxes,
    );
  };
  const box16 = (more: Partial<ChargePoint16Options> = {}) => {
    const box = new ChargePoint16({ endpoint: running.endpoint, identity: 'CP', ...more });
    open.push(box);
    return box;
  };
  const kinds = (device = 'E1') =>
    running.events.filter((one) => one.device === device && one.event.kind !== 'facts').map(({ event }) => event);
  const of = <K extends PlaceEvent['kind']>(kind: K, device = 'E1') =>
    kinds(device).filter((event): event is Extract<PlaceEvent, { kind: K }> => event.kind === kind);
  const ready = (device = 'E1') => until(() => running.report(device)?.health === 'online', `${device} is online`);
  const settled = (id: number, device = 'E1') =>
    until(() => {
      const { write } = running.report(device) ?? {};
      return write?.id === id && write.outcome === 'acknowledged';
    }, `offer ${id} is acknowledged`);
  const session = (device = 'E1') => running.central.session(device) ?? assert.fail(`no ${device}`);

  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((box) => box.disconnect()));
    await running.stop();
    folder.end();
    for (const { direction, kind, action, payload, identity } of running.seen) {
      if (direction !== 'out' || action === undefined || kind === 'bad' || kind === 'error') continue;
      const version = identity === 'CP201' ? '2.0.1' : '1.6';
      const faults = validatorOf(version, action, kind === 'call' ? 'request' : 'response')?.(payload);
      assert.deepEqual(faults, [], `what we send is valid: ${action}`);
    }
  });

  it('1.6: a whole session, limited by profile', async () => {
    await start(['E1', 'CP', { maxCurrentA: 32 }]);
    const box = box16();
    await box.connect();
    await ready();
    assert.deepEqual(
      ['HeartbeatInterval', 'MeterValueSampleInterval', 'WebSocketPingInterval'].map((key) => box.keys.get(key)),
      ['10', '5', '30'],
    );
    assert.match(box.keys.get('MeterValuesSampledData') ?? '', /Current\.Import/);
    const safe = box.profiles.find(({ stackLevel }) => stackLevel === 0);
    assert.deepEqual([safe?.periods[0]?.limit, safe?.durationS], [6, undefined], 'what holds without us');
    assert.equal(running.report('E1')?.readings.chargeState?.value, 'A');

    await settled(running.offer('E1', 10_000));
    await box.plug();
    assert.equal(session().state(), 'B');
    assert.equal(await box.tag('CARD-1'), true);
    assert.equal(box.drawnMa(), 10_000);
    await box.tick(5);
    await until(() => running.report('E1')?.readings.chargeState?.value === 'C', 'it charges');
    await until(() => running.report('E1')?.readings.currentMa !== undefined, 'its current is told');
    assert.deepEqual(running.report('E1')?.readings.currentMa?.value, [10_000, 10_000, 10_000]);
    assert.equal(running.report('E1')?.facts?.measuresCurrent, true);

    await settled(running.offer('E1', 0));
    assert.equal(box.drawnMa(), 0);
    await pause(2100);
    await settled(running.offer('E1', 16_000));
    await box.tick(3600);
    await box.end('Local', 'CARD-1');
    await box.unplug();

    const [begin] = of('begin');
    const [end] = of('end');
    assert.deepEqual([begin?.idTag, begin?.meterWh, begin?.trigger], ['CARD-1', 12_000, 'authorised']);
    assert.deepEqual([end?.localTx, end?.reason, end?.idTag], [begin?.localTx, 'Local', 'CARD-1']);
    assert.equal(end?.meterWh, Math.round(box.registerWh));
    assert.deepEqual([of('begin').length, of('end').length, session().transaction()], [1, 1, undefined]);
    assert.ok(of('values').every(({ localTx }) => localTx === begin?.localTx));
    const statuses = of('status').map(({ status }) => status.status);
    assert.deepEqual(
      statuses.filter((status, k) => status !== statuses[k - 1]),
      ['Available', 'Preparing', 'Charging', 'Finishing', 'Available'],
    );
    assert.deepEqual(
      running.seen.filter(({ kind }) => kind === 'error' || kind === 'bad'),
      [],
    );
  });

  it('2.0.1: the same by the same words', async () => {
    await start(['E1', 'CP201', { maxCurrentA: 32 }]);
    const box = new ChargePoint201({ endpoint: running.endpoint, identity: 'CP201' });
    open.push(box);
    await box.connect();
    await ready();
    await settled(running.offer('E1', 10_000));
    await box.plug();
    assert.equal(await box.tag('CARD-1'), true);
    await box.tick(5);
    assert.equal(box.drawnMa(), 10_000);
    await settled(running.offer('E1', 7000));
    assert.equal(box.drawnMa(), 7000);
    assert.equal(await session().remoteStop(session().transaction()?.localTx ?? ''), 'accepted');
    await until(() => of('end').length === 1, 'it has ended');
    const [end] = of('end');
    assert.equal(end?.reason, 'Remote');
    assert.ok(
      end?.values.some(({ samples }) => samples.some(({ value }) => value === signedText(Math.round(box.registerWh)))),
    );
    assert.equal(session().version, '2.0.1');
  });

  it('commands reach the charge point, and without one they are rejected', async () => {
    await start(['E1', 'CP']);
    assert.equal(await session().remoteStart('X'), 'rejected');
    assert.equal(await session().unlock(), 'failed');
    await assert.rejects(session().call('Reset', { type: 'Soft' }), { how: 'linkLost' });
    const box = box16();
    await box.connect();
    await ready();
    await box.plug();
    assert.equal(await session().remoteStart('FAR'), 'accepted');
    await until(() => box.transactionId !== undefined, 'it has begun');
    assert.equal(session().transaction()?.idTag, 'FAR');
    assert.equal(await session().remoteStop('another'), 'rejected');
    assert.equal(await session().remoteStop(session().transaction()?.localTx ?? ''), 'accepted');
    await until(() => of('end')[0]?.reason === 'Remote', 'it has ended');
    assert.equal(await session().setAvailable(false), 'accepted');
    await until(() => session().status().status === 'Unavailable', 'it is out of service');
    assert.equal(await session().unlock(), 'unlocked');
    assert.equal(await session().reset(false), 'accepted');
    assert.deepEqual(await session().call('DataTransfer', { vendorId: 'V', data: 'x' }), {
      status: 'Accepted',
      data: 'x',
    });
  });

  it('calls that are only taken note of are answered by who listens', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    const ask = () => box.client.call('DataTransfer', { vendorId: 'V' });
    assert.deepEqual(await ask(), { status: 'UnknownVendorId' });
    const end = session().onCall(async (action) => (action === 'DataTransfer' ? { status: 'Accepted' } : undefined));
    assert.deepEqual(await ask(), { status: 'Accepted' });
    end();
    assert.deepEqual(await ask(), { status: 'UnknownVendorId' });
  });

  it('a tag that may not charge gets its answer in both messages', async () => {
    await start(['E1', 'CP']);
    running.tags.set('BAD', { status: 'Blocked' });
    const box = box16();
    await box.connect();
    await box.plug();
    assert.equal(await box.tag('BAD'), false);
    const answer = await box.client.call('StartTransaction', {
      ...{ connectorId: 1, idTag: 'BAD', meterStart: 1, timestamp: '2026-11-28T12:00:00Z' },
    });
    assert.equal((answer as unknown as { idTagInfo: { status: string } }).idTagInfo.status, 'Blocked');
  });

  it('a start or a stop that comes again gets the same answer, and is told once', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    const begin = { connectorId: 1, idTag: 'A', meterStart: 5, timestamp: '2026-11-28T12:00:00Z' };
    const first = (await box.client.call('StartTransaction', begin)) as unknown as { transactionId: number };
    const again = (await box.client.call('StartTransaction', begin)) as unknown as { transactionId: number };
    assert.equal(again.transactionId, first.transactionId);
    const { transactionId } = first;
    const stop = { transactionId, meterStop: 9, timestamp: '2026-11-28T13:00:00Z' };
    await box.client.call('StopTransaction', stop);
    await box.client.call('StopTransaction', stop);
    const late = (await box.client.call('StartTransaction', begin)) as unknown as { transactionId: number };
    assert.equal(late.transactionId, transactionId, 'a whole queue that is sent once more');
    assert.deepEqual([of('begin').length, of('end').length, session().transaction()], [1, 1, undefined]);
    const other = (await box.client.call('StartTransaction', { ...begin, meterStart: 9 })) as unknown as {
      transactionId: number;
    };
    assert.equal(other.transactionId, transactionId + 1);
    await box.client.call('StopTransaction', { ...stop, transactionId: 12_345 });
    assert.equal(of('end').length, 1, 'of another nothing is known');
    assert.ok(running.log.some(({ sentence }) => sentence.includes('of which nothing is known')));
  });

  it('a start whose listener fails is refused, and told when it comes again', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    let isFull = true;
    const end = session().onEvent(({ kind }) => {
      if (isFull && (kind === 'begin' || kind === 'end')) throw new Error('the disk is full');
    });
    const begin = { connectorId: 1, idTag: 'A', meterStart: 5, timestamp: '2026-11-28T12:00:00Z' };
    await assert.rejects(box.client.call('StartTransaction', begin));
    isFull = false;
    const { transactionId } = (await box.client.call('StartTransaction', begin)) as unknown as {
      transactionId: number;
    };
    isFull = true;
    const stop = { transactionId, meterStop: 9, timestamp: '2026-11-28T13:00:00Z' };
    await assert.rejects(box.client.call('StopTransaction', stop));
    assert.notEqual(session().transaction(), undefined);
    isFull = false;
    await box.client.call('StopTransaction', stop);
    assert.equal(session().transaction(), undefined);
    const txs = [...of('begin'), ...of('end')].map(({ localTx }) => localTx);
    assert.equal(new Set(txs).size, 1);
    end();
  });

  it('a transaction whose end was never told ends where the next one begins', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    const begin = { connectorId: 1, idTag: 'A', meterStart: 5, timestamp: '2026-11-28T12:00:00Z' };
    await box.client.call('StartTransaction', begin);
    await box.client.call('StartTransaction', { ...begin, meterStart: 70, timestamp: '2026-11-28T14:00:00Z' });
    assert.deepEqual(
      kinds().flatMap((event) => (event.kind === 'begin' || event.kind === 'end' ? [[event.kind, event.meterWh]] : [])),
      [
        ['begin', 5],
        ['end', 70],
        ['begin', 70],
      ],
    );
    assert.equal(of('end')[0]?.reason, 'PowerLoss');
  });

  it('back without a boot it is asked, its abilities are known, and its limit is set anew', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    await ready();
    await settled(running.offer('E1', 9000));
    await box.disconnect();
    await until(() => running.report('E1')?.health === 'offline', 'it is offline');
    assert.equal(running.report('E1')?.fault?.code, 'noConnection');
    assert.equal(session().status().status, 'Unavailable');
    const late = running.offer('E1', 8000);
    const back = box16();
    await back.connect(false);
    await ready();
    await settled(late);
    assert.equal(back.allowedMa(), 8000);
    await until(() => {
      const asked = back.received.filter(({ action }) => action === 'TriggerMessage').map(({ params }) => params);
      return ['StatusNotification', 'BootNotification'].every((word) =>
        asked.some((one) => one.requestedMessage === word),
      );
    }, 'it was asked for its status and who it is');
    assert.equal(back.received.filter(({ action }) => action === 'GetConfiguration').length, 1, 'one set-up is enough');
  }).timeout(20_000);

  it('a charge point that does not answer calls is asked to come again', async () => {
    running = await runCentral([ocppDevice('E1', 'CP')], folder.open().chargeBoxes, { answerWithinMs: 300 });
    const box = box16({ faults: { deaf: true } });
    const gone = new Promise<void>((resolve) => box.client.once('close', () => resolve()));
    await box.connect();
    await gone;
    assert.ok(running.log.some(({ sentence }) => sentence.includes('has not answered 2 calls in a row')));
  });

  it('one that is not in the site is shown out and remembered, at most 50 of them', async () => {
    await start(['E1', 'CP']);
    await assert.rejects(box16({ identity: 'NEW' }).connect());
    const [seen] = running.central.seen();
    assert.deepEqual([seen?.identity, seen?.why], ['NEW', 'no charge point of this id is configured']);
    for (let n = 0; n < 60; n += 1) running.central.sawRefused(`N${n}`, '10.0.0.1', 'x');
    assert.equal(running.central.seen().length, 50);
    assert.equal(running.central.seen()[0]?.identity, 'N59');
  });

  it('the same id again displaces the first; two that fight for it are told of', async () => {
    await start(['E1', 'CP']);
    const boxes: ChargePoint16[] = [];
    for (let n = 0; n < 4; n += 1) {
      const box = box16();
      boxes.push(box);
      await box.connect();
    }
    await until(() => running.central.view()[0]?.hasRival === true, 'two have one id');
    await ready();
    assert.equal(running.server.stations().length, 1);
    await settled(running.offer('E1', 9000));
    assert.equal(boxes.at(-1)?.allowedMa(), 9000);
    assert.ok(running.log.some(({ sentence }) => sentence.includes('is its id given twice?')));
  });

  it('charge points come and go with the site; a connector more is a device more', async () => {
    await start(['E1', 'CP']);
    const box = box16();
    await box.connect();
    await ready();
    running.site.devices.push(ocppDevice('E2', 'CP', { connector: 2 }));
    running.central.siteChanged();
    assert.deepEqual(
      running.central.sessions().map(({ device }) => device),
      ['E1', 'E2'],
    );
    await until(() => box.profiles.some(({ evseId }) => evseId === 2), 'the second has its safe current');
    const gone = new Promise<void>((resolve) => box.client.once('close', () => resolve()));
    running.site.devices.splice(0);
    running.central.siteChanged();
    await gone;
    assert.deepEqual(
      [running.central.sessions(), running.central.view(), running.central.knows('CP')],
      [[], [], false],
    );
  });

  it('a report for another connector of the same id does not mix: what is offered to E1 goes to connector 1', async () => {
    await start(['E1', 'CP'], ['E2', 'CP', { connector: 2 }]);
    const box = box16();
    await box.connect();
    await until(() => running.report('E1')?.health === 'online', 'E1');
    running.offer('E1', 9000);
    running.offer('E2', 7000);
    await until(() => box.profiles.filter(({ stackLevel }) => stackLevel === 1).length === 2, 'both are limited');
    const limits = box.profiles
      .filter(({ stackLevel }) => stackLevel === 1)
      .map(({ evseId, periods }) => [evseId, periods[0]?.limit]);
    assert.deepEqual(limits.sort(), [
      [1, 9],
      [2, 7],
    ]);
  });

  const faulty: readonly (readonly [name: string, more: Partial<ChargePoint16Options>, way: string | undefined])[] = [
    ['refuses TxDefault: TxProfile', { faults: { refuses: ['TxDefaultProfile'] } }, 'TxProfile'],
    ['refuses all but the whole', { faults: { refuses: ['TxDefaultProfile', 'TxProfile'] } }, 'ChargePointMaxProfile'],
    ['takes profiles for connector 0 only', { faults: { onlyWhole: true } }, 'TxDefaultProfile'],
    ['has room for one level', { maxStackLevel: 0 }, 'TxDefaultProfile'],
    ['refuses level 1 against its own word', { faults: { refusesLevels: [1] } }, 'TxDefaultProfile'],
    ['knows no list of names of keys', { faults: { onlyAllKeys: true } }, 'TxDefaultProfile'],
    ['cannot be triggered', { faults: { noTrigger: true } }, 'TxDefaultProfile'],
    [
      'takes no profile at all',
      {
        vendorKey: 'OperatorCurrentLimit',
        faults: { refuses: ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'] },
      },
      undefined,
    ],
  ];
  for (const [name, more, purpose] of faulty)
    it(`a charge point that ${name} is limited all the same`, async () => {
      await start(['E1', 'CP']);
      const box = box16({ carMa: 32_000, ...more });
      await box.connect();
      await ready();
      await box.plug();
      await box.begin('A');
      await settled(running.offer('E1', 9000));
      assert.equal(box.drawnMa(), 9000);
      if (purpose !== undefined) assert.ok(box.profiles.some((one) => one.purpose === purpose));
    });

  it('one that refuses 0 A is stopped, and begun again', async () => {
    await start(['E1', 'CP']);
    const box = box16({ faults: { refusesZero: true } });
    await box.connect();
    await ready();
    await settled(running.offer('E1', 9000));
    await box.plug();
    await box.begin('A');
    await settled(running.offer('E1', 0));
    await until(() => of('end').length === 1, 'its transaction has ended');
    assert.equal(box.drawnMa(), 0);
    await settled(running.offer('E1', 8000));
    await until(() => of('begin').length === 2, 'it has begun again');
    assert.equal(of('begin')[1]?.idTag, 'A');
  });

  it('one that accepts a profile and does not follow it is limited another way, after a restart of ours too', async () => {
    let aheadMs = 0;
    const clock = {
      monotonicMs: () => systemClock.monotonicMs() + aheadMs,
      wallMs: () => systemClock.wallMs() + aheadMs,
    };
    const begin = async () => {
      const store = folder.open();
      running = await runCentral([ocppDevice('E1', 'CP')], store.chargeBoxes, { clock });
      return store;
    };
    const store = await begin();
    const box = box16({ faults: { ignores: ['TxDefaultProfile'] }, now: clock.wallMs });
    await box.connect();
    await ready();
    await box.plug();
    await box.begin('A');
    await settled(running.offer('E1', 9000));
    assert.equal(box.drawnMa(), 16_000, 'accepted, but');
    aheadMs = 16_000;
    await box.tellValues();
    await box.tellValues();
    await until(() => box.drawnMa() === 9000, 'it is limited');
    assert.ok(box.profiles.some(({ purpose }) => purpose === 'TxProfile'));
    assert.deepEqual(running.central.view()[0]?.abilities.deadWays, ['TxDefaultProfile']);

    await running.stop();
    store.close();
    await begin();
    const { transactionId } = box;
    const back = box16({ faults: { ignores: ['TxDefaultProfile'] }, now: clock.wallMs });
    back.plugged = true;
    back.transactionId = transactionId;
    await back.connect();
    await ready();
    await settled(running.offer('E1', 7000));
    assert.equal(back.drawnMa(), 7000);
    assert.ok(back.profiles.every(({ purpose, stackLevel }) => purpose === 'TxProfile' || stackLevel === 0));
  });

  it('without us it falls to its safe current by its own clock', async () => {
    await start(['E1', 'CP', { failsafeCurrentA: 8 }]);
    let aheadMs = 0;
    const box = box16({ carMa: 32_000, now: () => Date.now() + aheadMs });
    await box.connect();
    await ready();
    await settled(running.offer('E1', 16_000));
    await box.plug();
    await box.begin('A');
    assert.equal(box.drawnMa(), 16_000);
    await running.stop();
    aheadMs = 115_000;
    assert.equal(box.drawnMa(), 16_000);
    aheadMs = 121_000;
    assert.equal(box.drawnMa(), 8000);
  });

  it('strange payloads are put right or refused, and nobody else notices', async () => {
    await start(['E1', 'CP'], ['E2', 'CP2']);
    const box = box16({ faults: { unchecked: true } });
    const other = box16({ identity: 'CP2' });
    await box.connect();
    await other.connect();
    const tell = (action: string, payload: object) => box.client.call(action, payload as Record<string, unknown>);
    await tell('StatusNotification', { connectorId: '1', status: 'available', errorCode: 'None', timestamp: 'now' });
    assert.equal(session().status().status, 'Available');
    await tell('MeterValues', { connectorId: 1, meterValue: [{ timestamp: '', sampledValue: [] }] });
    await tell('MeterValues', {
      connectorId: 1,
      meterValue: [
        {
          timestamp: '2026-11-28 12:00:00',
          sampledValue: [
            { value: 7, unit: 'Wh' },
            { value: 'x', measurand: 'Magic' },
          ],
        },
      ],
    });
    await assert.rejects(
      tell('StartTransaction', {
        connectorId: 1,
        idTag: 'x'.repeat(21),
        meterStart: 0,
        timestamp: '2026-11-28T12:00:00Z',
      }),
    );
    await assert.rejects(tell('NoSuchCall', {}));
    await assert.rejects(tell('SetChargingProfile', {}));
    assert.ok(running.seen.some(({ note }) => note?.startsWith('put right')));
    assert.equal(await other.tag('A'), true);
  });

  it('answers to nothing and a flood of bad messages end its connection only', async () => {
    await start(['E1', 'CP'], ['E2', 'CP2']);
    const other = box16({ identity: 'CP2' });
    await other.connect();
    const bad = new RPCClient({
      ...{ endpoint: running.endpoint, identity: 'CP', protocols: ['ocpp1.6'], reconnect: false },
    } as unknown as ConstructorParameters<typeof RPCClient>[0]);
    const gone = new Promise<void>((resolve) => bad.once('close', () => resolve()));
    await bad.connect();
    for (let n = 0; n < 1000; n += 1) bad.sendRaw(n % 2 === 0 ? '[3,"x",{}]' : 'no JSON');
    await gone;
    assert.equal(await other.tag('A'), true);
  });
});
