import assert from 'node:assert/strict';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const day = (date: string, ct: number, source = 'awattar http://a') => ({
  ...{ source, date },
  spans: [{ fromMs: Date.parse(date), toMs: Date.parse(date) + 3_600_000, ct }],
});
const keepAll = { sources: ['awattar http://a', 'awattar http://b'], fromDate: '' };

describe('fetched prices on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('come back after a restart, a row for each source and day', () => {
    const days = [day('2026-05-05', -0.5), day('2026-05-04', 12.345)];
    folder.with((store) => store.dayPrices.put([...days, day('2026-05-04', 7, 'awattar http://b')], keepAll));
    const store = folder.open();
    assert.deepEqual(store.dayPrices.of('awattar http://a'), days.toReversed());
    assert.deepEqual(store.dayPrices.of('awattar http://b'), [day('2026-05-04', 7, 'awattar http://b')]);
    assert.deepEqual(store.dayPrices.of('awattar http://c'), []);
  });

  it('are exchanged day by day, and go when they are old or their source is gone', () => {
    const store = folder.open();
    store.dayPrices.put(
      [day('2026-05-04', 1), day('2026-05-05', 2), day('2026-05-04', 3, 'awattar http://b')],
      keepAll,
    );
    store.dayPrices.put([day('2026-05-05', 4)], { sources: ['awattar http://a'], fromDate: '2026-05-05' });
    assert.deepEqual(store.dayPrices.of('awattar http://a'), [day('2026-05-05', 4)]);
    assert.deepEqual(store.dayPrices.of('awattar http://b'), []);
  });

  it('are no change that the control worker would have to read', () => {
    const store = folder.open();
    const reader = openStoreReader(folder.dir);
    const change = reader.change();
    store.dayPrices.put([day('2026-05-04', 1)], keepAll);
    assert.equal(reader.change(), change);
    reader.close();
  });
});
