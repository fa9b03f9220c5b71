import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { setAsideFiles } from '../../../firmware/store/set-aside.ts';
import { contentOf, fill, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

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
  [
    'tables of the future',
    (file) => changeBy(file, 'ALTER TABLE meta ADD COLUMN extra TEXT; PRAGMA user_version = 99'),
  ],
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

describe('the start of the store with a damaged file', () => {
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

  it('loses nothing to noise in any one page of the main file', () => {
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
});
