import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrations } from '../../../firmware/store/migrations.ts';
import { setAsideFiles } from '../../../firmware/store/set-aside.ts';
import { start } from '../../../firmware/store/start.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { tablesOf } from '../../../firmware/store/tables/all.ts';
import { contentOf, fill, ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

const pageBytes = 4096;

/** Bytes that look like nothing, the same on every run. */
function noise(length: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return (state >> 16) & 255;
    }),
  );
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
}

const changeBy = (file: string, sql: string) => {
  const db = new Database(file);
  db.exec(sql);
  db.close();
};

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['zeros at the head', (file) => overwrite(file, 0, Buffer.alloc(100))],
  ['zeros over the first page', (file) => overwrite(file, 0, Buffer.alloc(pageBytes))],
  ['only zeros', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
  ['a cut in the middle', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ['a cut after 10 bytes', (file) => truncateSync(file, 10)],
  ['noise in a page', (file) => overwrite(file, 3 * pageBytes, noise(pageBytes, 1))],
  ['noise everywhere', (file) => writeFileSync(file, noise(statSync(file).size, 2))],
  ['a text in its place', (file) => writeFileSync(file, 'this is not a database\n'.repeat(100))],
  ['a version from the future', (file) => changeBy(file, 'PRAGMA user_version = 99')],
  ['a missing table', (file) => changeBy(file, 'DROP TABLE rulings')],
  ['a table of another shape', (file) => changeBy(file, 'ALTER TABLE meta ADD COLUMN extra TEXT')],
  ['another program as its owner', (file) => changeBy(file, 'PRAGMA application_id = 7')],
  ['a site document that was altered', (file) => changeBy(file, `UPDATE site_versions SET document = '{"name":"y"}'`)],
  [
    'a value its table forbids',
    (file) => changeBy(file, 'PRAGMA ignore_check_constraints = 1; UPDATE rulings SET value = -5'),
  ],
  ['no count of changes', (file) => changeBy(file, 'DELETE FROM changes')],
];

describe('the start of the store', () => {
  let folder: TestFolder;
  let main: string;
  let lastGood: string;
  beforeEach(() => {
    folder = testFolder();
    main = join(folder.dir, 'netwacht.sqlite');
    lastGood = join(folder.dir, 'last-good.sqlite');
  });
  afterEach(() => folder.end());

  const filled = () =>
    folder.with((store) => {
      fill(store);
      return contentOf(store);
    });

  it('on an empty folder makes both files and is claimable', () => {
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(store.health(), []);
    assert.equal(store.accounts.claimed(), false);
    assert.ok(existsSync(main) && existsSync(lastGood));
  });

  for (const [what, damage] of damages) {
    it(`with ${what} in the main file sets it aside unchanged and comes up from the last-good copy`, () => {
      const content = filled();
      damage(main);
      const damaged = readFileSync(main);
      const store = folder.open();
      const name = 'netwacht.sqlite.set-aside-20260102T030405.000Z';
      assert.equal(store.startUp.restored, 'fromLastGood');
      assert.equal(store.startUp.setAside, name);
      assert.match(store.startUp.reason ?? '', /^netwacht\.sqlite: ./);
      assert.ok(readFileSync(join(folder.dir, name)).equals(damaged));
      assert.deepEqual(contentOf(store), content);
      assert.equal(store.accounts.claimed(), true);
      assert.deepEqual(
        store.health().map((h) => [h.severity, h.code, h.what]),
        [['fault', 'storeSetAside', name]],
      );
      store.variables.write({ put: [variable('AVAIL', 7)], remove: [], rulings: [] });
      store.close();
      const next = folder.open();
      assert.deepEqual(next.startUp, { restored: 'none' });
      assert.deepEqual(next.variables.all(), [variable('AVAIL', 7)]);
    });

    it(`with ${what} in the last-good copy sets that aside and makes it anew from the main file`, () => {
      const content = filled();
      damage(lastGood);
      folder.with((store) => {
        assert.equal(store.startUp.restored, 'none');
        assert.match(store.startUp.setAside ?? '', /^last-good\.sqlite\.set-aside-/);
        assert.match(store.startUp.reason ?? '', /^last-good\.sqlite: ./);
        assert.deepEqual(contentOf(store), content);
      });
      rmSync(main);
      const store = folder.open();
      assert.equal(store.startUp.restored, 'fromLastGood');
      assert.deepEqual(contentOf(store), content);
    });

    it(`with ${what} in both files comes up empty, but never claimable`, () => {
      filled();
      damage(main);
      damage(lastGood);
      const store = folder.open();
      assert.equal(store.startUp.restored, 'empty');
      assert.equal(setAsideFiles(folder.dir).length, 2);
      assert.equal(store.accounts.claimed(), 'unknown');
      assert.equal(store.accounts.password('admin'), undefined);
      assert.deepEqual(store.variables.all(), []);
      store.close();
      assert.equal(folder.open().accounts.claimed(), 'unknown', 'nor after the next start');
    });
  }

  it('loses nothing to noise in any one page of the main file', function () {
    this.timeout(30_000);
    folder.with((store) => {
      fill(store);
      store.site.put({ name: 'x', note: 'n'.repeat(40_000) });
      store.variables.write({
        put: Array.from({ length: 250 }, (_, i) => variable(`variable_number_${i}`, i)),
        remove: [],
        rulings: [],
      });
    });
    const content = folder.with(contentOf);
    const copies = [readFileSync(main), readFileSync(lastGood)] as const;
    const pages = copies[0].length / pageBytes;
    let restored = 0;
    for (let page = 0; page < pages; page += 1) {
      writeFileSync(main, copies[0]);
      writeFileSync(lastGood, copies[1]);
      overwrite(main, page * pageBytes, noise(pageBytes, page + 10));
      folder.with((store) => {
        if (store.startUp.restored === 'fromLastGood') restored += 1;
        assert.deepEqual(contentOf(store), content, `page ${page}`);
      });
    }
    assert.ok(restored > pages / 2, `${restored} of ${pages} noticed`);
  });

  it('with the main file gone comes up from the last-good copy', () => {
    const content = filled();
    rmSync(main);
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'fromLastGood', reason: 'netwacht.sqlite is missing' });
    assert.deepEqual(contentOf(store), content);
  });

  it('with the main file cut to nothing comes up from the last-good copy, and keeps the log that was left', () => {
    const content = filled();
    writeFileSync(main, '');
    writeFileSync(`${main}-wal`, 'all that is left');
    const store = folder.open();
    assert.equal(store.startUp.restored, 'fromLastGood');
    assert.equal(readFileSync(join(folder.dir, `${store.startUp.setAside}-wal`), 'utf8'), 'all that is left');
    assert.deepEqual(contentOf(store), content);
  });

  it('with both files gone is empty and not claimable when it had an owner', () => {
    filled();
    rmSync(main);
    rmSync(lastGood);
    const store = folder.open();
    assert.equal(store.startUp.restored, 'empty');
    assert.equal(store.accounts.claimed(), 'unknown');
    assert.deepEqual(
      store.health().map((h) => h.severity),
      ['fault'],
    );
  });

  it('takes the last-good copy when the main file has lost answered changes', () => {
    filled();
    copyFileSync(main, `${main}.backup`);
    folder.with((store) => store.variables.write({ put: [variable('AVAIL', 0)], remove: [], rulings: [ruling(0)] }));
    copyFileSync(`${main}.backup`, main);
    const store = folder.open();
    assert.equal(store.startUp.restored, 'fromLastGood');
    assert.match(store.startUp.reason ?? '', /lacks the last 1 changes/);
    assert.deepEqual(store.variables.all(), [variable('AVAIL', 0)]);
    assert.deepEqual(store.rulings.all(), [ruling(0)]);
  });

  it('takes the main file of another box as it is', () => {
    const other = testFolder();
    try {
      other.with((store) => store.variables.write({ put: [variable('X', 1)], remove: [], rulings: [] }));
      filled();
      copyFileSync(join(other.dir, 'netwacht.sqlite'), main);
      const store = folder.open();
      assert.deepEqual(store.startUp, { restored: 'none' });
      assert.deepEqual(store.variables.all(), [variable('X', 1)]);
    } finally {
      other.end();
    }
  });

  it('never overwrites what was set aside before, and warns when it becomes many', () => {
    filled();
    for (let n = 1; n <= 11; n += 1) {
      writeFileSync(main, `broken ${n}`.padEnd(200));
      folder.with((store) => {
        const many = store.health().some((h) => h.id === 'store:setAside');
        assert.equal(many, n > 10);
      });
    }
    const texts = setAsideFiles(folder.dir).map((name) => readFileSync(join(folder.dir, name), 'utf8').trim());
    assert.deepEqual(new Set(texts), new Set(Array.from({ length: 11 }, (_, i) => `broken ${i + 1}`)));
  });

  it('refuses a data folder that another store has open', () => {
    const store = folder.open();
    fill(store);
    assert.throws(
      () => folder.open(),
      (error) => error instanceof StoreError && error.code === 'inUse',
    );
    assert.deepEqual(setAsideFiles(folder.dir), []);
    store.variables.write({ put: [variable('AVAIL', 3)], remove: [], rulings: [] });
    assert.deepEqual(store.health(), []);
  });

  /** Makes a file one that is there and cannot be opened, whoever asks: a link to itself. */
  const block = (file: string) => {
    renameSync(file, `${file}.away`);
    symlinkSync(file, file);
  };
  const unblock = (file: string) => renameSync(`${file}.away`, file);

  it('does not rename a main file that cannot be opened, and ends with a typed error', () => {
    filled();
    block(main);
    assert.throws(
      () => folder.open(),
      (error) => error instanceof StoreError && error.code === 'unreadable' && error.facts.file === 'netwacht.sqlite',
    );
    assert.deepEqual(setAsideFiles(folder.dir), []);
    unblock(main);
    assert.deepEqual(folder.open().startUp, { restored: 'none' });
  });

  it('goes on without a last-good copy that cannot be opened, says so, and makes it when it can', () => {
    const content = filled();
    block(lastGood);
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOf(store), content);
    assert.deepEqual(
      store.health().map((h) => [h.severity, h.code, h.what]),
      [['warning', 'notPersisted', 'last-good.sqlite']],
    );
    rmSync(lastGood);
    store.variables.write({ put: [variable('AVAIL', 3)], remove: [], rulings: [] });
    assert.deepEqual(store.health(), []);
    const changed = contentOf(store);
    store.close();
    rmSync(main);
    assert.deepEqual(contentOf(folder.open()), changed);
  });

  it('does not begin anew while neither file can be read', () => {
    const content = filled();
    block(lastGood);
    rmSync(main);
    assert.throws(
      () => folder.open(),
      (error) => error instanceof StoreError && error.code === 'unreadable' && error.facts.file === 'last-good.sqlite',
    );
    assert.ok(!existsSync(main), 'nothing was begun');
    unblock(lastGood);
    assert.deepEqual(contentOf(folder.open()), content);
  });

  describe('with a newer program', () => {
    const newer = [...migrations, "CREATE TABLE sessions (id TEXT PRIMARY KEY) STRICT; UPDATE meta SET value = 'new'"];
    const startWith = (steps: readonly string[]) =>
      start({ dir: folder.dir, clock: folder.clock, claimed: true, steps });

    it('brings both files up to date and keeps what is in them', () => {
      const content = filled();
      const { main: db, lastGood: copy, startUp } = startWith(newer);
      const tables = tablesOf(db);
      copy.follow({ db, tables });
      assert.deepEqual(startUp, { restored: 'none' });
      assert.deepEqual(tables.variables.all(), content.variables);
      for (const each of [db, copy.source()]) {
        assert.equal(each.pragma('user_version', { simple: true }), 2);
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

    it('changes nothing when a step fails', () => {
      const content = filled();
      assert.throws(() => startWith([...migrations, 'CREATE TABLE half (a) STRICT; no such sentence']));
      assert.throws(() => startWith([...migrations, 'DELETE FROM variables', 'no such sentence']));
      const store = folder.open();
      assert.deepEqual(store.startUp, { restored: 'none' });
      assert.deepEqual(contentOf(store), content);
    });
  });

  it('leaves no other files behind than it names', () => {
    filled();
    const known = /^(netwacht\.sqlite|last-good\.sqlite)(-wal|-shm)?$|^keys$|^spare-room$/;
    for (const name of readdirSync(folder.dir)) assert.match(name, known);
  });
});
