import assert from 'node:assert/strict';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

describe('the stored site document', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('comes back as it was put, with its ETag and time', () => {
    const document = { name: 'Kerkstraat 12 ü "', b: [1, null, { z: 1, a: -0.5 }], a: {} };
    const etag = folder.with((store) => {
      assert.equal(store.site.get(), undefined);
      return store.site.put(document);
    });
    const site = folder.open().site.get();
    assert.deepEqual(site, { document, etag, atMs: folder.clock.wall });
    assert.equal(JSON.stringify(site?.document), JSON.stringify(document), 'the order of keys as well');
  });

  it('has the same ETag for the same content in another order, and another for other content', () => {
    const store = folder.open();
    const etag = store.site.put({ a: 1, b: { c: 2, d: [3, 4] } });
    assert.equal(store.site.put({ b: { d: [3, 4], c: 2 }, a: 1 }), etag);
    assert.notEqual(store.site.put({ a: 1, b: { c: 2, d: [4, 3] } }), etag);
  });

  it('makes no new version when nothing changed', () => {
    const store = folder.open();
    store.site.put({ name: 'x' });
    store.site.put({ name: 'x' });
    assert.equal(store.site.versions().length, 1);
  });

  it('keeps the last 20 versions, newest first', () => {
    const store = folder.open();
    const etags: string[] = [];
    for (let i = 0; i < 25; i += 1) {
      folder.clock.wall += 1000;
      etags.push(store.site.put({ name: `v${i}` }));
    }
    assert.deepEqual(
      store.site.versions().map((v) => v.etag),
      etags.slice(-20).reverse(),
    );
    assert.deepEqual(store.site.version(etags.at(-20) ?? '')?.document, { name: 'v5' });
    assert.equal(store.site.version(etags[4] ?? ''), undefined);
  });

  it('takes a key called __proto__ for what it is: a key', () => {
    const store = folder.open();
    const document: unknown = JSON.parse('{"__proto__":{"x":1}}');
    const etag = store.site.put(document);
    assert.equal(JSON.stringify(store.site.get()?.document), '{"__proto__":{"x":1}}');
    assert.notEqual(store.site.put({}), etag);
  });
});
