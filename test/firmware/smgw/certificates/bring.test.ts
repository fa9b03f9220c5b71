import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { type Brought, readBrought } from '../../../../firmware/smgw/certificates/bring.ts';
import { commonNameOf } from '../../../../firmware/smgw/certificates/chain.ts';
import { OpenSsl } from './openssl.ts';

const password = 'geheim Ünïcode 9';

describe('a certificate that is brought', () => {
  let openssl: OpenSsl;
  before(() => {
    openssl = new OpenSsl();
    openssl.selfSigned('root', 'brainpoolP384r1');
    openssl.issued('sub', 'root', { ca: true });
    openssl.issued('leaf', 'sub');
    openssl.selfSigned('other');
    openssl.rsa('rsa');
    openssl.selfSigned('p521', 'secp521r1');
    openssl.file('chain.pem', openssl.text('sub.crt') + openssl.text('root.crt'));
  });
  after(() => openssl.close());

  const refused = (brought: Brought, code: string, message: RegExp) =>
    assert.rejects(readBrought(brought), (error: unknown) => {
      assert.ok(error instanceof NetwachtError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  const names = (certificates: readonly X509Certificate[]) => certificates.map(commonNameOf);

  /** NAME.p12 with leaf, chain and key. */
  const pkcs12 = (...options: string[]): string => {
    const what = ['-inkey', 'leaf.key', '-in', 'leaf.crt', '-certfile', 'chain.pem', '-passout', `pass:${password}`];
    openssl.run('pkcs12', '-export', ...what, ...options, '-out', 'leaf.p12');
    return openssl.bytes('leaf.p12').toString('base64');
  };

  it('is taken as PEM with its chain and key, whatever stands around it', async () => {
    const pem = `Bag Attributes\n${openssl.text('leaf.crt')}junk\n${openssl.text('chain.pem')}`;
    const { chain, key } = await readBrought({ pem, keyPem: openssl.text('leaf.key') });
    assert.deepEqual(names(chain.certificates), ['leaf', 'sub', 'root']);
    assert.equal(chain.selfSigned, false);
    assert.equal(key?.facts.curve, 'brainpoolP256r1');
    assert.equal((await readBrought({ pem: openssl.text('leaf.crt') })).key, undefined);
  });

  const spellings: readonly (readonly [string, readonly string[]])[] = [
    ['as OpenSSL 3 writes it (PBES2, AES-256, SHA-256)', []],
    ['with AES-128 and a MAC of SHA-512', ['-certpbe', 'aes-128-cbc', '-keypbe', 'aes-128-cbc', '-macalg', 'sha512']],
    ['with triple DES of old (SHA-1)', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with 100,000 rounds', ['-iter', '100000']],
    ['with certificates in the clear', ['-certpbe', 'NONE']],
    ['with a key in the clear', ['-keypbe', 'NONE']],
  ];
  for (const [how, options] of spellings)
    it(`is taken as PKCS#12 ${how}`, async () => {
      const { chain, key } = await readBrought({ pkcs12: pkcs12(...options), password });
      assert.deepEqual(names(chain.certificates), ['leaf', 'sub', 'root']);
      assert.ok(key !== undefined && chain.leaf.checkPrivateKey(key.privateKey));
    });

  it('is taken as PKCS#12 of GnuTLS, which hashes 600,000 times', async function () {
    // It knows no brainpool.
    openssl.selfSigned('nist', 'prime256v1');
    openssl.run('pkcs8', '-topk8', '-nocrypt', '-in', 'nist.key', '-out', 'nist.p8');
    const what = ['--load-privkey', 'nist.p8', '--load-certificate', 'nist.crt', '--p12-name', 'x'];
    for (const cipher of ['aes-128', 'aes-256']) {
      const how = ['--to-p12', '--password', 'pw', '--pkcs-cipher', cipher, '--outder', '--outfile', 'gnu.p12'];
      if (spawnSync('certtool', [...what, ...how], { cwd: openssl.dir }).error !== undefined) return this.skip();
      const { chain } = await readBrought({ pkcs12: openssl.bytes('gnu.p12').toString('base64'), password: 'pw' });
      assert.deepEqual(names(chain.certificates), ['nist']);
    }
    return undefined;
  });

  it('is taken as PKCS#12 with an empty password', async () => {
    const options = ['-inkey', 'leaf.key', '-in', 'leaf.crt', '-passout', 'pass:', '-out', 'empty.p12'];
    openssl.run('pkcs12', '-export', ...options);
    const { chain } = await readBrought({ pkcs12: openssl.bytes('empty.p12').toString('base64'), password: '' });
    assert.deepEqual(names(chain.certificates), ['leaf']);
  });

  it('is refused with a wrong password, in clear words', async () => {
    await refused({ pkcs12: pkcs12(), password: 'wrong' }, 'wrongPassword', /its password is wrong/);
    const old = pkcs12('-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES');
    await refused({ pkcs12: old, password: `${password} ` }, 'wrongPassword', /its password is wrong/);
  });

  it('is refused with RC2, and told how to convert it', async () => {
    const weak = pkcs12('-legacy', '-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-3DES');
    await refused(
      { pkcs12: weak, password },
      'badPkcs12',
      /RC2 with 40 bits, which is not taken. Convert it with OpenSSL 3/,
    );
  });

  it('is refused without a MAC, with too many rounds, and when it is too large', async () => {
    await refused({ pkcs12: pkcs12('-nomac'), password }, 'badPkcs12', /has no MAC/);
    const many = Buffer.from(pkcs12('-iter', '65536'), 'base64');
    // The last 65536 in the file is the count of the MAC.
    Buffer.from('02037fffff', 'hex').copy(many, many.lastIndexOf(Buffer.from('0203010000', 'hex')));
    await refused({ pkcs12: many.toString('base64'), password }, 'badPkcs12', /more than 6000000 rounds/);
    const large = Buffer.alloc(256 * 1024 + 1).toString('base64');
    await refused({ pkcs12: large, password }, 'badPkcs12', /larger than 262144 bytes/);
    await refused({ pkcs12: 'not base64!', password }, 'badPkcs12', /base64/);
  });

  it('costs no more than its length to be refused, however many spaces it has', async () => {
    // Minutes where each space is looked at once for every other one.
    await refused({ pkcs12: `${' '.repeat(380_000)}!`, password }, 'badPkcs12', /base64/);
  });

  it('is refused when key and certificate do not belong together', async () => {
    const pem = openssl.text('leaf.crt');
    await refused({ pem, keyPem: openssl.text('other.key') }, 'keyDoesNotFit', /not that of the first certificate/);
    const swapped = openssl.text('chain.pem') + pem;
    await refused({ pem: swapped, keyPem: openssl.text('leaf.key') }, 'badChain', /leaf first/);
  });

  it('is refused with RSA, another curve, an encrypted key or no key at all', async () => {
    const rsa = { pem: openssl.text('rsa.crt'), keyPem: openssl.text('rsa.key') };
    await refused(rsa, 'wrongKeyType', /RSA; the gateway takes keys on brainpoolP256r1/);
    await refused({ pem: rsa.pem }, 'wrongKeyType', /The key of the certificate is RSA/);
    await refused({ pem: openssl.text('p521.crt') }, 'wrongKeyType', /secp521r1/);
    const encrypted = openssl.run('pkey', '-in', 'leaf.key', '-aes256', '-passout', 'pass:x');
    await refused({ pem: openssl.text('leaf.crt'), keyPem: encrypted }, 'badKey', /as PKCS#12 with its password/);
    await refused({ pem: openssl.text('leaf.crt'), keyPem: 'nothing' }, 'badKey', /no private key in PEM/);
    await refused({ pem: '' }, 'badCertificate', /no certificate in PEM/);
  });

  it('is refused with a chain of more than four', async () => {
    const pem = openssl.text('leaf.crt').repeat(5);
    await refused({ pem }, 'badChain', /at most 4/);
  });

  it('survives every flipped, cut and made-up byte with a clear refusal', async () => {
    const whole = Buffer.from(pkcs12(), 'base64');
    const spoilt = fc.oneof(
      fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
        const copy = Buffer.from(whole);
        copy.writeUInt8(copy.readUInt8(at) ^ bits, at);
        return copy;
      }),
      fc.nat(whole.length - 1).map((length) => whole.subarray(0, length)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(100_000).map((depth) => Buffer.alloc(depth, Buffer.from([0x30, 0x80]))),
    );
    await fc.assert(
      fc.asyncProperty(spoilt, async (bytes) => {
        try {
          await readBrought({ pkcs12: bytes.toString('base64'), password });
        } catch (error) {
          assert.ok(error instanceof NetwachtError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
