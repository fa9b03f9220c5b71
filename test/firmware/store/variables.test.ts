import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { ruling, type TestFolder, testFolder, variable } from './data-folder-fixture.ts';

describe('stored variables', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('are there again after a restart, with value or formula, time and writer', () => {
    const values = [
      variable('AVAIL', 40.5, { atMs: 1_767_323_045_678, source: 'channel:emt1' }),
      { name: 'HEAT', expr: 'min(1, 2)', atMs: 2, source: 'admin' },
      variable('tiny', -1e-300),
    ];
    folder.with((store) => store.variables.write({ put: values, remove: [], rulings: [] }));
    assert.deepEqual(folder.open().variables.all(), values);
  });

  it('keep the spelling that was given first, whatever the case of later writes', () => {
    const store = folder.open();
    store.variables.write({ put: [variable('Avail', 1)], remove: [], rulings: [] });
    store.variables.write({ put: [variable('AVAIL', 2)], remove: [], rulings: [] });
    store.variables.write({ put: [], remove: [{ name: 'avail', atMs: 5, source: 'admin' }], rulings: [] });
    store.variables.write({ put: [variable('aVAIL', 3)], remove: [], rulings: [] });
    assert.deepEqual(store.variables.all(), [variable('Avail', 3)]);
  });

  it('leave a mark without a value when they are removed, also when they never had one', () => {
    const gone = { name: 'AVAIL', atMs: 5, source: 'channel:emt1' };
    const never = { name: 'PWR', atMs: 5, source: 'admin' };
    folder.with((store) => {
      store.variables.write({ put: [variable('AVAIL', 1)], remove: [], rulings: [] });
      store.variables.write({ put: [], remove: [gone, never], rulings: [] });
    });
    assert.deepEqual(folder.open().variables.all(), [gone, never]);
  });

  it('change from number to formula and back without keeping both', () => {
    const store = folder.open();
    store.variables.write({ put: [variable('A', 1)], remove: [], rulings: [] });
    store.variables.write({ put: [{ name: 'A', expr: '2+2', atMs: 1, source: 'admin' }], remove: [], rulings: [] });
    assert.deepEqual(store.variables.all(), [{ name: 'A', expr: '2+2', atMs: 1, source: 'admin' }]);
    store.variables.write({ put: [variable('A', 3)], remove: [], rulings: [] });
    assert.deepEqual(store.variables.all(), [variable('A', 3)]);
  });

  it('are not written when they are temporary, unless a limit reads them', () => {
    const put = [variable('T1', 1, { temporary: true }), variable('T2', 2, { temporary: true }), variable('P', 3)];
    folder.with((store) => store.variables.write({ put, remove: [], rulings: [], keepTemporary: ['t2'] }));
    assert.deepEqual(folder.open().variables.all(), put.slice(1));
  });

  it('take the ruling of their limit to disk in the same change', () => {
    folder.with((store) =>
      store.variables.write({ put: [variable('AVAIL', 40)], remove: [], rulings: [ruling(22000)] }),
    );
    const store = folder.open();
    assert.deepEqual(store.rulings.all(), [ruling(22000)]);
    assert.throws(
      () => store.variables.write({ put: [variable('AVAIL', 20)], remove: [], rulings: [ruling(-1)] }),
      (error) => error instanceof StoreError && error.code === 'refused',
    );
    assert.deepEqual(store.variables.all(), [variable('AVAIL', 40)], 'nothing of a refused change is kept');
    assert.deepEqual(store.rulings.all(), [ruling(22000)]);
  });

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    it(`refuse ${value} instead of taking it for a removal`, () => {
      const store = folder.open();
      store.variables.write({ put: [variable('A', 1)], remove: [], rulings: [] });
      assert.throws(
        () => store.variables.write({ put: [variable('B', 2), variable('A', value)], remove: [], rulings: [] }),
        (error) => error instanceof StoreError && error.code === 'refused',
      );
      assert.deepEqual(store.variables.all(), [variable('A', 1)]);
    });

  it('forget removed names without end, but never one that the site declares', () => {
    const store = folder.open();
    store.site.put({ name: 'x', variables: [{ name: 'Declared', value: 100 }] });
    store.variables.write({ put: [], remove: [{ name: 'DECLARED', atMs: 0, source: 'admin' }], rulings: [] });
    for (let batch = 0; batch < 6; batch += 1)
      store.variables.write({
        put: [],
        remove: Array.from({ length: 250 }, (_, i) => ({ name: `v${batch}_${i}`, atMs: 10 + batch, source: 'admin' })),
        rulings: [],
      });
    const names = store.variables.all().map((v) => v.name);
    assert.equal(names.length, 1024 + 1);
    assert.ok(names.includes('DECLARED'));
    assert.ok(names.includes('v5_249'));
    assert.ok(!names.includes('v0_0'));
  });

  it('are what a plain list would be after any sequence of changes, seen by the reader', () => {
    const name = fc.constantFrom('AVAIL', 'avail', 'Pwr', 'PWR', 'x1', 'X1', '_y');
    const change = fc.record({
      put: fc.array(fc.record({ name, value: fc.double({ noNaN: true, noDefaultInfinity: true }) }), { maxLength: 4 }),
      remove: fc.array(name, { maxLength: 3 }),
    });
    const store = folder.open();
    const reader = openStoreReader(folder.dir);
    const model = new Map<string, number | undefined>();
    try {
      fc.assert(
        fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
          for (const { put, remove } of changes) {
            store.variables.write({
              put: put.map((p) => variable(p.name, p.value)),
              remove: remove.map((n) => ({ name: n, atMs: 1, source: 'admin' })),
              rulings: [],
            });
            for (const n of remove) model.set(n.toLowerCase(), undefined);
            // SQLite has no negative zero.
            for (const p of put) model.set(p.name.toLowerCase(), p.value + 0);
            const seen = new Map(reader.variables().map((v) => [v.name.toLowerCase(), v.value]));
            assert.deepEqual(seen, model);
          }
        }),
        { numRuns: 40 },
      );
      assert.deepEqual(reader.variables(), store.variables.all());
    } finally {
      reader.close();
    }
  });
});
