import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../../firmware/store/store.ts';

describe('gateway and channels on disk', () => {
  let dir: string;
  let store: Store;
  let wallMs = 1000;
  const opened = () => openStore({ dir, clock: { monotonicMs: () => 0, wallMs: () => wallMs } });
  const again = () => {
    store.close();
    store = opened();
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-store-'));
    store = opened();
  });
  afterEach(() => {
    store.close();
    rmSync(dir, { recursive: true });
  });

  it('come back after a restart as they were put, channels by id', () => {
    assert.deepEqual(
      [store.gateway.gateway(), store.gateway.channels(), store.gateway.released()],
      [undefined, [], []],
    );
    store.gateway.putGateway({ address: 'a:1' });
    store.gateway.putChannel('b', { x: 1 });
    store.gateway.putChannel('a', { x: 2 });
    wallMs = 2000;
    store.gateway.putChannel('b', { x: 3 });
    again();
    assert.deepEqual(store.gateway.gateway(), { document: { address: 'a:1' }, atMs: 1000 });
    assert.deepEqual(store.gateway.channels(), [
      { id: 'a', document: { x: 2 }, atMs: 1000 },
      { id: 'b', document: { x: 3 }, atMs: 2000 },
    ]);
    store.gateway.removeChannel('b');
    again();
    assert.deepEqual(
      store.gateway.channels().map(({ id }) => id),
      ['a'],
    );
  });

  it('a release lasts until the write that ends it, in one step with that write', () => {
    store.gateway.release('AVAIL', 'admin');
    again();
    assert.deepEqual(store.gateway.released(), [{ key: 'avail', who: 'admin', atMs: wallMs }]);
    const put = [{ name: 'AVAIL', value: 1, atMs: 1, source: 'channel:emt' }];
    store.variables.write({ put, remove: [], rulings: [] });
    assert.equal(store.gateway.released().length, 1);
    store.variables.write({ put, remove: [], rulings: [], endReleases: ['avail'] });
    again();
    assert.deepEqual(store.gateway.released(), []);
  });
});
