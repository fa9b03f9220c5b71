import assert from 'node:assert/strict';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountPort } from '../../../firmware/api/ports.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { fill, type TestFolder, testFolder } from './data-folder-fixture.ts';

const phc = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';

describe('stored accounts', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('serve the port of the API: claimed once a password is set, for good', () => {
    folder.with((store) => {
      const port: AccountPort = store.accounts;
      assert.equal(port.claimed(), false);
      assert.equal(port.password('admin'), undefined);
      port.setPassword('admin', phc);
      assert.equal(port.claimed(), true);
    });
    const port = folder.open().accounts;
    assert.equal(port.claimed(), true);
    assert.equal(port.password('admin'), phc);
    port.setPassword('admin', `${phc}2`);
    assert.equal(port.password('admin'), `${phc}2`);
  });

  it('keep tokens with role and end, refuse a name twice, and remove by name', () => {
    const forever = { name: 'script', role: 'viewer', sha256: 'a'.repeat(64) } as const;
    const short = { name: 'page', role: 'administrator', sha256: 'b'.repeat(64), expiresMs: 9000 } as const;
    folder.with((store) => {
      store.accounts.addToken(forever);
      store.accounts.addToken(short);
      assert.throws(
        () => store.accounts.addToken({ ...short, sha256: 'c'.repeat(64) }),
        (error) => error instanceof StoreError && error.code === 'exists',
      );
    });
    const { accounts } = folder.open();
    assert.deepEqual(accounts.tokens(), [forever, short]);
    assert.equal(accounts.removeToken('nobody'), false);
    assert.equal(accounts.removeToken('script'), true);
    assert.deepEqual(accounts.tokens(), [short]);
  });

  it('leave a marker of the owner that only the owner of the files can read, and renew it', () => {
    const marker = join(folder.dir, 'keys/claimed');
    folder.with((store) => store.accounts.setPassword('admin', phc));
    assert.equal(statSync(marker).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.dir, 'keys')).mode & 0o777, 0o700);
    rmSync(marker);
    folder.with(() => {});
    assert.ok(statSync(marker).isFile());
  });

  it('write databases that only their owner can read', () => {
    const store = folder.open();
    fill(store);
    for (const name of [
      'netwacht.sqlite',
      'netwacht.sqlite-wal',
      'netwacht.sqlite-shm',
      'last-good.sqlite',
      'last-good.sqlite-wal',
    ])
      assert.equal(statSync(join(folder.dir, name)).mode & 0o777, 0o600, name);
  });

  it('keep the password when the marker cannot be written, and say so until it can', () => {
    const keys = join(folder.dir, 'keys');
    const store = folder.open();
    writeFileSync(keys, 'a file in the way of the folder');
    store.accounts.setPassword('admin', phc);
    assert.equal(store.accounts.claimed(), true);
    assert.deepEqual(
      store.health().map((h) => [h.code, h.what]),
      [['notPersisted', 'keys/claimed']],
    );
    rmSync(keys);
    store.accounts.setPassword('admin', phc);
    assert.deepEqual(store.health(), []);
    assert.ok(statSync(join(keys, 'claimed')).isFile());
  });
});
