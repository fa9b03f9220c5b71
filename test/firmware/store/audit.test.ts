import assert from 'node:assert/strict';
import { verifyLog } from '../../../firmware/grid/proof/verify.ts';
import { openProofReader } from '../../../firmware/store/proof/proof-reader.ts';
import { openStore } from '../../../firmware/store/store.ts';
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

  it('S15 marks what was written while the clock was not set, in every chain, and the marks are part of the proof', () => {
    let synced = false;
    const { dir, clock } = folder;
    clock.wall = 5000;
    const store = openStore({ dir, clock, timeSynced: () => synced });
    store.audit.append({ who: 'admin', what: 'signed in' });
    store.proof.append([{ stream: 'grid', atMs: 6000, kind: 'command', data: { source: 'channel:op' } }]);
    synced = true;
    clock.wall = Date.UTC(2027, 0, 1);
    store.audit.append({ who: 'admin', what: 'signed out' });
    assert.deepEqual(
      store.audit.list({ limit: 2 }).map(({ what, timeUnsynced }) => [what, timeUnsynced]),
      [
        ['signed out', undefined],
        ['signed in', true],
      ],
    );
    assert.deepEqual(JSON.parse(store.proof.newest('grid', 1)[0]?.data ?? ''), {
      source: 'channel:op',
      timeUnsynced: true,
    });
    store.close();
    const reader = openProofReader({ dir });
    assert.equal(verifyLog(reader.underTest()).ok, true);
    reader.close();
  });
});
