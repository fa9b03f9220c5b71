import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { StoredOrder } from '../../../firmware/domain/stored-order.ts';
import { migrations } from '../../../firmware/store/migrations.ts';
import { start } from '../../../firmware/store/start.ts';
import { tablesOf } from '../../../firmware/store/tables/all.ts';
import { contentOf, fill, ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

const order: StoredOrder = {
  kind: 'override',
  chargePoint: 'E1',
  limitMa: 0,
  rulesOff: false,
  begun: false,
  atMs: 1000,
  source: 'admin',
};

describe('a newer program', () => {
  let folder: TestFolder;
  let main: string;
  beforeEach(() => {
    folder = testFolder();
    main = join(folder.dir, 'netwacht.sqlite');
  });
  afterEach(() => folder.end());

  const filled = () =>
    folder.with((store) => {
      fill(store);
      return contentOf(store);
    });

  const newer = [...migrations, "CREATE TABLE sessions (id TEXT PRIMARY KEY) STRICT; UPDATE meta SET value = 'new'"];
  const startWith = (steps: readonly string[]) => start({ dir: folder.dir, clock: folder.clock, claimed: true, steps });

  it('brings both files up to date and keeps what is in them', () => {
    const content = filled();
    const { main: db, lastGood: copy, startUp } = startWith(newer);
    const tables = tablesOf(db);
    copy.follow({ db, tables });
    assert.deepEqual(startUp, { restored: 'none' });
    assert.deepEqual(tables.variables.all(), content.variables);
    for (const each of [db, copy.source()]) {
      assert.equal(each.pragma('user_version', { simple: true }), newer.length);
      assert.deepEqual(each.prepare('SELECT value FROM meta').all(), [{ value: 'new' }]);
    }
    copy.close();
    db.close();
  });

  it('restores from a last-good copy that is still of the old version', () => {
    const content = filled();
    rmSync(main);
    const { main: db, lastGood: copy, startUp } = startWith(newer);
    assert.equal(startUp.restored, 'fromLastGood');
    assert.deepEqual(tablesOf(db).variables.all(), content.variables);
    copy.close();
    db.close();
  });

  it('brings a last-good copy that an older program made level in every table', () => {
    const content = filled();
    folder.with((store) => store.orders.put(order));
    // The same number of changes, but none of the tables that came later.
    const copy = new Database(join(folder.dir, 'last-good.sqlite'));
    copy.exec('DROP TABLE orders; PRAGMA user_version = 1');
    copy.close();
    const store = folder.open();
    store.close();
    rmSync(main);
    const restored = folder.open();
    assert.equal(restored.startUp.restored, 'fromLastGood');
    assert.deepEqual(contentOf(restored), content);
    assert.deepEqual(restored.orders.all(), [order]);
  });

  it('changes nothing when a step fails', () => {
    const content = filled();
    assert.throws(() => startWith([...migrations, 'CREATE TABLE half (a) STRICT; no such sentence']));
    assert.throws(() => startWith([...migrations, 'DELETE FROM variables', 'no such sentence']));
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOf(store), content);
  });
});

describe('a program that was rolled back', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const later = [
    ...migrations,
    'CREATE TABLE sessions (id TEXT PRIMARY KEY) STRICT',
    'CREATE INDEX at ON audit (at_ms)',
  ];

  /** What the newer program left: both files of a later version, one row in a table of its own. */
  const leftByNewer = () => {
    folder.with(fill);
    const { main, lastGood } = start({ dir: folder.dir, clock: folder.clock, claimed: true, steps: later });
    main.exec("INSERT INTO sessions VALUES ('s1')");
    lastGood.follow({ db: main, tables: tablesOf(main) });
    lastGood.close();
    main.close();
  };

  it('works on both files of the newer one, loses nothing, and hands all of it back', () => {
    leftByNewer();
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(store.health(), []);
    assert.deepEqual(store.variables.all(), [variable('AVAIL', 40)]);
    store.variables.write({ put: [variable('AVAIL', 0)], remove: [], rulings: [ruling(0)] });
    assert.deepEqual(store.health(), []);
    store.close();
    const again = start({ dir: folder.dir, clock: folder.clock, claimed: true, steps: later });
    assert.equal(again.startUp.restored, 'none');
    assert.deepEqual(tablesOf(again.main).variables.all(), [variable('AVAIL', 0)]);
    assert.deepEqual(again.main.prepare('SELECT id FROM sessions').all(), [{ id: 's1' }]);
    again.lastGood.close();
    again.main.close();
  });

  it('restores from a last-good copy of the newer one', () => {
    leftByNewer();
    rmSync(join(folder.dir, 'netwacht.sqlite'));
    const store = folder.open();
    assert.equal(store.startUp.restored, 'fromLastGood');
    assert.deepEqual(store.rulings.all(), [ruling(22000)]);
    assert.equal(store.accounts.claimed(), true);
  });

  it('sets aside a newer file that changed a table it knows', () => {
    folder.with(fill);
    const changed = [...migrations, 'ALTER TABLE variables ADD COLUMN note TEXT'];
    const { main, lastGood } = start({ dir: folder.dir, clock: folder.clock, claimed: true, steps: changed });
    lastGood.close();
    main.close();
    const { startUp } = folder.open();
    assert.equal(startUp.restored, 'fromLastGood');
    assert.match(startUp.reason ?? '', /newer than this program knows/);
  });

  it('can rely on that: every step of ours leaves what the steps before made as it is', () => {
    const tablesAfter = (steps: number) => {
      const db = new Database(':memory:');
      for (const step of migrations.slice(0, steps)) db.exec(step);
      return db.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all();
    };
    for (let steps = 1; steps < migrations.length; steps += 1) {
      const next = tablesAfter(steps + 1);
      assert.deepEqual(
        tablesAfter(steps).filter((sql) => !next.includes(sql)),
        [],
      );
    }
  });
});
