import assert from 'node:assert/strict';
import { Bench, name, started } from './queue-fixture.ts';

describe('the queue of messages about money', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.close());

  const actions = () => bench.calls.map(({ action }) => action);

  it('sends a transaction in its order, one message at a time, with the id the backend gave it', async () => {
    bench.up();
    bench.begin('tx-1');
    bench.values('tx-1', 7);
    bench.end('tx-1');
    assert.deepEqual(actions(), ['StartTransaction']);
    await bench.last.answer(started(42));
    assert.equal(bench.last.payload.transactionId, 42);
    await bench.last.answer();
    await bench.last.answer({ idTagInfo: { status: 'Accepted' } });
    assert.deepEqual(actions(), ['StartTransaction', 'MeterValues', 'StopTransaction']);
    assert.equal(bench.last.payload.transactionId, 42);
    assert.equal(bench.queue.waiting(), 0);
    assert.deepEqual(
      bench.delivered.map(({ kind, localTx }) => [kind, localTx]),
      ['start', 'values', 'stop'].map((kind) => [kind, 'tx-1']),
    );
  });

  it('an event that the backend does not take holds no money up', async () => {
    bench.up();
    bench.queue.event({ action: 'SecurityEventNotification', payload: { type: 'x', timestamp: bench.queue.stamp() } });
    bench.begin('tx-1');
    await bench.last.fail('refused', 'NotImplemented');
    assert.deepEqual(actions(), ['SecurityEventNotification', 'StartTransaction']);
    assert.deepEqual(bench.queue.health(), []);
  });

  it('goes on after a restart where it was, with the same message ids', async () => {
    bench.up();
    bench.begin('tx-1');
    bench.values('tx-1', 7);
    const { id, payload } = bench.last;
    await bench.restart();
    assert.equal(bench.queue.waiting(), 2);
    assert.deepEqual(bench.queue.open()[0]?.document, { meterStartWh: 5 });
    bench.up();
    assert.deepEqual([bench.last.id, bench.last.payload], [id, payload]);
    await bench.last.answer(started(9, 'Invalid'));
    await bench.restart();
    bench.up();
    // What was answered is not sent again; that its tag was refused is still known.
    assert.deepEqual(actions(), ['StartTransaction', 'StartTransaction', 'MeterValues', 'MeterValues']);
    assert.equal(bench.last.payload.transactionId, 9);
    const [open] = bench.queue.open();
    assert.deepEqual([open?.backendTx, open?.answer], [9, { status: 'Invalid' }]);
    assert.equal(bench.queue.byBackendTx(9)?.localTx, 'tx-1');
  });

  it('takes a lost link for no failure: the same message comes first on the next one', async () => {
    bench.begin('tx-1');
    assert.deepEqual(actions(), []);
    for (let k = 0; k < 5; k += 1) {
      bench.up();
      await bench.last.fail('linkLost');
    }
    bench.up();
    await bench.last.answer(started(1));
    assert.equal(new Set(bench.calls.map(({ id }) => id)).size, 1);
    assert.equal(bench.queue.waiting(), 0);
    assert.deepEqual(bench.queue.health(), []);
  });

  it('repeats what was refused after one interval, then two, then gives it up and says so', async () => {
    bench.up();
    bench.begin('tx-1');
    await bench.last.fail('refused', 'InternalError');
    assert.deepEqual(
      bench.queue.health().map(({ code }) => code),
      ['ocppMessageRetry'],
    );
    await bench.time.advance(59_000);
    assert.equal(bench.calls.length, 1);
    await bench.time.advance(1_000);
    assert.equal(bench.calls.length, 2);
    await bench.last.fail('timeout');
    await bench.time.advance(119_000);
    assert.equal(bench.calls.length, 2);
    await bench.time.advance(1_000);
    await bench.last.fail('refused');
    assert.equal(new Set(bench.calls.map(({ id }) => id)).size, 1);
    assert.equal(bench.calls.length, 3);
    const [dropped] = bench.store.dropped(10);
    assert.deepEqual([dropped?.kind, dropped?.attempts, dropped?.id], ['start', 3, bench.last.id]);
    assert.deepEqual(
      bench.queue.health().map(({ code, severity }) => [code, severity]),
      [['ocppMessageDropped', 'fault']],
    );
    // Without its begin the backend cannot be told the rest: that is kept in the list too.
    bench.values('tx-1', 7);
    bench.end('tx-1');
    assert.equal(bench.calls.length, 3);
    assert.deepEqual(
      bench.store.dropped(10).map(({ kind }) => kind),
      ['stop', 'values', 'start'],
    );
    bench.store.see(bench.store.dropped(1)[0]?.n ?? 0);
    assert.deepEqual(bench.queue.health(), []);
    bench.begin('tx-2');
    await bench.last.answer(started(2));
    assert.equal(bench.queue.waiting(), 0);
  });

  it('waits after a restart no longer than it would have', async () => {
    bench.up();
    bench.begin('tx-1');
    await bench.last.fail('refused');
    await bench.time.advance(40_000);
    await bench.restart();
    bench.up();
    await bench.time.advance(19_000);
    assert.equal(bench.calls.length, 1);
    await bench.time.advance(1_000);
    assert.equal(bench.calls.length, 2);
  });

  it('numbers messages of a transaction where the station asks for it, across restarts', async () => {
    const event = (localTx: string) => (numbering: { seqNo(): number }) => ({
      action: 'TransactionEvent',
      payload: { seqNo: numbering.seqNo(), transactionInfo: { transactionId: localTx } },
    });
    bench.queue.begin({ localTx: 'a', connector: 1, idTag: undefined, document: {} }, event('a'));
    bench.queue.begin({ localTx: 'b', connector: 2, idTag: undefined, document: {} }, event('b'));
    bench.queue.values('a', event('a'));
    await bench.restart();
    bench.queue.update('a', event('a'));
    bench.queue.end('b', event('b'));
    bench.queue.end('a', event('a'));
    bench.up();
    for (let k = 0; k < 6; k += 1) await bench.last.answer();
    assert.deepEqual(
      bench.calls.map(({ payload }) => [
        (payload.transactionInfo as { transactionId: string }).transactionId,
        payload.seqNo,
      ]),
      [
        ['a', 0],
        ['b', 0],
        ['a', 1],
        ['a', 2],
        ['b', 1],
        ['a', 3],
      ],
    );
  });

  it('does nothing twice: a begin of one that runs, an end of one that is over', () => {
    assert.equal(bench.begin('tx-1'), true);
    assert.equal(bench.begin('tx-1'), false);
    assert.equal(bench.end('tx-1'), true);
    assert.equal(bench.end('tx-1'), false);
    assert.equal(bench.values('tx-1', 1), false);
    assert.equal(bench.values('nobody', 1), false);
    assert.equal(bench.queue.waiting(), 2);
  });

  it('drops at once what can never be sent, and goes on', async () => {
    bench.up();
    bench.values(undefined, 1);
    bench.values(undefined, 2);
    await bench.last.fail('invalidCall');
    assert.equal(bench.calls.length, 2);
    assert.deepEqual(
      bench.store.dropped(9).map(({ attempts }) => attempts),
      [0],
    );
  });

  it('counts an answer that comes after its link has ended, and what the next link tells of the same message not again', async () => {
    bench.up();
    bench.begin('tx-1');
    const early = bench.last;
    bench.queue.linkDown();
    bench.up();
    assert.equal(bench.calls.length, 2);
    await early.answer(started(5));
    assert.equal(bench.queue.waiting(), 0);
    assert.equal(bench.delivered.length, 1);
    bench.settings = { attempts: 1, retryIntervalS: 60 };
    await bench.last.fail('timeout');
    await bench.time.advance(200_000);
    assert.deepEqual([bench.calls.length, bench.queue.waiting(), bench.store.dropped(9).length], [2, 0, 0]);
    bench.values('tx-1', 3);
    const values = bench.last;
    bench.queue.linkDown();
    bench.up();
    await values.answer();
    await bench.last.answer();
    assert.deepEqual([bench.queue.waiting(), bench.delivered.length], [0, 2]);
  });

  it('does not mind what an earlier link tells late: its end, or an answer to what was given up', async () => {
    bench.settings = { attempts: 1, retryIntervalS: 60 };
    bench.up();
    bench.begin('tx-1');
    const early = bench.last;
    bench.queue.linkDown();
    bench.up();
    await early.fail('linkLost');
    const second = bench.last;
    bench.queue.linkDown();
    bench.up();
    await bench.last.fail('refused');
    assert.equal(bench.store.dropped(9).length, 1);
    await second.answer(started(8));
    assert.deepEqual([bench.queue.waiting(), bench.delivered.length], [0, 0]);
    bench.begin('tx-2');
    assert.equal(bench.calls.length, 4);
  });

  describe('when the disk refuses', () => {
    const codes = () => bench.health.list().map(({ id }) => id);

    it('waits in memory, is sent from there in its order, and goes to disk as soon as that can be', async () => {
      bench.values(undefined, 1);
      bench.refusing = true;
      bench.begin('tx-1');
      bench.values('tx-1', 2);
      assert.equal(bench.queue.waiting(), 3);
      assert.equal(bench.store.count(name).messages, 1);
      bench.up();
      await bench.last.answer();
      await bench.last.answer(started(7));
      assert.equal(bench.last.payload.transactionId, 7);
      bench.end('tx-1');
      assert.equal(bench.queue.waiting(), 2);
      bench.refusing = false;
      await bench.time.advance(10_000);
      assert.equal(bench.store.count(name).messages, 2);
      assert.deepEqual(
        bench.store.running(name).map(({ backendTx, state }) => [backendTx, state]),
        [[7, 'ended']],
      );
      await bench.restart();
      bench.up();
      await bench.last.answer();
      await bench.last.answer();
      assert.deepEqual(actions(), [
        ...['MeterValues', 'StartTransaction', 'MeterValues', 'MeterValues', 'StopTransaction'],
      ]);
      assert.deepEqual([bench.queue.waiting(), bench.store.count(name).messages, codes()], [0, 0, []]);
    });

    it('counts failures of a message over its way to disk', async () => {
      bench.refusing = true;
      bench.up();
      bench.begin('tx-1');
      await bench.last.fail('refused');
      bench.refusing = false;
      await bench.time.advance(60_000);
      await bench.last.fail('refused');
      await bench.time.advance(120_000);
      await bench.last.fail('refused');
      assert.deepEqual([bench.calls.length, bench.store.dropped(9)[0]?.attempts], [3, 3]);
    });

    it('thins meter values where thousands wait in memory, and notes it on the transaction', async () => {
      bench.refusing = true;
      bench.begin('tx-1');
      for (let k = 0; k < 2500; k += 1) bench.values('tx-1', k);
      bench.end('tx-1');
      assert.ok(bench.queue.waiting() < 2002 && bench.queue.waiting() > 1000);
      bench.refusing = false;
      await bench.time.advance(10_000);
      assert.equal(bench.store.count(name).messages, bench.queue.waiting());
      const [transaction] = bench.store.running(name);
      assert.equal(transaction?.notes.thinned, 2502 - bench.queue.waiting());
    });
  });

  it('lists what was given up as it would have been sent', async () => {
    bench.settings = { attempts: 1, retryIntervalS: 0 };
    bench.up();
    bench.begin('tx-1');
    await bench.last.answer(started(42));
    bench.end('tx-1');
    const { payload } = bench.last;
    await bench.last.fail('refused');
    assert.equal(payload.transactionId, 42);
    assert.deepEqual(JSON.parse(bench.store.dropped(1)[0]?.payload ?? ''), payload);
  });

  it('tells the station whether the backend could be told when a message was made', () => {
    const seen: boolean[] = [];
    const build = ({ offline }: { readonly offline: boolean }) => {
      seen.push(offline);
      return { action: 'TransactionEvent', payload: {} };
    };
    bench.queue.begin({ localTx: 'a', connector: 1, idTag: undefined, document: {} }, build);
    bench.up();
    bench.queue.update('a', build);
    bench.queue.linkDown();
    bench.queue.end('a', build);
    assert.deepEqual(seen, [true, false, true]);
  });

  it('puts what cannot be stored at all into the list, and goes on in order', async () => {
    bench.begin('tx-1', Number.NaN);
    bench.values('tx-1', 7);
    bench.begin('tx-2');
    assert.match(bench.errors.join(), /cannot be stored/);
    bench.up();
    await bench.last.answer(started(5));
    assert.deepEqual([actions(), bench.queue.waiting()], [['StartTransaction'], 0]);
    assert.deepEqual(
      bench.store.dropped(9).map(({ kind, localTx, why }) => [kind, localTx, why.slice(0, 20)]),
      [
        ['values', undefined, 'the backend never to'],
        ['start', 'tx-1', 'messages to backends'],
      ],
    );
    bench.store.see(bench.store.dropped(1)[0]?.n ?? 0);
    assert.deepEqual(bench.queue.health(), []);
  });

  describe('with time', () => {
    const days = (count: number) => bench.time.advance(count * 86_400_000);
    const look = () => bench.queue.values(undefined, () => ({ action: 'MeterValues', payload: {} }));

    it('gives up what no link has taken for 400 days, the begin before its end', async () => {
      bench.begin('tx-1');
      bench.end('tx-1');
      await days(399);
      look();
      assert.equal(bench.queue.waiting(), 3);
      await days(1.5);
      look();
      assert.equal(bench.queue.waiting(), 2);
      assert.deepEqual(
        bench.store.dropped(9).map(({ kind, why }) => [kind, why]),
        ['stop', 'start'].map((kind) => [kind, 'the backend was not reached for 400 days']),
      );
      assert.deepEqual(bench.queue.health()[0]?.code, 'ocppMessageDropped');
    });

    it('sends what is old rather than give it up, where there is a link', async () => {
      bench.begin('tx-1');
      await days(500);
      bench.up();
      look();
      assert.deepEqual([actions(), bench.store.dropped(9)], [['StartTransaction'], []]);
    });

    it('forgets what was given up 400 days after it was seen to, 1,461 days where nobody looked', async () => {
      bench.settings = { attempts: 1, retryIntervalS: 0 };
      bench.up();
      bench.begin('tx-1');
      await bench.last.fail('refused');
      bench.store.see(bench.store.dropped(1)[0]?.n ?? 0);
      bench.begin('tx-2');
      await bench.last.fail('refused');
      const left = () => bench.store.dropped(9).map(({ localTx }) => localTx);
      await days(399);
      look();
      assert.deepEqual(left(), ['tx-2', 'tx-1']);
      await days(2);
      look();
      assert.deepEqual(left(), ['tx-2']);
      await days(1061);
      look();
      assert.deepEqual(left(), []);
    });

    it('judges no age by a clock that is not set', async () => {
      bench.begin('tx-1');
      bench.synced = false;
      await days(500);
      look();
      assert.equal(bench.store.dropped(9).length, 0);
    });
  });

  describe('when it is full', () => {
    it('leaves out every second meter value, never a begin or an end, and says so', async () => {
      bench.most = { messages: 40, bytes: 1_000_000 };
      await bench.restart();
      bench.begin('tx-1');
      for (let k = 0; k < 100; k += 1) bench.values('tx-1', k);
      bench.end('tx-1');
      bench.begin('tx-2');
      assert.ok(bench.queue.waiting() <= 42);
      const thinned = bench.queue.transaction('tx-1')?.notes.thinned ?? 0;
      assert.equal(thinned, 103 - bench.queue.waiting());
      assert.deepEqual(
        bench.queue.health().map(({ code }) => code),
        ['ocppQueueThinned'],
      );
      await bench.restart();
      assert.equal(bench.queue.transaction('tx-1')?.notes.thinned, thinned);
      bench.up();
      while (bench.queue.waiting() > 0)
        await bench.last.answer(bench.last.action === 'StartTransaction' ? started(bench.calls.length) : {});
      assert.deepEqual(
        actions().filter((action) => action !== 'MeterValues'),
        ['StartTransaction', 'StopTransaction', 'StartTransaction'],
      );
    });

    it('keeps numbers and notes of a transaction right where room is made (2.0.1)', async () => {
      bench.most = { messages: 40, bytes: 1_000_000 };
      await bench.restart();
      const numbered = ({ seqNo }: { seqNo(): number }) => ({
        action: 'TransactionEvent',
        payload: { seqNo: seqNo() },
      });
      bench.queue.begin({ localTx: 'a', connector: 1, idTag: undefined, document: {} }, numbered);
      for (let k = 0; k < 100; k += 1) bench.queue.values('a', numbered, { k });
      bench.queue.end('a', numbered);
      const { seqNo, notes, document } = bench.queue.transaction('a') ?? {};
      assert.deepEqual(document, { k: 99 });
      bench.up();
      while (bench.queue.waiting() > 0) await bench.last.answer();
      const seen = bench.calls.map(({ payload }) => payload.seqNo as number);
      assert.deepEqual(
        seen,
        [...new Set(seen)].sort((a, b) => a - b),
      );
      assert.deepEqual([seen[0], seen.at(-1), seqNo], [0, Number(seqNo) - 1, seqNo]);
      assert.equal(notes?.thinned, 102 - seen.length);
    });

    it('takes begins and ends beyond it, and no meter values where nothing is left to thin', async () => {
      bench.most = { messages: 10, bytes: 1_000_000 };
      await bench.restart();
      for (let k = 0; k < 20; k += 1) {
        assert.equal(bench.begin(`tx-${k}`), true);
        assert.equal(bench.end(`tx-${k}`), true);
      }
      bench.begin('tx-20');
      assert.equal(bench.values('tx-20', 1), false);
      assert.equal(bench.queue.transaction('tx-20')?.notes.thinned, 1);
      assert.equal(bench.queue.waiting(), 41);
    });
  });

  describe('when the clock is not set', () => {
    const stampOf = (k: number) => bench.calls[k]?.payload.timestamp;
    const trueMs = () => bench.time.wallMs();

    it('holds messages until the time is known, and puts their times right', async () => {
      bench.synced = false;
      const skewed = bench.time.skewMs;
      bench.time.skewMs = 0;
      bench.begin('tx-1');
      await bench.time.advance(3_600_000);
      bench.end('tx-1');
      bench.up();
      await bench.time.advance(10_000);
      assert.equal(bench.calls.length, 0);
      bench.time.skewMs = skewed;
      bench.synced = true;
      bench.queue.clockSet();
      assert.equal(stampOf(0), new Date(trueMs() - 3_610_000).toISOString());
      await bench.last.answer(started(1));
      assert.equal(stampOf(1), new Date(trueMs() - 10_000).toISOString());
    });

    it('goes by what the backend says while nobody else knows', async () => {
      bench.synced = false;
      bench.begin('tx-1');
      await bench.time.advance(60_000);
      const toldMs = Date.UTC(2027, 4, 1, 12);
      bench.stamps.learn(toldMs);
      bench.up();
      assert.equal(stampOf(0), '2027-05-01T11:59:00.000Z');
      bench.values('tx-1', 1);
      await bench.last.answer(started(1));
      const [value] = bench.last.payload.meterValue as [{ timestamp: string }];
      assert.equal(value.timestamp, '2027-05-01T12:00:00.000Z');
      bench.stamps.learn(Date.UTC(1970, 0, 1));
      assert.equal(bench.queue.stamp(), '2027-05-01T12:00:00.000Z');
    });

    it('knows them after the system has started anew, where its time was known before', async () => {
      bench.synced = false;
      bench.time.skewMs = 0;
      bench.begin('tx-1');
      await bench.time.advance(60_000);
      bench.synced = true;
      bench.time.skewMs = 200_000_000_000;
      const beganMs = trueMs() - 60_000;
      bench.queue.clockSet();
      bench.boot = 'boot-2';
      bench.bootBeganMs = bench.time.monotonicMs();
      await bench.restart();
      bench.up();
      assert.equal(stampOf(0), new Date(beganMs).toISOString());
      assert.equal(bench.queue.transaction('tx-1')?.notes.timeGuessed, undefined);
    });

    it('guesses where the clock was never set in that run, and notes it on the transaction', async () => {
      bench.synced = false;
      bench.time.skewMs = 0;
      bench.begin('tx-1');
      await bench.time.advance(60_000);
      bench.boot = 'boot-2';
      bench.bootBeganMs = bench.time.monotonicMs();
      bench.synced = true;
      bench.time.skewMs = 200_000_000_000;
      const startMs = trueMs();
      await bench.restart();
      await bench.time.advance(60_000);
      bench.up();
      assert.equal(stampOf(0), new Date(startMs).toISOString());
      assert.equal(bench.queue.transaction('tx-1')?.notes.timeGuessed, true);
    });
  });
});
