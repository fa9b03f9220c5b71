import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import type { Store } from '../../../firmware/store/store.ts';
import { StoreError, systemCode } from '../../../firmware/store/store-error.ts';
import { contentOf, fill, ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

const notPersisted = (error: unknown) => error instanceof StoreError && error.code === 'notPersisted';

const setAvail = (store: Store, value: number) =>
  store.variables.write({ put: [variable('AVAIL', value)], remove: [], rulings: [ruling(value * 550)] });

describe('a full disk', () => {
  let disk: string;
  let folder: TestFolder;

  before(function () {
    // A file system of its own can only be mounted by root.
    disk = mkdtempSync(join(tmpdir(), 'netwacht-disk-'));
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', disk]);
    if (status !== 0) {
      rmSync(disk, { recursive: true });
      this.skip();
    }
  });
  after(() => {
    if (!existsSync(disk)) return;
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = testFolder(disk);
  });
  afterEach(() => {
    folder.end();
    empty();
  });

  /** Takes all the room that is left. */
  function fillUp(): void {
    const handle = openSync(join(disk, 'filler'), 'a');
    try {
      for (const size of [65536, 4096, 1]) for (;;) if (writeSync(handle, Buffer.alloc(size)) < size) break;
    } catch (error) {
      assert.equal(systemCode(error), 'ENOSPC');
    } finally {
      closeSync(handle);
    }
  }
  const empty = () => rmSync(join(disk, 'filler'), { force: true });

  it('refuses a change whole, says so, keeps the old values for all readers, and takes changes again when there is room', () => {
    const store = folder.open();
    fill(store);
    const before = contentOf(store);
    const reader = openStoreReader(folder.dir);
    fillUp();
    for (let i = 0; i < 3; i += 1) assert.throws(() => setAvail(store, 20), notPersisted);
    assert.throws(() => store.site.put({ name: 'Plein 1' }), notPersisted);
    assert.throws(() => store.accounts.setPassword('admin', 'other'), notPersisted);
    assert.throws(() => store.audit.append({ who: 'admin', what: 'tried' }), notPersisted);
    assert.deepEqual(contentOf(store), before);
    assert.deepEqual(reader.variables(), before.variables);
    assert.deepEqual(reader.rulings(), before.rulings);
    const [health] = store.health();
    assert.deepEqual([health?.severity, health?.code, health?.what], ['fault', 'notPersisted', 'netwacht.sqlite']);
    assert.match(health?.message ?? '', /the disk is full/);
    empty();
    setAvail(store, 20);
    store.audit.append({ who: 'admin', what: 'tried again' });
    assert.deepEqual(store.health(), []);
    assert.deepEqual(
      store.audit.list({ limit: 5 }).map(({ what }) => what),
      ['tried again'],
    );
    // What the log of the box lacks it says itself.
    const gap = store.proof.newest('grid', 5).find(({ kind }) => kind === 'gap');
    assert.match(gap?.data ?? '', /"commands":0,"rows":1,/);
    assert.deepEqual(reader.variables(), [variable('AVAIL', 20)]);
    reader.close();
    store.close();
    const next = folder.open();
    assert.deepEqual(next.startUp, { restored: 'none' });
    assert.deepEqual(next.rulings.all(), [ruling(11000)]);
  });

  it('names the facts in the error', () => {
    const store = folder.open();
    fillUp();
    assert.throws(
      () => setAvail(store, 1),
      (error) => {
        assert.ok(error instanceof StoreError);
        assert.deepEqual(error.facts, { file: 'netwacht.sqlite', what: 'variables', system: 'SQLITE_FULL' });
        return true;
      },
    );
  });

  it('under the last-good copy alone is reported and made up for, and does not stop a change', () => {
    const other = testFolder();
    try {
      // The copy on the small disk, the main file elsewhere.
      const far = join(disk, 'far');
      mkdirSync(far);
      symlinkSync(join(far, 'last-good.sqlite'), join(other.dir, 'last-good.sqlite'));
      const store = other.open();
      fill(store);
      fillUp();
      setAvail(store, 20);
      setAvail(store, 10);
      assert.deepEqual(store.variables.all(), [variable('AVAIL', 10)]);
      assert.deepEqual(
        store.health().map((h) => [h.severity, h.code, h.what]),
        [['warning', 'notPersisted', 'last-good.sqlite']],
      );
      empty();
      setAvail(store, 5);
      assert.deepEqual(store.health(), []);
      const content = contentOf(store);
      store.close();
      rmSync(join(other.dir, 'netwacht.sqlite'));
      const restored = other.open();
      assert.equal(restored.startUp.restored, 'fromLastGood');
      assert.deepEqual(contentOf(restored), content);
    } finally {
      other.end();
      rmSync(join(disk, 'far'), { recursive: true, force: true });
    }
  });

  it('at the start does not keep the store from opening, and never makes it take a good file for a bad one', () => {
    const content = folder.with((store) => {
      fill(store);
      return contentOf(store);
    });
    fillUp();
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOf(store), content);
    setAvail(store, 20);
    assert.deepEqual(store.variables.all(), [variable('AVAIL', 20)]);
  });

  it('at the start without any spare room left ends it with a typed error and touches nothing', () => {
    const content = folder.with((store) => {
      fill(store);
      return contentOf(store);
    });
    rmSync(join(folder.dir, 'spare-room'));
    fillUp();
    assert.throws(
      () => folder.open(),
      (error) => error instanceof StoreError && error.code === 'unreadable' && /the disk is full/.test(error.message),
    );
    empty();
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOf(store), content);
  });
});
