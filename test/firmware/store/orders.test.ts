import assert from 'node:assert/strict';
import type { StoredOrder } from '../../../firmware/domain/stored-order.ts';
import { openStoreReader } from '../../../firmware/store/reader.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const placed = { chargePoint: 'E1', atMs: 1000, source: 'admin', begun: false };
const override: StoredOrder = { ...placed, kind: 'override', limitMa: 8000, untilMs: 9000, rulesOff: true };
const need: StoredOrder = { ...placed, kind: 'need', energyWh: 12_000, counterWh: 500, departureMs: 7000, begun: true };
const phases: StoredOrder = { ...placed, kind: 'phases', phases: 1 };

describe('the orders of persons on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('come back as they were after a restart, in the reader and in the last-good copy', () => {
    const given: readonly StoredOrder[] = [override, need, phases, { ...placed, kind: 'need', chargePoint: 'E2' }];
    folder.with((store) => {
      for (const order of given) store.orders.put(order);
    });
    folder.with((store) => assert.deepEqual(store.orders.all(), given));
    folder.open();
    const reader = openStoreReader(folder.dir);
    assert.deepEqual(reader.snapshot().orders, given);
    assert.deepEqual(reader.orders(), given);
    reader.close();
  });

  it('are one of a kind for each charge point: the last one', () => {
    const store = folder.open();
    store.orders.put(override);
    store.orders.put({ ...placed, kind: 'override', limitMa: 0, rulesOff: false });
    assert.deepEqual(store.orders.all(), [{ ...placed, kind: 'override', limitMa: 0, rulesOff: false }]);
    store.orders.remove('E1', 'override');
    assert.deepEqual(store.orders.all(), []);
  });

  it('are marked and ended by what happened, but never one that was given anew since', () => {
    const store = folder.open();
    store.orders.put(override);
    const mark = { chargePoint: 'E1', kind: 'override', atMs: 1000 } as const;
    store.orders.mark([{ ...mark, mark: 'begun' }]);
    assert.deepEqual(store.orders.all(), [{ ...override, begun: true }]);
    store.orders.put({ ...override, atMs: 2000 });
    store.orders.mark([{ ...mark, mark: 'ended' }]);
    assert.equal(store.orders.all().length, 1);
    store.orders.mark([{ ...mark, atMs: 2000, mark: 'ended' }]);
    assert.deepEqual(store.orders.all(), []);
  });

  it('count a change only when there is one', () => {
    const store = folder.open();
    store.orders.put({ ...override, begun: true });
    const reader = openStoreReader(folder.dir);
    const before = reader.change();
    store.orders.mark([{ chargePoint: 'E1', kind: 'override', atMs: 1000, mark: 'begun' }]);
    store.orders.remove('E1', 'need');
    store.orders.removeExcept(['E1']);
    assert.equal(reader.change(), before);
    store.orders.removeExcept(['E2']);
    assert.deepEqual([reader.change(), reader.orders()], [before + 1, []]);
    reader.close();
  });

  it('refuse a negative limit', () => {
    const store = folder.open();
    assert.throws(
      () => store.orders.put({ ...override, limitMa: -1 }),
      (error) => error instanceof StoreError && error.code === 'refused',
    );
    assert.deepEqual(store.orders.all(), []);
  });
});
