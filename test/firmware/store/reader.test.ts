import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { fill, ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

describe('the reader of the control worker', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('sees each change once the writer has returned, and counts it', () => {
    const store = folder.open();
    const reader = openStoreReader(folder.dir);
    assert.deepEqual(reader.snapshot(), {
      change: 0,
      site: undefined,
      variables: [],
      rulings: [],
      orders: [],
      gridSources: [],
      plans: [],
    });
    fill(store);
    const seen = reader.snapshot();
    assert.deepEqual(seen.site, store.site.get());
    assert.deepEqual(seen.variables, [variable('AVAIL', 40)]);
    assert.deepEqual(seen.rulings, [ruling(22000)]);
    assert.ok(seen.change > 0);
    assert.deepEqual([reader.site(), reader.variables(), reader.rulings()], [seen.site, seen.variables, seen.rulings]);
    reader.close();
  });

  it('says with a typed error that there is nothing to read', () => {
    assert.throws(
      () => openStoreReader(folder.dir),
      (error) => error instanceof StoreError && error.code === 'unreadable' && error.facts.file === 'netwacht.sqlite',
    );
  });

  it('in a thread of its own sees whole changes only while the writer goes on', async () => {
    const store = folder.open();
    const names = Array.from({ length: 40 }, (_, i) => `v${i}`);
    const write = (n: number) =>
      store.variables.write({ put: names.map((name) => variable(name, n)), remove: [], rulings: [ruling(n)] });
    write(0);
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { workerData: folder.dir });
    let result: { readonly reads: number; readonly mixed: number } | undefined;
    const ended = new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
    worker.on('message', (message) => {
      result = message;
    });
    for (let n = 1; result === undefined; n += 1) {
      write(n);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    assert.equal(result.mixed, 0);
    assert.ok(result.reads >= 20);
  });
});
