import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { certificateCurves } from '../../../../firmware/domain/certificate.ts';
import { commonNameOf, readChain } from '../../../../firmware/smgw/certificates/chain.ts';
import { factsOf } from '../../../../firmware/smgw/certificates/curves.ts';
import { ecKey, makeKey } from '../../../../firmware/smgw/certificates/key.ts';
import { certificateRequest } from '../../../../firmware/smgw/certificates/request.ts';
import { selfSigned } from '../../../../firmware/smgw/certificates/self-signed.ts';
import { OpenSsl } from './openssl.ts';

const id = 'NTW-0123456789abcdef';
const notBeforeMs = Date.UTC(2026, 10, 20, 8);
const notAfterMs = Date.UTC(2033, 10, 20, 8);
const profile = { commonName: id, dnsNames: [id], usage: ['server', 'client'] as const, notBeforeMs, notAfterMs };

describe('a certificate that the box makes', () => {
  let openssl: OpenSsl;
  before(() => {
    openssl = new OpenSsl();
  });
  after(() => openssl.close());

  for (const curve of certificateCurves)
    it(`is verified by OpenSSL and by Node on ${curve}`, async () => {
      const key = await makeKey(factsOf(curve));
      const pem = selfSigned(key, profile);
      openssl.file('own.crt', pem);
      assert.match(
        openssl.run('verify', '-attime', String(notBeforeMs / 1000 + 60), '-CAfile', 'own.crt', 'own.crt'),
        /OK/,
      );
      assert.ok(new X509Certificate(pem).verify(key.publicKey));
      const chain = readChain(pem);
      assert.equal(chain.facts.curve, curve);
      assert.equal(chain.pem, pem);
      assert.equal(chain.selfSigned, true);
      assert.equal(commonNameOf(chain.leaf), id);
      assert.deepEqual([chain.notBeforeMs, chain.notAfterMs], [notBeforeMs, notAfterMs]);
      const sha256 = openssl.feed(pem, 'x509', '-noout', '-fingerprint', '-sha256');
      assert.equal(chain.sha256, sha256.split('=')[1]?.trim().replaceAll(':', '').toLowerCase());
    });

  it('has the extensions of the profile with their criticality', async () => {
    const text = openssl.feed(
      selfSigned(await makeKey(factsOf('brainpoolP256r1')), profile),
      'x509',
      '-noout',
      '-text',
    );
    assert.match(text, /Version: 3/);
    assert.match(text, /Signature Algorithm: ecdsa-with-SHA256/);
    assert.match(text, /Basic Constraints: critical\s+CA:FALSE/);
    assert.match(text, /X509v3 Key Usage: critical\s+Digital Signature\n/);
    assert.match(text, /Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/);
    assert.match(text, new RegExp(`Subject Alternative Name: \\n\\s+DNS:${id}\n`));
  });

  it('signs with the hash of its curve', async () => {
    const wanted = {
      brainpoolP384r1: 'SHA384',
      'P-384': 'SHA384',
      brainpoolP512r1: 'SHA512',
      'P-256': 'SHA256',
    } as const;
    for (const [curve, hash] of Object.entries(wanted)) {
      const key = await makeKey(factsOf(curve as keyof typeof wanted));
      assert.match(openssl.feed(selfSigned(key, profile), 'x509', '-noout', '-text'), new RegExp(`ecdsa-with-${hash}`));
    }
  });

  it('has a serial of 16 bytes, positive, never the same', async () => {
    const key = await makeKey(factsOf('P-256'));
    const serials = Array.from({ length: 40 }, () => new X509Certificate(selfSigned(key, profile)).serialNumber);
    for (const serial of serials) assert.match(serial, /^[4-7][0-9A-F]{31}$/);
    assert.equal(new Set(serials).size, serials.length);
  });

  it('can be asked for with a request that OpenSSL takes', async () => {
    for (const curve of certificateCurves) {
      const key = await makeKey(factsOf(curve));
      openssl.file('own.csr', certificateRequest(key, id));
      assert.match(openssl.run('req', '-in', 'own.csr', '-noout', '-verify', '-subject'), new RegExp(`CN = ${id}`));
      const spki = openssl.run('req', '-in', 'own.csr', '-noout', '-pubkey');
      assert.equal(spki.trim(), String(key.publicKey.export({ type: 'spki', format: 'pem' })).trim());
    }
  });

  it('is not made of a key that the gateway would not take', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'secp521r1' }).privateKey;
    assert.throws(() => ecKey(other), { code: 'wrongKeyType', message: /secp521r1/ });
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    assert.throws(() => ecKey(rsa), {
      code: 'wrongKeyType',
      message: /The key is RSA; the gateway takes keys on brainpool/,
    });
  });
});
