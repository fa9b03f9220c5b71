import assert from 'node:assert/strict';
import { readGatewayBundle } from '../../../../firmware/smgw/certificates/gateway-bundle.ts';
import { OpenSsl } from './openssl.ts';

describe('what a gateway administrator gives us', () => {
  let openssl: OpenSsl;
  before(() => {
    openssl = new OpenSsl();
    openssl.selfSigned('smgw');
    openssl.selfSigned('next');
    openssl.rsa('rsa');
  });
  after(() => openssl.close());

  it('is read: pins, address, names of the EMTs', () => {
    const pem = openssl.text('smgw.crt');
    const bundle = readGatewayBundle({
      peerCertificatePem: [pem, openssl.text('next.crt')],
      address: '192.168.1.200:443',
      destinations: ['emt.example:443'],
      gatewayId: '1PPC0001234567',
    });
    const print = openssl.feed(pem, 'x509', '-noout', '-fingerprint', '-sha256').split('=')[1]?.trim() ?? '';
    assert.equal(bundle.peers.length, 2);
    assert.equal(bundle.peers[0]?.sha256, print.replaceAll(':', '').toLowerCase());
    assert.deepEqual([bundle.address, bundle.destinations], ['192.168.1.200:443', ['emt.example:443']]);
    const one = readGatewayBundle({ peerCertificatePem: pem });
    assert.deepEqual([one.peers.length, one.address, one.destinations], [1, undefined, []]);
  });

  it('is refused with the path of what is wrong', () => {
    const pem = openssl.text('smgw.crt');
    const table: readonly (readonly [unknown, string, string | undefined])[] = [
      [null, 'badBundle', undefined],
      [{}, 'badBundle', 'peerCertificatePem'],
      [{ peerCertificatePem: pem, more: 1 }, 'badBundle', undefined],
      [{ peerCertificatePem: [pem, pem, pem] }, 'badBundle', 'peerCertificatePem'],
      [{ peerCertificatePem: 'x'.repeat(20_000) }, 'badBundle', 'peerCertificatePem'],
      [{ peerCertificatePem: 'hello' }, 'badCertificate', 'peerCertificatePem'],
      [{ peerCertificatePem: [pem, openssl.text('rsa.crt')] }, 'wrongKeyType', 'peerCertificatePem.1'],
      [{ peerCertificatePem: pem, destinations: [7] }, 'badBundle', 'destinations.0'],
      [JSON.parse('{"__proto__":{"peerCertificatePem":"x"}}'), 'badBundle', 'peerCertificatePem'],
    ];
    for (const [given, code, path] of table)
      assert.throws(() => readGatewayBundle(given), { code, path }, JSON.stringify(given)?.slice(0, 80));
  });
});
