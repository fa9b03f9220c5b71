import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certificateCurves } from '../../../../firmware/domain/certificate.ts';
import { clockFloorMs } from '../../../../firmware/domain/clock.ts';
import { CertificateDesk } from '../../../../firmware/smgw/certificates/desk.ts';
import { MemoryKeys } from './memory-keys.ts';
import { OpenSsl } from './openssl.ts';

const dayMs = 24 * 3600_000;
const hanId = 'NTW-0123456789abcdef';

describe('the certificates of the box', () => {
  let openssl: OpenSsl;
  let files: MemoryKeys;
  let desk: CertificateDesk;
  let wall: number;
  let users: Map<string, string[]>;
  let audit: string[];
  let changed: string[];
  const open = () =>
    new CertificateDesk({
      files,
      hanId,
      clock: { wallMs: () => wall, monotonicMs: () => 0 },
      usedBy: (name) => users.get(name) ?? [],
      listens: () => ['192.168.1.17:4433'],
      addresses: () => ['192.168.1.17', 'fe80::1%eth1'],
      audit: (who, what) => void audit.push(`${who}: ${what}`),
      onChange: (name) => void changed.push(name),
    });
  before(() => {
    openssl = new OpenSsl();
    openssl.selfSigned('ca');
    openssl.selfSigned('foreign');
  });
  after(() => openssl.close());
  beforeEach(() => {
    files = new MemoryKeys();
    wall = Date.UTC(2027, 2, 1, 12);
    users = new Map();
    audit = [];
    changed = [];
    desk = open();
  });

  it('are made on each curve, valid at once and for at most seven years', async () => {
    for (const [at, curve] of certificateCurves.entries()) {
      const made = await desk.make(`cls-${at}`, curve, 'admin');
      assert.equal(made.curve, curve);
      assert.equal(made.subject, hanId);
      assert.equal(made.validity, 'valid');
      assert.deepEqual([made.selfSigned, made.source, made.usedBy], [true, 'made', []]);
      const from = new Date(made.notBefore);
      const last = new Date(made.notAfter);
      assert.ok(from.getTime() <= wall);
      assert.ok(last.getTime() - from.getTime() > 6.9 * 365 * dayMs);
      from.setUTCFullYear(from.getUTCFullYear() + 7);
      assert.ok(last <= from);
      assert.equal(new X509Certificate(made.certificatePem).subjectAltName, `DNS:${hanId}`);
    }
    assert.deepEqual(
      desk.list().map(({ name }) => name),
      ['cls-0', 'cls-1', 'cls-2', 'cls-3', 'cls-4'],
    );
    assert.match(audit[0] ?? '', /^admin: certificate cls-0: made on brainpoolP256r1, sha256 [0-9a-f]{64}$/);
    assert.deepEqual(changed, ['cls-0', 'cls-1', 'cls-2', 'cls-3', 'cls-4']);
  });

  it('S16 are shown without their key wherever one looks, and given with it to the smgw process only', async () => {
    await desk.make('cls', 'brainpoolP256r1', 'admin');
    const { keyPem = '' } = files.read('cls') ?? {};
    // ECPrivateKey: a sequence, version 1, then the scalar as 32 bytes.
    const bytes = createPrivateKey(keyPem).export({ type: 'sec1', format: 'der' }).subarray(7, 39);
    const shown = JSON.stringify([desk.list(), desk.csr('cls'), desk.bundle('cls'), desk.health(), audit]);
    assert.ok(!shown.includes('PRIVATE KEY'));
    const pems = shown.match(/[A-Za-z0-9+/=\\n]{64,}/g) ?? [];
    const raw = pems.map((text) => Buffer.from(text.replaceAll('\\n', ''), 'base64'));
    assert.ok(raw.length > 0 && raw.every((der) => !der.includes(bytes)));
    assert.equal(desk.identityOf('cls')?.keyPem, keyPem);
    assert.equal(desk.identityOf('other'), undefined);
  });

  it('come back after a restart; a file that is no certificate is passed over', async () => {
    const made = await desk.make('cls', 'P-384', 'admin');
    files.pairs.set('broken', { certificatePem: 'nothing', keyPem: 'nothing', source: 'made' });
    assert.deepEqual(open().list(), [made]);
  });

  it('are asked for with a request, and what was issued on it is taken without a key', async () => {
    await desk.make('cls', 'brainpoolP256r1', 'admin');
    const { keyPem } = files.read('cls') ?? {};
    users.set('cls', ['op']);
    openssl.file('cls.csr', desk.csr('cls').csrPem);
    openssl.run(
      'x509',
      '-req',
      '-in',
      'cls.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'cls.crt',
    );
    const pem = openssl.text('cls.crt') + openssl.text('ca.crt');
    const kept = await desk.put('cls', { pem }, 'admin');
    assert.deepEqual([kept.selfSigned, kept.source, kept.subject], [false, 'issued', hanId]);
    assert.equal(files.read('cls')?.keyPem, keyPem);
    assert.equal(desk.identityOf('cls')?.certificatePem.match(/BEGIN CERTIFICATE/g)?.length, 2);
  });

  it('are replaced while a channel uses them only by one of the same key', async () => {
    const made = await desk.make('cls', 'brainpoolP256r1', 'admin');
    users.set('cls', ['op', 'ocpp']);
    const foreign = { pem: openssl.text('foreign.crt'), keyPem: openssl.text('foreign.key') };
    await assert.rejects(desk.put('cls', foreign, 'admin'), {
      code: 'inUse',
      message: /used by op, ocpp; it is replaced only/,
    });
    assert.throws(() => desk.remove('cls', 'admin'), { code: 'inUse' });
    assert.deepEqual(desk.list(), [{ ...made, usedBy: ['op', 'ocpp'] }]);
    users.clear();
    assert.equal((await desk.put('cls', foreign, 'admin')).source, 'uploaded');
    desk.remove('cls', 'admin');
    assert.deepEqual([desk.list(), files.names()], [[], []]);
  });

  it('need a key, a free name, and room', async () => {
    const pem = openssl.text('foreign.crt');
    await assert.rejects(desk.put('new', { pem }, 'admin'), { code: 'keyMissing', path: 'keyPem' });
    await desk.make('cls', 'P-256', 'admin');
    await assert.rejects(desk.put('cls', { pem }, 'admin'), { code: 'keyMissing' });
    await assert.rejects(desk.make('cls', 'P-256', 'admin'), { code: 'exists' });
    const both = await Promise.allSettled([desk.make('twin', 'P-256', 'a'), desk.make('twin', 'P-256', 'b')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    for (let n = desk.list().length; n < 32; n += 1) await desk.make(`n${n}`, 'P-256', 'admin');
    await assert.rejects(desk.make('one-more', 'P-256', 'admin'), { code: 'tooMany' });
    assert.throws(() => desk.bundle('nobody'), { code: 'notFound' });
  });

  it('stay as they were when the disk takes no more', async () => {
    const made = await desk.make('cls', 'P-256', 'admin');
    files.failure = new Error('full');
    await assert.rejects(
      desk.put('cls', { pem: openssl.text('foreign.crt'), keyPem: openssl.text('foreign.key') }, 'a'),
    );
    await assert.rejects(desk.make('next', 'P-256', 'admin'));
    assert.deepEqual(desk.list(), [made]);
  });

  it('are taken when they have run out or are not yet valid, and say so', async () => {
    openssl.selfSigned('short', 'brainpoolP256r1', '1');
    const short = { pem: openssl.text('short.crt'), keyPem: openssl.text('short.key') };
    wall = new X509Certificate(short.pem).validToDate.getTime() + dayMs;
    assert.equal((await desk.put('short', short, 'admin')).validity, 'expired');
    wall = Math.max(clockFloorMs, new X509Certificate(short.pem).validFromDate.getTime() - dayMs);
    assert.equal(desk.list()[0]?.validity, 'notYetValid');
  });

  it('S15 are made and judged by the date of the release while the clock stands at 1970', async () => {
    wall = 5000;
    const made = await desk.make('cls', 'brainpoolP256r1', 'admin');
    assert.equal(made.validity, 'valid');
    assert.ok(Date.parse(made.notBefore) >= clockFloorMs - dayMs);
    wall = clockFloorMs + dayMs;
    assert.equal(desk.list()[0]?.validity, 'valid');
  });

  it('warn 90, 30 and 7 days before they run out, louder when a channel uses them', async () => {
    const { notAfter } = await desk.make('cls', 'brainpoolP256r1', 'admin');
    const endMs = Date.parse(notAfter);
    const said = (days: number, ...channels: string[]) => {
      wall = endMs - days * dayMs;
      users.set('cls', channels);
      return desk.health().map(({ severity, code }) => `${severity} ${code}`);
    };
    assert.deepEqual(said(90.1, 'op'), []);
    assert.deepEqual(said(89.9, 'op'), ['info certificateExpires']);
    assert.deepEqual(said(29.9, 'op'), ['warning certificateExpires']);
    assert.deepEqual(said(6.9, 'op'), ['fault certificateExpires']);
    assert.deepEqual(said(-0.1, 'op'), ['fault certificateExpired']);
    assert.deepEqual(said(6.9), ['info certificateExpires']);
    assert.equal(desk.health()[0]?.since, new Date(endMs - 7 * dayMs).toISOString());
    assert.equal(desk.health()[0]?.what, `cls, ${notAfter.slice(0, 10)}`);
  });

  it('make one file for the gateway administrator', async () => {
    const made = await desk.make('cls', 'brainpoolP256r1', 'admin');
    assert.deepEqual(desk.bundle('cls'), {
      format: 'netwacht-cls/1',
      hanId,
      certificatePem: made.certificatePem,
      chainPem: null,
      sha256: made.sha256,
      curve: 'brainpoolP256r1',
      notBefore: made.notBefore,
      notAfter: made.notAfter,
      listen: ['192.168.1.17:4433'],
      addresses: ['192.168.1.17', 'fe80::1%eth1'],
    });
  });
});
