import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { clockFloorMs } from '../../../firmware/domain/clock.ts';
import { makePagePair } from '../../../firmware/smgw/certificates/page-pair.ts';
import { PageCertificate } from '../../../firmware/system/page-certificate.ts';
import { MemoryKeys } from '../smgw/certificates/memory-keys.ts';

const dayMs = 24 * 3600_000;

describe('S11 the certificate of the page', () => {
  let files: MemoryKeys;
  let addresses: string[];
  let wall: number;
  const device = (boxId = 'NTW-0123456789abcdef', keys = files) =>
    new PageCertificate({
      files: keys,
      boxId,
      names: ['netwacht.local'],
      addresses: () => addresses,
      clock: { wallMs: () => wall, monotonicMs: () => 0 },
      make: makePagePair,
    });
  const current = async () => {
    const { certificatePem, fresh } = await device().current();
    return { certificate: new X509Certificate(certificatePem), fresh };
  };
  beforeEach(() => {
    files = new MemoryKeys();
    addresses = ['192.168.1.17', 'fe80::1%eth0', '2001:db8::7'];
    wall = clockFloorMs + 10 * dayMs;
  });

  it('is made once, names the box in every way it is called, and stays over restarts', async () => {
    const first = await current();
    const { certificate } = first;
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    assert.deepEqual(certificate.subjectAltName?.split(', '), [
      'DNS:netwacht.local',
      'DNS:localhost',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
      'IP Address:192.168.1.17',
      'IP Address:2001:DB8:0:0:0:0:0:7',
    ]);
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.ok(certificate.validToDate.getTime() - certificate.validFromDate.getTime() <= 825 * dayMs);
    const again = await current();
    assert.deepEqual([first.fresh, again.fresh], [true, false]);
    assert.equal(again.certificate.fingerprint256, certificate.fingerprint256);
  });

  it('is another one on each device', async () => {
    const one = await current();
    const other = await device('NTW-fedcba9876543210', new MemoryKeys()).current();
    const certificate = new X509Certificate(other.certificatePem);
    assert.ok(!certificate.publicKey.equals(one.certificate.publicKey));
    assert.notEqual(certificate.subject, one.certificate.subject);
  });

  it('is renewed 60 days before it ends and when an address is new, on the same key', async () => {
    const first = await current();
    const endMs = first.certificate.validToDate.getTime();
    wall = endMs - 61 * dayMs;
    assert.equal((await current()).fresh, false);
    wall = endMs - 59 * dayMs;
    const second = await current();
    assert.equal(second.fresh, true);
    assert.ok(second.certificate.publicKey.equals(first.certificate.publicKey));
    addresses = ['192.168.1.17', '2001:db8::8'];
    assert.equal((await current()).fresh, false, 'IPv6 changes by itself');
    addresses = ['10.0.0.9'];
    const third = await current();
    assert.ok(third.fresh && third.certificate.subjectAltName?.includes('IP Address:10.0.0.9'));
  });

  it('is valid at the true time although it was made at 1970', async () => {
    wall = 1000;
    const { certificate } = await current();
    assert.ok(certificate.validFromDate.getTime() <= clockFloorMs);
    assert.ok(certificate.validToDate.getTime() > clockFloorMs + 700 * dayMs);
    wall = clockFloorMs + dayMs;
    assert.equal((await current()).fresh, false);
  });

  it('is made anew when what is stored is damaged', async () => {
    files.pairs.set('page', { certificatePem: 'nothing', keyPem: 'nothing', source: 'made' });
    assert.equal((await current()).fresh, true);
    assert.equal((await current()).fresh, false);
  });
});
