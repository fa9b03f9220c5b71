import assert from 'node:assert/strict';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('the audit trail', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('lists newest first with time, in pages, over a restart', () => {
    folder.with((store) => {
      for (const what of ['signed in', 'put the site', 'made a token']) {
        folder.clock.wall += 1000;
        store.audit.append({ who: 'admin', what });
      }
    });
    const { audit } = folder.open();
    const first = audit.list({ limit: 2 });
    assert.deepEqual(
      first.map((e) => [e.who, e.what]),
      [
        ['admin', 'made a token'],
        ['admin', 'put the site'],
      ],
    );
    assert.equal(first[0]?.atMs, folder.clock.wall);
    assert.deepEqual(
      audit.list({ limit: 2, before: first[1]?.id ?? 0 }).map((e) => e.what),
      ['signed in'],
    );
  });

  it('cuts a text that is too long', () => {
    const store = folder.open();
    store.audit.append({ who: 'x'.repeat(5000), what: 'y'.repeat(5000) });
    const [entry] = store.audit.list({ limit: 1 });
    assert.equal(entry?.who.length, 1000);
    assert.equal(entry?.what.length, 1000);
  });
});
