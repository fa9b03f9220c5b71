import assert from 'node:assert/strict';
import { TrustedRoots } from '../../../../firmware/ocpp/station/trusted-roots.ts';
import { testPair } from '../transport/certificates.ts';
import { StationBench } from './station-bench.ts';

/** Made by openssl with the serial number 0x00a1b2c3, until 2126. */
const root = `-----BEGIN CERTIFICATE-----
MIIBujCCAWGgAwIBAgIEAKGywzAKBggqhkjOPQQDAjA6MQswCQYDVQQGEwJERTEX
MBUGA1UECgwOVGVzdCBhdXRob3JpdHkxEjAQBgNVBAMMCVRlc3Qgcm9vdDAgFw0y
NjExMjgxNzI5MzJaGA8yMTI2MTEwNDE3MjkzMlowOjELMAkGA1UEBhMCREUxFzAV
BgNVBAoMDlRlc3QgYXV0aG9yaXR5MRIwEAYDVQQDDAlUZXN0IHJvb3QwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAT6SzC2ekIH/SFdI66qgIU+z5dUOU1r9uZatfPB
bsZ3nLxTdRpJziBQ39s3o9pCWIejEiMLhLx4a9ksVMyFjVeRo1MwUTAdBgNVHQ4E
FgQUL/flD/C5yYxUevFSUibHqA26W7kwHwYDVR0jBBgwFoAUL/flD/C5yYxUevFS
UibHqA26W7kwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAEeE+L
UXsngNegwrR0ds32b4K6bEdH8vX4P69dxioATgIgI105v/irbzFEG06khle0RgvD
glA3qiYO2NuULj0nNi4=
-----END CERTIFICATE-----
`;
/** What `openssl ocsp -sha256 -issuer root -cert root -reqout` says of it. */
const ofRoot = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: '6566dd206f4c2673e5bef6fa066b0551bf4394160a5d5bd8c7fd2813e80a1cc7',
  issuerKeyHash: 'b666ad12583021732d9e40a05bf37b5e4ed405b6a61cd7764f889f82f6b4270b',
  serialNumber: 'a1b2c3',
} as const;

const rootsOf = (pem: string | undefined): TrustedRoots =>
  new TrustedRoots({
    ...{ pem, url: 'wss://backend.example', wallMs: Date.now, chain: () => undefined },
    documents: { get: () => undefined, put: () => true },
  });

describe('Roots that a connection to a backend stands on', () => {
  it('have the hash data that openssl has', () => {
    assert.deepEqual(rootsOf(root).list(), [ofRoot]);
  });

  it('are found whatever the letters and the zeros in front, not by another hash', () => {
    const roots = rootsOf(root);
    const loud = { ...ofRoot, issuerNameHash: ofRoot.issuerNameHash.toUpperCase(), serialNumber: '00A1B2C3' };
    assert.equal(roots.has(loud), true);
    assert.equal(roots.has({ ...ofRoot, serialNumber: 'a1b2c4' }), false);
    assert.equal(roots.has({ ...ofRoot, issuerKeyHash: ofRoot.issuerNameHash }), false);
    assert.equal(roots.has({ ...ofRoot, hashAlgorithm: 'SHA384' }), false);
    const [of384] = roots.list('SHA384');
    assert.equal(of384?.issuerNameHash.length, 96);
    assert.equal(of384 !== undefined && roots.has(of384), true);
  });

  it('are those that sign themselves; what cannot be read is none', () => {
    const authority = testPair('Some root');
    const leaf = testPair('backend.example', { issuer: authority });
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    assert.deepEqual(rootsOf(leaf.certificatePem + broken + root).list(), [ofRoot]);
    assert.deepEqual(rootsOf(undefined).list(), []);
  });

  const versions = [
    {
      ...{ version: 'ocpp1.6' as const, type: 'CentralSystemRootCertificate', other: 'ManufacturerRootCertificate' },
      ...{ answer: { status: 'Accepted', certificateHashData: [ofRoot] } },
      ask: (type: string) => ({ certificateType: type }),
    },
    {
      ...{ version: 'ocpp2.0.1' as const, type: 'CSMSRootCertificate', other: 'ManufacturerRootCertificate' },
      answer: {
        status: 'Accepted',
        certificateHashDataChain: [{ certificateType: 'CSMSRootCertificate', certificateHashData: ofRoot }],
      },
      ask: (type: string) => ({ certificateType: [type] }),
    },
  ] as const;
  for (const { version, type, other, answer, ask } of versions)
    it(`are told to a strict backend of ${version}, which can take out none`, async () => {
      const bench = new StationBench();
      bench.version = version;
      bench.ca = root;
      await bench.run();
      try {
        assert.deepEqual(await bench.call('GetInstalledCertificateIds', ask(type)), answer);
        assert.equal((await bench.call('GetInstalledCertificateIds', ask(other))).status, 'NotFound');
        const gone = await bench.call('DeleteCertificate', { certificateHashData: ofRoot });
        assert.equal(gone.status, 'Failed');
        const unknown = { ...ofRoot, serialNumber: '1' };
        assert.equal((await bench.call('DeleteCertificate', { certificateHashData: unknown })).status, 'NotFound');
        assert.deepEqual(await bench.call('GetInstalledCertificateIds', ask(type)), answer);
        assert.deepEqual(bench.faults(), []);
      } finally {
        await bench.end();
      }
    });
});
