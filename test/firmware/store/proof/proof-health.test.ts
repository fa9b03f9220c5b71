import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { someRows } from '../../grid/proof/made-log.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';

describe('S24 the health of the proof log', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const file = () => join(folder.dir, 'proof.sqlite');
  /** One start of the box, with a few rows. */
  const run = () =>
    folder.with((store) => {
      store.proof.append(someRows(10));
      return store.health();
    });

  it('says nothing while the file is as the box left it', () => {
    assert.deepEqual([run(), run()], [[], []]);
  });

  it('is a fault from the start that finds the file altered, and at each start from then on', () => {
    run();
    const db = new Database(file());
    db.exec('DELETE FROM power');
    db.close();
    folder.clock.wall = Date.UTC(2026, 4, 6);
    const [found, ...others] = run();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [found?.id, found?.severity, found?.code, found?.what, found?.since],
      ['store:proofBroken', 'fault', 'proofBroken', 'proof.sqlite', '2026-05-06T00:00:00.000Z'],
    );
    folder.clock.wall += 86_400_000;
    assert.deepEqual(run(), [found]);
  });

  it('is a fault when the file is damaged and had to be set aside', () => {
    run();
    writeFileSync(file(), 'no database');
    const [found] = run();
    assert.deepEqual([found?.severity, found?.code], ['fault', 'proofBroken']);
    assert.match(found?.what ?? '', /^proof\.sqlite\.set-aside-/);
    assert.deepEqual(run(), []);
  });
});
