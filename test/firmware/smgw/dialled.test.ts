import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { until } from '../../until.ts';
import { fast, keepChannels } from './in-process.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { grantSocks, type StandInGateway, socksGranted, socksMethod, startGateway } from './stand-in-gateway.ts';
import { hanCurves, makeCertificate, type TestCertificate } from './test-certificates.ts';

const ours = makeCertificate('box');
const next = makeCertificate('box-next');
const theirs = makeCertificate('gateway');
const request = 'GET /emt HTTP/1.1\r\nhost: x\r\n\r\n';

describe('a channel that we dial (HKS3)', () => {
  let api: StandInApi;
  let gateway: StandInGateway | undefined;
  let channels: ReturnType<typeof keepChannels>;
  let got = '';

  const setup = (change: Partial<ChannelSetup> = {}): ChannelSetup => ({
    id: 'operator',
    scenario: 'HKS3',
    endpoint: { host: '127.0.0.1', port: gateway?.port ?? 1 },
    identities: [ours],
    peers: [theirs.certificatePem],
    addressing: 'socks5',
    destination: { host: 'emt.example', port: 443 },
    ...change,
  });
  const listen = (stream: TLSSocket): void => {
    stream.on('data', (chunk) => {
      got += chunk;
    });
  };
  /** The EMT asks once. */
  const ask = (stream: TLSSocket): void => {
    listen(stream);
    stream.write(request);
  };
  const start = async (options: Partial<Parameters<typeof startGateway>[0]>): Promise<void> => {
    gateway = await startGateway({ certificate: theirs, knows: [ours], speak: grantSocks(ask), ...options });
  };

  before(async () => {
    api = await startApi();
  });
  beforeEach(() => {
    got = '';
    channels = keepChannels(api.socketPath);
  });
  afterEach(async () => {
    channels.stop();
    await gateway?.close();
    gateway = undefined;
  });
  after(() => api.close());

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    for (const curve of hanCurves)
      it(`carries the EMT with ${curve} in ${version}, by SOCKS5 and by SNI`, async () => {
        const own = makeCertificate('box', curve);
        const peer = makeCertificate('gateway', curve);
        const common = { identities: [own], peers: [peer.certificatePem] };
        await start({ certificate: peer, knows: [own], tls: { maxVersion: version } });
        channels.configure(setup(common));
        await until(() => got.includes('GET /emt'));
        assert.equal(channels.now()?.tls?.version, version);
        assert.equal(channels.now()?.experimental, false);
        channels.configure();
        await gateway?.close();

        got = '';
        let name: unknown;
        await start({
          ...{ certificate: peer, knows: [own], tls: { maxVersion: version } },
          speak: (stream) => {
            name = stream.servername;
            ask(stream);
          },
        });
        channels.configure(setup({ ...common, addressing: 'sni' }));
        await until(() => got.includes('GET /emt'));
        assert.equal(name, 'emt.example');
        assert.equal(channels.now()?.experimental, true);
      });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`takes certificates that a 512-bit authority issued (SM-PKI), in ${version}`, async () => {
      const authority = makeCertificate('sub-ca', 'brainpoolP512r1');
      const [own, peer] = ['box', 'gateway'].map((name) =>
        makeCertificate(name, 'brainpoolP256r1', { issuer: authority }),
      );
      if (own === undefined || peer === undefined) throw new Error('not made');
      await start({ certificate: peer, knows: [own], tls: { maxVersion: version } });
      channels.configure(setup({ identities: [own], peers: [peer.certificatePem] }));
      await until(() => got.includes('GET /emt'));
      assert.equal(channels.now()?.tls?.peerSha256, peer.sha256);
    });

  for (const curve of hanCurves)
    it(`ends at TLS 1.2 where OpenSSL has no brainpool in TLS 1.3, with ${curve} too`, async () => {
      const [own, peer] = [makeCertificate('box', curve), makeCertificate('gateway', curve)];
      await start({ certificate: peer, knows: [own] });
      channels = keepChannels(api.socketPath, { capabilities: { openssl: '3.0', brainpoolTls13: false } });
      channels.configure(setup({ identities: [own], peers: [peer.certificatePem] }));
      await until(() => got.includes('GET /emt'));
      assert.equal(channels.now()?.tls?.version, 'TLSv1.2');
    });

  it('says in plain words what SNI cannot do', async () => {
    channels.configure(setup({ addressing: 'sni', destination: { host: '10.0.0.1', port: 443 } }));
    await until(() => channels.now()?.lastError?.code === 'sniNeedsName');
  });

  it('reaches a gateway by IPv6 with a scope', async () => {
    await start({ host: '::1' });
    channels.configure(setup({ endpoint: { host: '::1%lo', port: gateway?.port ?? 1 } }));
    await until(() => got.includes('GET /emt'));
  });

  describe('S13 whom it takes for its gateway', () => {
    const cases: readonly (readonly [what: string, shown: TestCertificate, code: string])[] = [
      ['an unpinned certificate', makeCertificate('wrong'), 'certificate notPinned'],
      [
        'an expired one',
        makeCertificate('old', 'brainpoolP256r1', { fromDays: -9, toDays: -1 }),
        'certificate expired',
      ],
      ['one not yet valid', makeCertificate('new', 'brainpoolP256r1', { fromDays: 3 }), 'certificate notYetValid'],
    ];
    for (const [what, shown, code] of cases)
      it(`is not ${what}`, async () => {
        await start({ certificate: shown });
        const pinned = code.includes('notPinned') ? theirs : shown;
        channels.configure(setup({ peers: [pinned.certificatePem] }));
        await until(() => channels.now()?.status === 'waiting');
        assert.deepEqual(channels.errors(), [code]);
        assert.equal(got, '');
      });

    for (const key of ['RSA', 'P-521', 'secp256k1'] as const)
      it(`is not one with ${key}, and such a pin is refused as a setting`, async () => {
        const odd = makeCertificate('odd', key);
        await start({ certificate: odd });
        channels.configure(setup());
        await until(() => channels.now()?.status === 'waiting');
        assert.match(channels.errors()[0] ?? '', /^tls noCommonProfile$|^certificate (keyType|curve)$/);
        channels.configure(setup({ peers: [odd.certificatePem] }));
        await until(() => channels.now()?.lastError?.layer === 'config');
        channels.configure(setup({ identities: [odd] }));
        await until(() => channels.now()?.lastError?.layer === 'config' && channels.now()?.status === 'waiting');
      });

    it('is also one with the next pinned certificate', async () => {
      await start({});
      channels.configure(setup({ peers: [makeCertificate('today').certificatePem, theirs.certificatePem] }));
      await until(() => channels.now()?.status === 'up');
    });
  });

  it('S15 at 1970 the pin alone decides, and the status says so', async () => {
    const early = makeCertificate('early', 'brainpoolP256r1', { fromDays: -1 });
    await start({ certificate: early });
    let wallMs = 5000;
    channels = keepChannels(api.socketPath, { clock: { wallMs: () => wallMs, monotonicMs: () => performance.now() } });
    channels.configure(setup({ peers: [early.certificatePem] }));
    await until(() => channels.now()?.status === 'up');
    assert.equal(channels.now()?.timeUnsynced, true);
    wallMs = Date.now();
    channels.refresh();
    assert.deepEqual([channels.now()?.timeUnsynced, channels.now()?.status], [false, 'up']);
    wallMs = 5000;
    channels.configure(setup({ peers: [theirs.certificatePem] }));
    await until(() => channels.now()?.lastError?.code === 'notPinned');
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`shows its next certificate when the first is refused, in ${version} too`, async () => {
      await start({ knows: [next], tls: { maxVersion: version } });
      channels.configure(setup({ identities: [ours, next] }));
      await until(() => channels.now()?.status === 'up' || channels.told.length > 12);
      assert.equal(channels.now()?.status, 'up');
    });

  for (const addressing of ['socks5', 'sni'] as const)
    it(`lays a late end in TLS 1.3 to the certificate, and is not up before (${addressing})`, async () => {
      await start({ knows: [] });
      channels.configure(setup({ addressing }));
      await until(() => (gateway?.connections() ?? 0) > 2);
      assert.deepEqual(channels.errors(), ['certificate closedUnanswered']);
      assert.ok(channels.told.every(({ status }) => status.status !== 'up'));
    });

  describe('S33 what SOCKS may answer', () => {
    const refusals: readonly (readonly [rep: number, code: string])[] = [
      [1, 'gatewayFailure'],
      [2, 'proxyProfileMissing'],
      [3, 'wanNetworkUnreachable'],
      [4, 'wanHostUnreachable'],
      [5, 'destinationRefused'],
      [6, 'wanTtlExpired'],
      [7, 'wrongProxyMode'],
      [8, 'wrongProxyMode'],
      [0x5b, 'socksProtocol'],
    ];
    for (const [rep, code] of refusals)
      it(`reply ${rep} is ${code}`, async () => {
        await start({ speak: grantSocks(ask, () => rep) });
        channels.configure(setup());
        await until(() => channels.now()?.status === 'waiting');
        assert.deepEqual(channels.errors(), [`socks ${code}`]);
        assert.equal(got, '');
      });

    const onceAsked = (stream: TLSSocket, answer: () => void): void => {
      stream.once('data', answer);
    };
    const name255 = Buffer.concat([Buffer.of(5, 0, 0, 3, 255), Buffer.alloc(255, 0x61), Buffer.of(0, 0)]);
    const granted: readonly (readonly [what: string, speak: (stream: TLSSocket) => void])[] = [
      [
        'split into single bytes',
        (stream) => {
          stream.setNoDelay(true);
          const bytes = Buffer.concat([socksMethod, socksGranted, Buffer.from(request)]);
          let at = 0;
          const one = setInterval(() => {
            if (at < bytes.length && !stream.destroyed) stream.write(bytes.subarray(at, ++at));
            else clearInterval(one);
          }, 1);
        },
      ],
      [
        'with the first request in the same record',
        (stream) =>
          onceAsked(stream, () => stream.write(Buffer.concat([socksMethod, socksGranted, Buffer.from(request)]))),
      ],
      [
        'followed by the request in several records at once',
        (stream) => {
          stream.cork();
          onceAsked(stream, () => {
            stream.write(socksMethod);
            stream.write(socksGranted);
            for (const letter of request) stream.write(letter);
            process.nextTick(() => stream.uncork());
          });
        },
      ],
      [
        'with an address by name of the longest kind',
        (stream) => onceAsked(stream, () => stream.write(Buffer.concat([socksMethod, name255, Buffer.from(request)]))),
      ],
      [
        'with an IPv6 address',
        (stream) =>
          onceAsked(stream, () =>
            stream.write(Buffer.concat([socksMethod, Buffer.of(5, 0, 0, 4), Buffer.alloc(18), Buffer.from(request)])),
          ),
      ],
    ];
    for (const [what, speak] of granted)
      it(`is taken ${what}, and no byte behind it is lost`, async () => {
        await start({
          speak: (stream) => {
            listen(stream);
            speak(stream);
          },
        });
        channels.configure(setup());
        await until(() => got.includes('GET /emt'));
      });

    const wrong: readonly (readonly [what: string, answer: readonly number[], code: string])[] = [
      ['another version', [4, 0], 'socksProtocol'],
      ['a sign-in', [5, 2], 'socksProtocol'],
      ['no method', [5, 255], 'socksProtocol'],
      ['another version in the reply', [5, 0, 4, 0], 'socksProtocol'],
      ['an address of no kind', [5, 0, 5, 0, 0, 9, 0], 'socksProtocol'],
      ['HTTP', [...Buffer.from('HTTP/1.1 400')], 'socksProtocol'],
    ];
    for (const [what, answer, code] of wrong)
      it(`is not ${what}`, async () => {
        await start({ speak: (stream) => stream.write(Buffer.from(answer)) });
        channels.configure(setup());
        await until(() => channels.now()?.status === 'waiting');
        assert.deepEqual(channels.errors(), [`socks ${code}`]);
      });
  });

  describe('S26 a gateway that stops answering', () => {
    const steps: readonly (readonly [
      step: string,
      options: Partial<Parameters<typeof startGateway>[0]>,
      code: string,
    ])[] = [
      ['before TLS', { raw: () => undefined }, 'tls noAnswer'],
      ['in the greeting', { speak: () => undefined }, 'socks socksTimeout'],
      ['in the reply', { speak: (stream) => stream.write(Buffer.of(5, 0, 5, 0, 0)) }, 'socks socksTimeout'],
      ['inside a long name', { speak: (s) => s.write(Buffer.of(5, 0, 5, 0, 0, 3, 255, 1, 2)) }, 'socks socksTimeout'],
    ];
    for (const [step, options, code] of steps)
      it(`${step} is given up at the deadline and dialled again`, async () => {
        await start(options);
        channels = keepChannels(api.socketPath, { timing: { stepMs: 250, firstRetryMs: 20, lastRetryMs: 20 } });
        channels.configure(setup());
        await until(() => (gateway?.connections() ?? 0) > 1);
        assert.deepEqual(channels.errors(), [code]);
      });

    const closers: readonly (readonly [
      step: string,
      options: Partial<Parameters<typeof startGateway>[0]>,
      codes: RegExp,
    ])[] = [
      ['at once', { raw: (socket) => socket.destroy() }, /^tls closed$/],
      ['with a reset', { raw: (socket) => socket.resetAndDestroy() }, /^(tls closed|tcp failed)$/],
      ['after a hello', { raw: (socket: Socket) => socket.once('data', () => socket.end()) }, /^tls closed$/],
      ['after the greeting', { speak: (s) => s.once('data', () => s.end()) }, /^certificate closedUnanswered$/],
      ['within the reply', { speak: (s) => s.end(Buffer.of(5, 0, 5, 0, 0, 1)) }, /^socks closed$/],
      ['with a reset there', { speak: (s) => s.write(Buffer.of(5, 0, 5), () => s.destroy()) }, /^socks closed$/],
      ['by garbage', { raw: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n') }, /^tls /],
    ];
    for (const [step, options, codes] of closers)
      it(`and closes ${step} is told and dialled again`, async () => {
        await start(options);
        channels.configure(setup());
        await until(() => (gateway?.connections() ?? 0) > 1);
        assert.match(channels.errors().join(), codes);
      });

    it('and one that nobody listens at, or whose name nobody knows', async () => {
      channels.configure(setup({ endpoint: { host: '127.0.0.1', port: 1 } }));
      await until(() => channels.now()?.status === 'waiting');
      channels.configure(setup({ endpoint: { host: 'no-such-gateway.invalid', port: 1 } }));
      await until(() => channels.errors().length > 1);
      assert.deepEqual(channels.errors(), ['tcp refused', 'tcp nameNotFound']);
    });
  });

  it('S14 renews its session in a quiet second, and that is no error', async () => {
    await start({ speak: grantSocks((stream) => stream.resume()) });
    channels = keepChannels(api.socketPath, { timing: { ...fast, renewMs: 100, maxSessionMs: 60_000 } });
    channels.configure(setup());
    await until(() => gateway?.connections() === 2 && channels.now()?.status === 'up');
    assert.deepEqual(channels.errors(), []);
  });

  it('is told where the API does not take the stream, and closes it', async () => {
    let closed = false;
    await start({ speak: grantSocks((stream) => stream.on('end', () => (closed = true)).resume()) });
    channels = keepChannels(`${api.socketPath}-of-nobody`);
    channels.configure(setup());
    await until(() => closed);
    assert.deepEqual(channels.errors(), ['stream apiUnreachable']);
  });
});
