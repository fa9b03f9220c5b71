import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../../firmware/store/migrations.ts';
import { start } from '../../../firmware/store/start.ts';
import { tablesOf } from '../../../firmware/store/tables/all.ts';
import { contentOf, fill, type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('a newer program', () => {
  let folder: TestFolder;
  let main: string;
  beforeEach(() => {
    folder = testFolder();
    main = join(folder.dir, 'netwacht.sqlite');
  });
  afterEach(() => folder.end());

  const filled = () =>
    folder.with((store) => {
      fill(store);
      return contentOf(store);
    });

  const newer = [...migrations, "CREATE TABLE sessions (id TEXT PRIMARY KEY) STRICT; UPDATE meta SET value = 'new'"];
  const startWith = (steps: readonly string[]) => start({ dir: folder.dir, clock: folder.clock, claimed: true, steps });

  it('brings both files up to date and keeps what is in them', () => {
    const content = filled();
    const { main: db, lastGood: copy, startUp } = startWith(newer);
    const tables = tablesOf(db);
    copy.follow({ db, tables });
    assert.deepEqual(startUp, { restored: 'none' });
    assert.deepEqual(tables.variables.all(), content.variables);
    for (const each of [db, copy.source()]) {
      assert.equal(each.pragma('user_version', { simple: true }), 2);
      assert.deepEqual(each.prepare('SELECT value FROM meta').all(), [{ value: 'new' }]);
    }
    copy.close();
    db.close();
  });

  it('restores from a last-good copy that is still of the old version', () => {
    const content = filled();
    rmSync(main);
    const { main: db, lastGood: copy, startUp } = startWith(newer);
    assert.equal(startUp.restored, 'fromLastGood');
    assert.deepEqual(tablesOf(db).variables.all(), content.variables);
    copy.close();
    db.close();
  });

  it('changes nothing when a step fails', () => {
    const content = filled();
    assert.throws(() => startWith([...migrations, 'CREATE TABLE half (a) STRICT; no such sentence']));
    assert.throws(() => startWith([...migrations, 'DELETE FROM variables', 'no such sentence']));
    const store = folder.open();
    assert.deepEqual(store.startUp, { restored: 'none' });
    assert.deepEqual(contentOf(store), content);
  });
});
