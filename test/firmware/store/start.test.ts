import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setAsideFiles } from '../../../firmware/store/set-aside.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { contentOf, fill, ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

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

  it('leaves no other files behind than it names', () => {
    filled();
    const known = /^(netwacht\.sqlite|last-good\.sqlite)(-wal|-shm)?$|^keys$|^spare-room$/;
    for (const name of readdirSync(folder.dir)) assert.match(name, known);
  });
});
