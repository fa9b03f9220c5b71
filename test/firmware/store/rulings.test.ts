import assert from 'node:assert/strict';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { ruling, type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('stored rulings', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('hold one value per limit, zero included, over a restart', () => {
    const p14a = ruling(0, { limitId: 'p14a', circuit: 'garage', unit: 'mA', text: '0' });
    folder.with((store) => {
      store.rulings.put([ruling(55000), p14a]);
      store.rulings.put([ruling(22000.5, { text: '22000.5', atMs: 2000 })]);
    });
    assert.deepEqual(folder.open().rulings.all(), [ruling(22000.5, { text: '22000.5', atMs: 2000 }), p14a]);
  });

  it('go with their limits', () => {
    const store = folder.open();
    store.rulings.put([ruling(1), ruling(2, { limitId: 'p14a' }), ruling(3, { limitId: "o'neil" })]);
    store.rulings.removeExcept(['p14a', "o'neil", 'new']);
    assert.deepEqual(
      store.rulings.all().map((r) => r.limitId),
      ['p14a', "o'neil"],
    );
    store.rulings.removeExcept([]);
    assert.deepEqual(store.rulings.all(), []);
  });

  it('cost no write when nothing changes', () => {
    const store = folder.open();
    store.rulings.put([ruling(1)]);
    const reader = openStoreReader(folder.dir);
    const before = reader.snapshot().change;
    store.rulings.put([]);
    store.rulings.removeExcept(['operator']);
    assert.equal(reader.snapshot().change, before);
    reader.close();
  });
});
