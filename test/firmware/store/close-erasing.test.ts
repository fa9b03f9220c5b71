import assert from 'node:assert/strict';
import { existsSync, linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const canary = 'canary-Sesame-4711';

describe('S32 the write-ahead log of a database that is closed', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  for (const name of ['netwacht.sqlite', 'last-good.sqlite'])
    it(`is overwritten before its blocks are free, and nothing is lost: ${name}`, () => {
      const seen = join(folder.dir, 'seen');
      folder.with((store) => {
        store.meta.set('note', canary);
        linkSync(join(folder.dir, `${name}-wal`), seen);
        assert.ok(readFileSync(seen).includes(canary));
      });
      assert.equal(existsSync(join(folder.dir, `${name}-wal`)), false);
      assert.equal(readFileSync(seen).includes(canary), false);
      folder.with((store) => assert.equal(store.meta.get('note'), canary));
    });

  it('stays whole while somebody else still reads from it', () => {
    const store = folder.open();
    store.meta.set('note', canary);
    const reader = openStoreReader(folder.dir);
    store.close();
    assert.ok(readFileSync(join(folder.dir, 'netwacht.sqlite-wal')).includes(canary));
    assert.equal(reader.change() > 0, true);
    reader.close();
    folder.with((again) => assert.equal(again.meta.get('note'), canary));
  });
});
