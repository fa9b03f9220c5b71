import assert from 'node:assert/strict';
import { Masker, masked } from '../../../../firmware/system/diagnosis/masker.ts';

/** `A0:A1:…`, so many bytes. */
const hexBytes = (count: number): string =>
  Array.from({ length: count }, (_, index) => (0xa0 + index).toString(16).toUpperCase()).join(':');
const knownBytes = hexBytes(33).slice(3);

describe('secrets in what is shown', () => {
  const masker = new Masker(() => ['Sesame 4711', 'Sesame 4711 long', 'abc', knownBytes]);
  masker.refresh();

  for (const [what, text, secret] of [
    ['a known one', 'login with Sesame 4711 failed', 'Sesame'],
    ['a known one in another', 'x Sesame 4711 long x', 'long'],
    ['a token of ours', 'Bearer nw_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg', 'AbCd'],
    ['a header', 'authorization: Basic YWRtaW46eA==', 'YWRt'],
    ['a web token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'c2ln'],
    ['a hash of a password', 'has $argon2id$v=19$m=1,t=2,p=1$c2FsdA$aGFzaA', 'aGFz'],
    ['a private key', 'x -----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY----- y', 'MIG'],
    ['a private key that was cut', 'x -----BEGIN EC PRIVATE KEY-----\nMIG', 'MIG'],
    ['a password in an address', 'GET http://user:hunter2@10.0.0.5/x', 'hunter2'],
    ['a key in a query', 'GET https://x.example/p?token=hunter2&a=1', 'hunter2'],
    ['a card', 'card 04A2B1C0D5E680 is not known', '04A2'],
    ['a card with colons', 'card 04:a2:b1:c0 shown', 'a2:b1'],
    ['a card of 7 bytes with dashes', 'card 04-A2-B1-C0-D5-E6-80 shown', 'D5-E6'],
    ['a card of 10 bytes with colons', 'card 04:A2:B1:C0:D5:E6:80:11:22:33 shown', '11:22'],
    ['bytes that are no card and no fingerprint', `has ${hexBytes(31)} x`, 'A1:A2'],
    ['more bytes than a fingerprint', `has ${hexBytes(33)} x`, 'A1:A2'],
    ['bytes as many as of a fingerprint, but with dashes', `has ${hexBytes(32).replaceAll(':', '-')} x`, 'A1-A2'],
    ['a known one that looks like a fingerprint', `psk ${knownBytes}`, knownBytes.slice(0, 20)],
  ] as const)
    it(`are masked: ${what}`, () => {
      const shown = masker.text(text);
      assert.ok(!shown.includes(secret), shown);
      assert.ok(shown.includes(masked));
    });

  it('leaves what is none: numbers, times, addresses, names, hashes of the site', () => {
    for (const text of [
      'M1 does not answer since 12:03, 40000001 requests',
      'http://10.0.0.5:502/x?from=2026-01-01',
      'NTW-00112233445566aa at 192.168.1.17',
      'site put, 3f1c9a7b',
      'abc',
    ])
      assert.equal(masker.text(text), text);
  });

  for (const [what, fingerprint] of [
    ['SHA-256, as Node and browsers write it', hexBytes(32)],
    ['SHA-256 in small letters', hexBytes(32).toLowerCase()],
    ['SHA-1', hexBytes(20)],
    ['SHA-256 in one piece', hexBytes(32).replaceAll(':', '')],
    ['SHA-256 in one piece, small', hexBytes(32).replaceAll(':', '').toLowerCase()],
  ] as const)
    it(`leaves the fingerprint of a certificate, which is public and compared by eye: ${what}`, () => {
      const text = `the certificate of the page was renewed, SHA256 Fingerprint=${fingerprint} from now on`;
      assert.equal(masker.text(text), text);
      assert.deepEqual(masker.value({ sha256: fingerprint }), { sha256: fingerprint });
    });

  it('are masked by their keys, however deep and whatever they are', () => {
    assert.deepEqual(masker.value({ a: [{ password: 'x', PIN: 1234, idTag: { a: 1 }, name: 'n', token: null }] }), {
      a: [{ password: masked, PIN: masked, idTag: masked, name: 'n', token: null }],
    });
  });

  it('stay masked when they were changed', () => {
    let now = ['first-secret'];
    const changing = new Masker(() => now);
    changing.refresh();
    now = ['second-secret'];
    changing.refresh();
    assert.equal(changing.text('first-secret second-secret'), `${masked} ${masked}`);
  });
});
