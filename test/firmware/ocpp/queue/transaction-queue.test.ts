import assert from 'node:assert/strict';
import { Bench, started } from './queue-fixture.ts';

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
    bench.queue.seen();
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
});
