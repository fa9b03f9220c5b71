import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { TrustedRoots } from '../../../../firmware/ocpp/station/trusted-roots.ts';
import { testPair } from '../transport/certificates.ts';
import { StationBench } from './station-bench.ts';

/** Valid by the clock of the bench, too, which stands in 2023. */
const authority = (name: string, more: object = {}) => testPair(name, { authority: true, fromDays: -2000, ...more });
const first = authority('First root');
const second = authority('Second root');
const serverOf = (issuer: typeof first) => testPair('backend', { issuer, names: ['127.0.0.1'], purpose: 'server' });

const rootsOf = (pem: string | undefined, more: Partial<ConstructorParameters<typeof TrustedRoots>[0]> = {}) => {
  let kept: object | undefined;
  const options = {
    ...{ pem, url: 'wss://backend.example', wallMs: Date.now, chain: () => undefined },
    documents: {
      get: () => kept,
      put: (_: string, one: object | undefined) => {
        kept = one;
        return true;
      },
    },
    ...more,
  };
  return {
    roots: new TrustedRoots(options),
    again: (other: object = {}) => new TrustedRoots({ ...options, ...other }),
  };
};

const versions = [
  {
    version: 'ocpp1.6' as const,
    type: 'CentralSystemRootCertificate',
    ask: (type: string): object => ({ certificateType: type }),
  },
  {
    version: 'ocpp2.0.1' as const,
    type: 'CSMSRootCertificate',
    ask: (type: string): object => ({ certificateType: [type] }),
  },
];

describe('Roots that a backend installs', () => {
  for (const { version, type, ask } of versions)
    it(`carry a change of authority of ${version} over a restart, until the one in use is all there is`, async () => {
      const bench = new StationBench();
      Object.assign(bench, { version, ca: first.certificatePem, tls: serverOf(first) });
      const install = async (certificate: string, certificateType = type) =>
        (await bench.call('InstallCertificate', { certificateType, certificate })).status;
      const remove = async (hash: object) =>
        (await bench.call('DeleteCertificate', { certificateHashData: hash })).status;
      const listed = async (): Promise<object[]> => {
        const { certificateHashData, certificateHashDataChain } = await bench.call(
          'GetInstalledCertificateIds',
          ask(type),
        );
        return (
          (certificateHashData as object[]) ??
          (certificateHashDataChain as { certificateHashData: object }[]).map((one) => one.certificateHashData)
        );
      };
      const [ofFirst] = rootsOf(first.certificatePem).roots.list();
      const [ofSecond] = rootsOf(second.certificatePem).roots.list();
      assert.ok(ofFirst && ofSecond);
      await bench.run();
      try {
        assert.equal(await install(second.certificatePem, 'ManufacturerRootCertificate'), 'Rejected');
        assert.equal(await install(serverOf(first).certificatePem), 'Rejected');
        assert.equal(await install('x'), 'Rejected');
        assert.deepEqual(await listed(), [ofFirst]);
        assert.equal(await install(second.certificatePem), 'Accepted');
        assert.deepEqual(await listed(), [ofFirst, ofSecond]);
        // The connection stands on the first one: the second may go and come again.
        assert.equal(await remove(ofFirst), 'Failed');
        assert.equal(await remove(ofSecond), 'Accepted');
        assert.equal(await remove(ofSecond), 'NotFound');
        assert.deepEqual(await listed(), [ofFirst]);
        assert.equal(await install(second.certificatePem), 'Accepted');

        await bench.vanish();
        bench.kill();
        bench.tls = serverOf(second);
        await bench.listen();
        bench.start();
        await bench.connected();
        assert.deepEqual(await listed(), [ofFirst, ofSecond]);
        assert.equal(await remove(ofSecond), 'Failed');
        assert.equal(await remove(ofFirst), 'Failed');

        await bench.vanish();
        await bench.until(() => bench.station.state().link.kind !== 'connected');
        bench.tls = serverOf(first);
        await bench.listen();
        await bench.connected();
        assert.equal(await remove(ofSecond), 'Accepted');
        assert.deepEqual(bench.faults(), []);

        // What was taken out is trusted no more.
        await bench.vanish();
        await bench.until(() => bench.station.state().link.kind !== 'connected');
        bench.tls = serverOf(second);
        await bench.listen();
        bench.station.connectAgain('test');
        await bench.until(() => bench.station.state().link.lastFault?.code === 'notTrusted');
      } finally {
        await bench.end();
      }
    });

  const refusals: [string, string, string][] = [
    ['junk', 'x', 'unreadable'],
    ['no certificate in its frame', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'unreadable'],
    ['two certificates', second.certificatePem + first.certificatePem, 'unreadable'],
    ['words beside it', `Second root\n${second.certificatePem}`, 'unreadable'],
    ['one that is too long', second.certificatePem + ' '.repeat(5500), 'unreadable'],
    ['a key beside it', second.certificatePem + second.keyPem, 'unreadable'],
    ['the certificate of a server', serverOf(second).certificatePem, 'notRoot'],
    ['one that signs itself and is no authority', testPair('Nobody').certificatePem, 'notRoot'],
    ['an authority between', authority('Between', { issuer: second }).certificatePem, 'notRoot'],
    ['one that has expired', authority('Old', { fromDays: -9, toDays: -1 }).certificatePem, 'notValidNow'],
    ['one that does not hold yet', authority('New', { fromDays: 1 }).certificatePem, 'notValidNow'],
  ];
  for (const [what, pem, refusal] of refusals)
    it(`are not ${what}; nothing changes`, () => {
      const { roots } = rootsOf(first.certificatePem);
      const before = roots.pem();
      assert.equal(roots.install(pem), refusal);
      assert.equal(roots.pem(), before);
      assert.equal(roots.list().length, 1);
    });

  it('are taken only over TLS and beside a root of the operator', () => {
    for (const [pem, url] of [
      [undefined, 'wss://backend.example'],
      [serverOf(first).certificatePem, 'wss://backend.example'],
      [first.certificatePem, 'ws://backend.example'],
    ] as const)
      assert.equal(rootsOf(pem, { url }).roots.install(second.certificatePem), 'notHere');
  });

  it('are four; one that is there already is no other', () => {
    const { roots } = rootsOf(first.certificatePem);
    for (const name of ['A', 'B', 'C']) assert.equal(roots.install(authority(name).certificatePem), undefined);
    for (const { certificatePem } of [second, second, first]) assert.equal(roots.install(certificatePem), undefined);
    assert.equal(roots.install(authority('E').certificatePem), 'full');
    assert.equal(roots.list().length, roots.most);
  });

  it('are not there when the disk refuses', () => {
    const { roots } = rootsOf(first.certificatePem, { documents: { get: () => undefined, put: () => false } });
    assert.equal(roots.install(second.certificatePem), 'disk');
    assert.equal(roots.pem(), rootsOf(first.certificatePem).roots.pem());
  });

  it('hold until the operator enters another authority or another backend', () => {
    const { roots, again } = rootsOf(first.certificatePem);
    roots.install(second.certificatePem);
    assert.equal(again().pem(), roots.pem());
    assert.equal(again({ url: 'wss://other.example' }).list().length, 1);
    assert.equal(again({ pem: authority('Third').certificatePem }).list().length, 1);
    assert.equal(again({ pem: undefined }).pem(), undefined);
  });

  it('stay where it is not known what the connection stands on', () => {
    const { roots } = rootsOf(first.certificatePem);
    roots.install(second.certificatePem);
    const [, ofSecond] = roots.list();
    assert.equal(ofSecond && roots.remove(ofSecond), 'failed');
    assert.equal(roots.list().length, 2);
  });

  it('stay when the other that would carry the connection has run out', () => {
    let nowMs = Date.now();
    const long = authority('Long root', { toDays: 800 });
    const chain = [new X509Certificate(serverOf(first).certificatePem)];
    const { roots } = rootsOf(first.certificatePem, { wallMs: () => nowMs, chain: () => chain });
    assert.equal(roots.install(long.certificatePem), undefined);
    const [, ofLong] = roots.list();
    assert.ok(ofLong);
    nowMs += 400 * 86_400_000;
    assert.equal(roots.remove(ofLong), 'failed');
    nowMs -= 400 * 86_400_000;
    assert.equal(roots.remove(ofLong), 'removed');
  });
});
