import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('documents of OCPP on disk', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('come back after a restart, each under its kind and name', () => {
    folder.with((store) => {
      store.ocppDocuments.put('place', 'E1', { available: false });
      store.ocppDocuments.put('station', 'E1', { settings: {} });
      store.ocppDocuments.put('place', 'E2', { available: true });
      store.ocppDocuments.remove('place', 'E2');
    });
    folder.with(({ ocppDocuments }) => {
      assert.deepEqual(ocppDocuments.get('place', 'E1'), { available: false });
      assert.deepEqual(ocppDocuments.get('station', 'E1'), { settings: {} });
      assert.equal(ocppDocuments.get('place', 'E2'), undefined);
      assert.deepEqual(ocppDocuments.names('place'), ['E1']);
    });
  });

  it('are in the last-good copy', () => {
    folder.with((store) => store.ocppDocuments.put('place', 'E1', { available: false }));
    rmSync(join(folder.dir, 'netwacht.sqlite'));
    folder.with((store) => assert.deepEqual(store.ocppDocuments.get('place', 'E1'), { available: false }));
  });

  it('a text that is no JSON counts as none', () => {
    folder.with((store) => store.ocppDocuments.put('place', 'E1', {}));
    const db = new Database(join(folder.dir, 'netwacht.sqlite'));
    db.prepare("UPDATE ocpp_documents SET document = '{'").run();
    db.close();
    folder.with((store) => assert.equal(store.ocppDocuments.get('place', 'E1'), undefined));
  });
});
