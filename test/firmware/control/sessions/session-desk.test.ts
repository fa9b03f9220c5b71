import assert from 'node:assert/strict';
import type { Store } from '../../../../firmware/store/store.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';
import { SessionBench } from './session-bench.ts';

describe('the desk of charging sessions', () => {
  let folder: TestFolder;
  let store: Store;
  let bench: SessionBench;

  beforeEach(() => {
    folder = testFolder();
    store = folder.open();
    bench = new SessionBench(store, ['E1', 'E2']);
  });
  afterEach(() => folder.end());

  const all = () => store.sessions.page(0, Number.MAX_SAFE_INTEGER, undefined, 100).map(({ session }) => session);

  it('keeps a session with its quarter hours, its user and its cost', () => {
    bench.who = { E1: { user: 'anna', tag: 'blue' } };
    bench.run(5).set('E1', 'C', 11_000).run(1800, 5).set('E1', 'A').run(30);
    const [session] = all();
    assert.ok(session);
    const { id, chargePoint, name, user, tag, energyWh, costUct, gridWh, flags, meterStartWh = 0 } = session;
    assert.deepEqual([id, chargePoint, name, user, tag], [1, 'E1', 'Place E1', 'anna', 'blue']);
    assert.equal(energyWh, 5500);
    assert.equal(gridWh, 5500);
    assert.equal(costUct, 5500 * 30_000);
    assert.equal(session.meterStopWh, meterStartWh + 5500);
    assert.deepEqual(flags, []);
    const quarters = store.sessions.quarters(1);
    assert.equal(
      quarters.reduce((sum, { energyWh: wh }) => sum + wh, 0),
      5500,
    );
    assert.equal(quarters.length, 3);
    assert.deepEqual(bench.desk.open(), []);
  });

  it('tells what runs, and goes on after a kill', () => {
    bench.run(5).set('E1', 'C', 11_000).set('E2', 'B').run(900, 5);
    assert.equal(bench.desk.sessionNow('E1')?.energyWh, 2750);
    assert.equal(bench.desk.sessionNow('E2')?.energyWh, 0);
    assert.deepEqual([...bench.desk.now().keys()], ['E1', 'E2']);
    store.close();
    store = folder.open();
    bench.deskOn(store);
    bench.run(900, 5).set('E1', 'A').run(30);
    const [session] = all();
    assert.equal(session?.id, 1);
    assert.equal(session.energyWh, 5500);
    assert.equal(bench.desk.sessionNow('E1'), undefined);
    bench.set('E1', 'B').run(2);
    assert.equal(bench.desk.open().find(({ chargePoint }) => chargePoint === 'E1')?.id, 3);
  });

  it('writes when a session begins or ends and once a quarter hour, and every five minutes where a car charges', () => {
    let writes = 0;
    const { write } = store.sessions;
    store.sessions.write = (...args) => {
      writes += 1;
      write.apply(store.sessions, args);
    };
    bench.set('E1', 'C', 11_000).run(3600, 5);
    assert.ok(writes >= 12 && writes <= 20, String(writes));
    writes = 0;
    bench.set('E1', 'B').run(7200, 5);
    assert.ok(writes <= 7, String(writes));
  });

  it('begins anew where what was kept cannot be understood, and goes on with the others', () => {
    bench.run(5).set('E1', 'C', 11_000).set('E2', 'C', 11_000).run(60);
    store.sessions.write({ open: [{ id: 1, chargePoint: 'E1' }] });
    bench.deskOn(store);
    bench.run(60);
    assert.deepEqual(bench.logged, ['sessions that ran cannot be understood; they begin anew']);
    assert.deepEqual(
      bench.desk.open().map(({ id, chargePoint }) => [id, chargePoint]),
      [
        [2, 'E2'],
        [3, 'E1'],
      ],
    );
  });

  it('loses nothing while the disk refuses, and says so', () => {
    bench.run(5).set('E1', 'C', 11_000).run(60);
    const { write } = store.sessions;
    store.sessions.write = () => {
      throw new Error('full');
    };
    bench.run(1800, 5).set('E1', 'A').run(30);
    assert.equal(all().length, 0);
    assert.equal(bench.desk.waiting().length, 1);
    assert.ok(bench.logged.length > 0);
    store.sessions.write = write;
    bench.run(30);
    const [session] = all();
    assert.equal(
      store.sessions.quarters(session?.id ?? 0).reduce((sum, { energyWh }) => sum + energyWh, 0),
      session?.energyWh,
    );
  });
});
