import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf } from '../../build/stages/arguments.ts';
import { developmentKeys } from '../../build/stages/keys.ts';

describe('keys that sign updates (S17)', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-keys-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('S17 of development are P-256, made once, named so, and readable by their owner only', async () => {
    const keys = await developmentKeys(join(folder, 'made'));
    const certificate = new X509Certificate(readFileSync(keys.certificate));
    const root = new X509Certificate(readFileSync(keys.keyring));
    assert.match(certificate.subject, /DEVELOPMENT/);
    assert.match(root.subject, /DEVELOPMENT/);
    assert.ok(root.ca && !certificate.ca && certificate.verify(root.publicKey));
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    assert.equal(statSync(keys.key).mode & 0o777, 0o600);
    const again = await developmentKeys(join(folder, 'made'));
    assert.equal(readFileSync(again.certificate, 'utf8'), readFileSync(keys.certificate, 'utf8'));
    assert.ok(certificate.verify(root.publicKey));
  });

  it('S17 of development are refused for a release, given by name or not, and told on any other build', async () => {
    const made = await developmentKeys(join(folder, 'made'));
    const given = { keyring: made.keyring, key: made.key, cert: made.certificate };
    await assert.rejects(keysOf({ ...given, release: true }, folder), { code: 'developmentKeys' });
    await assert.rejects(keysOf({ release: true }, folder), { code: 'developmentKeys' });
    assert.equal((await keysOf({ ...given, release: false }, folder)).development, true);
    assert.equal((await keysOf({ release: false }, join(folder, 'made'))).development, true);
    await assert.rejects(keysOf({ key: made.key, release: false }, folder), { code: 'badArgument' });
  });

  it('S17 of a release are taken when the root in the keyring has signed the certificate', async () => {
    const own = (name: string): string => join(folder, name);
    const fresh = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9'];
    const make = (name: string, ...more: string[]): Buffer =>
      execFileSync(
        'openssl',
        [...fresh, '-subj', `/CN=${name}`, '-keyout', own(`${name}.key`), '-out', own(`${name}.pem`), ...more],
        { stdio: 'pipe' },
      );
    make('root');
    make('other');
    make('leaf', '-CA', own('root.pem'), '-CAkey', own('root.key'), '-addext', 'basicConstraints=critical,CA:FALSE');
    const given = { keyring: own('root.pem'), key: own('leaf.key'), cert: own('leaf.pem'), release: true };
    assert.equal((await keysOf(given, folder)).development, false);
    await assert.rejects(keysOf({ ...given, keyring: own('other.pem') }, folder), {
      code: 'keysDoNotFit',
      message: /did not sign/,
    });
    await assert.rejects(keysOf({ ...given, key: own('root.key') }, folder), {
      code: 'keysDoNotFit',
      message: /not the key of/,
    });
    writeFileSync(own('both.pem'), readFileSync(own('other.pem'), 'utf8') + readFileSync(own('root.pem'), 'utf8'));
    assert.equal((await keysOf({ ...given, keyring: own('both.pem') }, folder)).development, false);
  });
});
