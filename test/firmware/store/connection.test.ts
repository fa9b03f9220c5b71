import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openToWrite } from '../../../firmware/store/connection.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('a connection that writes', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  for (const exclusive of [false, true])
    it(`waits for the disk at every change${exclusive ? ', also when it keeps others out' : ''}`, () => {
      const db = openToWrite(join(folder.dir, 'x.sqlite'), { exclusive });
      db.exec('CREATE TABLE t (a)');
      assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
      assert.equal(db.pragma('synchronous', { simple: true }), 2, 'FULL');
      db.close();
    });
});
