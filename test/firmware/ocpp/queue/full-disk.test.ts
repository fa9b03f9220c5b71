import assert from 'node:assert/strict';
import { SmallDisk } from '../../../site/small-disk.ts';
import { Bench, name, started } from './queue-fixture.ts';

describe('the queue of messages about money on a disk that is full', () => {
  let disk: SmallDisk;
  let bench: Bench;
  before(function () {
    const mounted = SmallDisk.mount();
    if (mounted === undefined) this.skip();
    disk = mounted;
  });
  after(() => disk?.unmount());
  beforeEach(() => {
    bench = new Bench(disk.dir);
  });
  afterEach(() => {
    bench.close();
    disk.free();
  });
  const faults = () => bench.health.list().map(({ id, severity }) => [id, severity]);

  /** Until the disk takes no message any more: how many it took. */
  function fillUp(): number {
    disk.fill();
    let made = 0;
    while (faults().length === 0 && made < 5000) {
      bench.values('tx-1', made);
      made += 1;
    }
    assert.deepEqual(faults(), [['store:ocpp', 'fault']]);
    return made;
  }

  it('holds what the disk refuses in memory, says so, and writes it in its order when there is room', async () => {
    bench.begin('tx-1');
    const made = fillUp();
    bench.end('tx-1');
    bench.begin('tx-2');
    assert.equal(bench.queue.waiting(), made + 3);
    assert.ok(bench.store.count(name).messages < made + 3);
    disk.free();
    await bench.time.advance(10_000);
    assert.deepEqual([faults(), bench.store.count(name).messages], [[], made + 3]);
    await bench.restart();
    bench.up();
    await bench.last.answer(started(1));
    while (bench.queue.waiting() > 1) await bench.last.answer();
    const actions = bench.calls.map(({ action }) => action);
    assert.deepEqual(
      [actions.length, actions.at(-2), actions.at(-1)],
      [made + 3, 'StopTransaction', 'StartTransaction'],
    );
    assert.equal(bench.last.payload.transactionId, undefined);
  });

  it('sends from memory what the disk refuses, and repeats none of it afterwards', async () => {
    bench.begin('tx-1');
    const made = fillUp();
    bench.end('tx-1');
    bench.up();
    await bench.last.answer(started(1));
    while (bench.queue.waiting() > 0) await bench.last.answer();
    assert.equal(bench.calls.length, made + 2);
    disk.free();
    await bench.time.advance(10_000);
    await bench.restart();
    bench.up();
    assert.deepEqual([bench.calls.length, bench.queue.waiting(), bench.queue.open()], [made + 2, 0, []]);
  });
});
