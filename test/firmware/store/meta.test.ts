import assert from 'node:assert/strict';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('small things in the store', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('are set, replaced, removed, and there after a restart', () => {
    folder.with((store) => {
      assert.equal(store.meta.get('a'), undefined);
      store.meta.set('a', '1');
      store.meta.set('b', '2');
      store.meta.set('a', '3');
      store.meta.remove('b');
      store.meta.remove('never');
    });
    const store = folder.open();
    assert.equal(store.meta.get('a'), '3');
    assert.equal(store.meta.get('b'), undefined);
  });
});
