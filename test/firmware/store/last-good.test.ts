import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '../../../firmware/store/store.ts';
import { contentOf, fill, ruling, type TestFolder, testFolder, testParent, variable } from './data-folder-fixture.ts';

describe('the last-good copy', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  /** What a box would come up with if all but the copy were lost at this moment. */
  function contentOfCopy(): ReturnType<typeof contentOf> {
    const dir = mkdtempSync(join(testParent, 'netwacht-copy-'));
    try {
      // By another process: a second handle on the file in this one would drop SQLite's locks.
      const { status } = spawnSync('sh', ['-c', 'cp "$1"/last-good.sqlite* "$2"', 'sh', folder.dir, dir]);
      assert.equal(status, 0);
      const store = openStore({ dir, clock: folder.clock });
      assert.equal(store.startUp.restored, 'fromLastGood');
      const content = contentOf(store);
      store.close();
      return content;
    } finally {
      rmSync(dir, { recursive: true });
    }
  }

  const changes: readonly (readonly [string, (store: Store) => void])[] = [
    ['a variable', (s) => s.variables.write({ put: [variable('AVAIL', 20)], remove: [], rulings: [ruling(11000)] })],
    [
      'a removed variable',
      (s) => s.variables.write({ put: [], remove: [{ name: 'avail', atMs: 7, source: 'admin' }], rulings: [] }),
    ],
    ['a ruling', (s) => s.rulings.put([ruling(0)])],
    ['rulings that go', (s) => s.rulings.removeExcept([])],
    ['a site', (s) => s.site.put({ name: 'Plein 1' })],
    ['a password', (s) => s.accounts.setPassword('admin', '$argon2id$other')],
    ['a token', (s) => s.accounts.addToken({ name: 'second', role: 'viewer', sha256: 'cd'.repeat(32) })],
    ['a token that goes', (s) => s.accounts.removeToken('script')],
    ['a small thing', (s) => s.meta.set('claimCode', 'other')],
  ];
  for (const [what, change] of changes)
    it(`follows ${what} at once`, () => {
      const store = folder.open();
      fill(store);
      assert.deepEqual(contentOfCopy(), contentOf(store));
      const before = contentOf(store);
      change(store);
      assert.notDeepEqual(contentOf(store), before);
      assert.deepEqual(contentOfCopy(), contentOf(store));
    });

  it('is made anew when it is missing beside a good main file', () => {
    folder.with(fill);
    rmSync(join(folder.dir, 'last-good.sqlite'));
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOfCopy(), contentOf(store));
  });

  it('is made level at the start when it has missed changes', () => {
    folder.with(fill);
    spawnSync('cp', [join(folder.dir, 'last-good.sqlite'), join(folder.dir, 'old')]);
    folder.with((store) => {
      store.variables.write({ put: [variable('AVAIL', 1)], remove: [], rulings: [] });
      store.variables.write({ put: [variable('AVAIL', 0)], remove: [], rulings: [ruling(0)] });
    });
    spawnSync('cp', [join(folder.dir, 'old'), join(folder.dir, 'last-good.sqlite')]);
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOfCopy(), contentOf(store));
  });
});
