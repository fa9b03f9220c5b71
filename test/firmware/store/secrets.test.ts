import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret, writeSecret } from '../../../firmware/store/secrets.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { testParent } from './data-folder-fixture.ts';

describe('secrets on disk', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(testParent, 'netwacht-secrets-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const folder = () => join(dir, 'keys', 'secrets');

  it('are read as they were last written, and by their owner only', () => {
    assert.equal(readSecret(dir, 'shelly'), undefined);
    writeSecret(dir, 'shelly', { user: 'admin', password: 'a' });
    writeSecret(dir, 'shelly', { user: 'admin', password: 'b' });
    assert.deepEqual(readSecret(dir, 'shelly'), { user: 'admin', password: 'b' });
    assert.deepEqual(readdirSync(folder()), ['shelly.json']);
    const modes = [join(dir, 'keys'), folder(), join(folder(), 'shelly.json')].map(
      (path) => statSync(path).mode & 0o777,
    );
    assert.deepEqual(modes, [0o700, 0o700, 0o600]);
  });

  it('are none where the file is damaged', () => {
    writeSecret(dir, 'shelly', { user: 'admin', password: 'a' });
    writeFileSync(join(folder(), 'shelly.json'), '{"user":');
    assert.equal(readSecret(dir, 'shelly'), undefined);
  });

  it('say so where they cannot be kept', () => {
    writeFileSync(join(dir, 'keys'), '');
    assert.throws(() => writeSecret(dir, 'shelly', { user: 'admin', password: 'a' }), StoreError);
  });
});
