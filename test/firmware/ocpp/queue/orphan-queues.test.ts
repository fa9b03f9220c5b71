import assert from 'node:assert/strict';
import { OrphanQueues } from '../../../../firmware/ocpp/queue/orphan-queues.ts';
import { Bench, name } from './queue-fixture.ts';

describe('queues whose station does not run', () => {
  let bench: Bench;
  let running: { backend: string; station: string }[];
  let orphans: OrphanQueues;
  beforeEach(() => {
    bench = new Bench();
    running = [];
    const { store, time: clock } = bench;
    orphans = new OrphanQueues({ store, clock, running: () => running, timeSynced: () => bench.synced });
  });
  afterEach(() => bench.close());
  const told = () => orphans.health().map(({ id, severity }) => `${id} ${severity}`);

  it('tell what waits there and what was given up, until it is seen or the station is back', async () => {
    assert.deepEqual(told(), []);
    bench.begin('tx-1');
    await bench.time.advance(60_000);
    assert.deepEqual(told(), ['ocpp:waits:supplier/CP1 warning']);
    assert.match(
      orphans.health()[0]?.message ?? '',
      /1 message about money waits for backend supplier.*configure it again/,
    );
    running = [name];
    assert.deepEqual(told(), []);
    running = [];
    bench.store.giveUp(name, 'its backend was removed');
    await bench.time.advance(60_000);
    assert.deepEqual(told(), ['ocpp:dropped:supplier/CP1 fault']);
    bench.store.see(bench.store.dropped(1)[0]?.n ?? 0);
    assert.deepEqual(told(), []);
  });

  it('give up what is older than 400 days, by a clock that is set only', async () => {
    bench.begin('tx-1');
    bench.synced = false;
    await bench.time.advance(401 * 86_400_000);
    assert.deepEqual(told(), ['ocpp:waits:supplier/CP1 warning']);
    bench.synced = true;
    await bench.time.advance(60_000);
    assert.deepEqual(told(), ['ocpp:dropped:supplier/CP1 fault']);
    assert.equal(bench.store.dropped(1)[0]?.why, 'the backend was not reached for 400 days');
  });
});
