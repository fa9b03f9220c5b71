import assert from 'node:assert/strict';
import { hashPassword, needsRehash, passwordFits } from '../../../../firmware/api/sign-in/password-hash.ts';
import { passwordFault } from '../../../../firmware/api/sign-in/password-rules.ts';

describe('S2 the rules of passwords', () => {
  for (const text of [
    '',
    ' ',
    '          ',
    'short',
    'ninechars',
    '1234567890',
    '0987654321',
    '0123456789',
    '1234abcd1234',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcabcabcabc',
    'abcdefghij',
    'qwertyuiop',
    'Qwertz12345',
    'password123',
    'Passw0rd2026!',
    'p@ssw0rd!!!',
    'netwacht12',
    'Netwacht2026!',
    'NetwachtAdmin1',
    'admin-admin-admin',
    'wallbox1234',
    'geheim123456',
    'wachtwoord1',
    'installateur',
    'x'.repeat(257),
  ])
    it(`refuse "${text.slice(0, 20)}"`, () => assert.notEqual(passwordFault(text), undefined));

  for (const text of [
    'tulip Canal 7 quay',
    'correct horse battery staple',
    'k3xq-9vfm-22pd',
    'Grüße aus Köln 4',
    '8302915746',
    '密码密码一二三四五六七八',
    'my netwacht stands in the cellar',
  ])
    it(`take "${text}"`, () => assert.equal(passwordFault(text), undefined));
});

describe('S3 the hash of a password', () => {
  it('is argon2id with 19 MiB, two passes, one lane, a 16-byte salt and its parameters beside it', async () => {
    const stored = await hashPassword('tulip Canal 7 quay');
    const [, kind, version, parameters, salt, tag] = stored.split('$');
    assert.deepEqual([kind, version, parameters], ['argon2id', 'v=19', 'm=19456,t=2,p=1']);
    assert.equal(Buffer.from(salt ?? '', 'base64').length, 16);
    assert.equal(Buffer.from(tag ?? '', 'base64').length, 32);
    assert.equal(needsRehash(stored), false);
    assert.equal(await passwordFits('tulip Canal 7 quay', stored), true);
    assert.equal(await passwordFits('tulip Canal 7 quaY', stored), false);
    assert.equal(await passwordFits('', stored), false);
    assert.notEqual(await hashPassword('tulip Canal 7 quay'), stored, 'each has a salt of its own');
  });

  it('with other parameters still fits and asks to be made anew', async () => {
    const old = await hashPassword('tulip Canal 7 quay', { memoryKiB: 1024, passes: 1, lanes: 1 });
    assert.equal(await passwordFits('tulip Canal 7 quay', old), true);
    assert.equal(needsRehash(old), true);
  });

  it('that is none fits nothing', async () => {
    for (const stored of ['', 'plain', '$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'])
      assert.equal(await passwordFits('', stored), false);
  });

  it('is the same for a password typed composed or decomposed', async () => {
    assert.equal(await passwordFits('Gru\u0308ße aus Köln', await hashPassword('Grüße aus Köln')), true);
  });
});
