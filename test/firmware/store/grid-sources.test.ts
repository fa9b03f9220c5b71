import assert from 'node:assert/strict';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const lpc = { id: 'lpc:guard', state: '{"state":"limited"}', atMs: 1000 };
const ripple = { id: 'input:ripple', state: '{}', atMs: 2000 };

describe('what sources of limits keep on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('comes back as it was after a restart, in the reader too', () => {
    folder.with((store) => store.gridSources.put([lpc, ripple]));
    const store = folder.open();
    assert.deepEqual(store.gridSources.all(), [lpc, ripple]);
    const reader = openStoreReader(folder.dir);
    assert.deepEqual(reader.snapshot().gridSources, [lpc, ripple]);
    reader.close();
  });

  it('is written when it is another state only, and goes with its source', () => {
    const store = folder.open();
    store.gridSources.put([lpc]);
    const reader = openStoreReader(folder.dir);
    const change = reader.change();
    store.gridSources.put([{ ...lpc, atMs: 9000 }]);
    store.gridSources.removeExcept(['lpc:guard']);
    assert.equal(reader.change(), change, 'nothing was written');
    store.gridSources.put([{ ...lpc, state: 'other', atMs: 9000 }]);
    assert.deepEqual(store.gridSources.all(), [{ ...lpc, state: 'other', atMs: 9000 }]);
    store.gridSources.removeExcept([]);
    assert.deepEqual(store.gridSources.all(), []);
    reader.close();
  });
});
