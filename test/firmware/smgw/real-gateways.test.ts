import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { until } from '../../until.ts';
import { keepChannels } from './in-process.ts';
import { missing } from './openssl.ts';
import { type RunningProgram, startProgram } from './running-program.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { makeCertificate, type TestCertificate, type TestKey } from './test-certificates.ts';

/** Programs that others wrote play the gateway (notes smgw-and-grid §3.5), so that our client is not tested by our idea only. */
describe('a channel that we dial (HKS3), with programs of others as the gateway', () => {
  const granted = Buffer.from([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  let folder: string;
  let api: StandInApi;
  let emt: Server;
  let emtPort: number;
  let got: string;
  let channels: ReturnType<typeof keepChannels>;
  const programs: RunningProgram[] = [];

  const setup = (
    port: number,
    own: TestCertificate,
    peer: TestCertificate,
    destinationPort = emtPort,
  ): ChannelSetup => ({
    id: 'operator',
    scenario: 'HKS3',
    endpoint: { host: '127.0.0.1', port },
    identities: [own],
    peers: [peer.certificatePem],
    addressing: 'socks5',
    destination: { host: 'localhost', port: destinationPort },
  });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const start = async (program: string, args: readonly string[], port: number): Promise<RunningProgram> => {
    const started = await startProgram(program, args, port);
    programs.push(started);
    return started;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-gateways-'));
    api = await startApi();
    emt = createServer((socket: Socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (chunk) => {
          got += chunk;
        });
      socket.write('GET /cnf?cmd=set_cm_vars&name=AVAIL&val=40 HTTP/1.1\r\nhost: x\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(emt, 'listening');
    ({ port: emtPort } = emt.address() as { port: number });
  });
  beforeEach(() => {
    got = '';
    channels = keepChannels(api.socketPath);
  });
  afterEach(async () => {
    channels.stop();
    for (const program of programs.splice(0)) await program.stop();
  });
  after(async () => {
    emt.close();
    await api.close();
    rmSync(folder, { recursive: true });
  });

  /** stunnel takes only the pinned client; Debian's OpenSSL 3.0 has brainpool in TLS 1.2 only. */
  async function startStunnel(
    socksPort: number,
    own: TestCertificate,
    peer: TestCertificate,
    key: TestKey,
    version: string,
  ) {
    const port = await freePort(0);
    const curve = key === 'P-256' ? 'prime256v1' : key === 'P-384' ? 'secp384r1' : key;
    const config = write(
      'stunnel.conf',
      [
        ...[
          'foreground = yes',
          'pid =',
          'debug = 4',
          '[smgw]',
          `accept = 127.0.0.1:${port}`,
          `connect = 127.0.0.1:${socksPort}`,
        ],
        `cert = ${write('gateway.pem', peer.certificatePem)}`,
        `key = ${write('gateway.key', peer.keyPem)}`,
        ...['verifyPeer = yes', `CAfile = ${write('box.pem', own.certificatePem)}`],
        ...[`sslVersion = ${version}`, `curves = ${curve}`],
      ].join('\n'),
    );
    await start('stunnel', [config], port);
    return port;
  }
  async function startMicrosocks(): Promise<number> {
    const port = await freePort(0);
    await start('microsocks', ['-i', '127.0.0.1', '-p', String(port)], port);
    return port;
  }
  /** dante's rules play the proxy profile: only the EMT's port. */
  async function startDante(): Promise<number> {
    const port = await freePort(0);
    const config = write(
      'danted.conf',
      [
        ...['logoutput: stderr', `internal: 127.0.0.1 port = ${port}`, 'external: 127.0.0.1'],
        ...['socksmethod: none', 'clientmethod: none', 'user.privileged: root', 'user.unprivileged: nobody'],
        'client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }',
        `socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 port = ${emtPort}`,
        ...['  command: connect', '  protocol: tcp', '}'],
        'socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
      ].join('\n'),
    );
    await start('danted', ['-f', config, '-p', join(folder, 'danted.pid')], port);
    return port;
  }

  const cases: readonly (readonly [key: TestKey, version: 'TLSv1.2' | 'TLSv1.3'])[] = [
    ['P-256', 'TLSv1.2'],
    ['P-384', 'TLSv1.2'],
    ['brainpoolP256r1', 'TLSv1.2'],
    ['brainpoolP384r1', 'TLSv1.2'],
    ['brainpoolP512r1', 'TLSv1.2'],
    ['P-256', 'TLSv1.3'],
  ];
  for (const [socks, startSocks] of [
    ['microsocks', startMicrosocks],
    ['danted', startDante],
  ] as const)
    for (const [key, version] of cases)
      it(`carries the EMT's call through stunnel and ${socks}: ${key}, ${version}`, async function () {
        for (const program of ['stunnel', socks]) if (missing(program) !== undefined) this.skip();
        if (socks === 'danted' && process.getuid?.() !== 0) this.skip();
        const [own, peer] = [makeCertificate('box', key), makeCertificate('gateway', key)];
        channels.configure(setup(await startStunnel(await startSocks(), own, peer, key, version), own, peer));
        await until(() => got.includes('GET /cnf?cmd=set_cm_vars&name=AVAIL&val=40'));
        assert.equal(channels.now()?.tls?.version, version);
      });

  it('is told by dante that the proxy profile is missing', async function () {
    if (missing('stunnel') !== undefined || missing('danted') !== undefined || process.getuid?.() !== 0) this.skip();
    const [own, peer] = [makeCertificate('box'), makeCertificate('gateway')];
    const port = await startStunnel(await startDante(), own, peer, 'brainpoolP256r1', 'TLSv1.2');
    channels.configure(setup(port, own, peer, 9));
    await until(() => channels.now()?.status === 'waiting');
    assert.deepEqual(channels.errors(), ['socks proxyProfileMissing']);
  });

  it('is told by microsocks that the EMT refuses', async function () {
    if (missing('stunnel') !== undefined || missing('microsocks') !== undefined) this.skip();
    const [own, peer] = [makeCertificate('box', 'P-256'), makeCertificate('gateway', 'P-256')];
    channels.configure(setup(await startStunnel(await startMicrosocks(), own, peer, 'P-256', 'TLSv1.3'), own, peer, 1));
    await until(() => channels.now()?.status === 'waiting');
    assert.deepEqual(channels.errors(), ['socks destinationRefused']);
  });

  for (const [version, socks] of [
    ['TLSv1.2', 'refuses in the handshake'],
    ['TLSv1.3', 'refuses late'],
  ] as const)
    it(`is told that stunnel ${socks} a certificate that it does not know (${version}), and shows the next`, async function () {
      if (missing('stunnel') !== undefined || missing('microsocks') !== undefined) this.skip();
      const [own, other, peer] = [
        makeCertificate('box', 'P-256'),
        makeCertificate('old', 'P-256'),
        makeCertificate('gateway', 'P-256'),
      ];
      const port = await startStunnel(await startMicrosocks(), own, peer, 'P-256', version);
      channels.configure({ ...setup(port, own, peer), identities: [other, own] });
      await until(() => channels.now()?.status === 'up');
      assert.deepEqual(channels.errors(), ['certificate ownCertificateRefused']);
      channels.configure({ ...setup(port, own, peer), identities: [other], addressing: 'sni' });
      await until(() => channels.now()?.status === 'waiting');
      assert.equal(channels.now()?.lastError?.code, 'ownCertificateRefused');
    });

  describe('openssl s_server', () => {
    const [own, peer] = [makeCertificate('box', 'P-256'), makeCertificate('gateway', 'P-256')];
    const startServer = async (...args: string[]): Promise<RunningProgram & { readonly port: number }> => {
      const port = await freePort(0);
      const files = ['-cert', write('peer.pem', peer.certificatePem), '-key', write('peer.key', peer.keyPem)];
      const verify = ['-Verify', '1', '-CAfile', write('own.pem', own.certificatePem), '-verify_return_error'];
      const started = await start(
        'openssl',
        ['s_server', '-accept', `127.0.0.1:${port}`, ...files, ...verify, ...args],
        port,
      );
      return { ...started, port };
    };
    beforeEach(function () {
      if (missing('openssl') !== undefined) this.skip();
    });

    it('S12 NO_RENEGOTIATION: the channel refuses it as client', async () => {
      const server = await startServer('-tls1_2');
      channels.configure(setup(server.port, own, peer));
      await until(() => server.text().includes('CIPHER is'));
      server.process.stdin.write(granted);
      await until(() => channels.now()?.status === 'up');
      server.process.stdin.write('r\n');
      await until(() => /no renegotiation/i.test(server.text()) || channels.now()?.status === 'waiting');
      assert.equal(server.text().match(/CIPHER is/g)?.length, 1);
    });

    for (const [what, args] of [
      ['TLS_1.2: TLS 1.1', ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']],
      ['PFS: another suite', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305']],
      ['PFS: SHA-1', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0']],
      ['TLS_1.3: another suite', ['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256']],
      ['ECC: X25519', ['-tls1_3', '-curves', 'X25519']],
      ['ECC: P-521', ['-tls1_3', '-curves', 'secp521r1']],
    ] as const)
      it(`S12 ${what} as gateway is refused`, async () => {
        const server = await startServer(...args);
        channels.configure(setup(server.port, own, peer));
        await until(() => channels.now()?.status === 'waiting');
        assert.deepEqual(channels.errors(), ['tls noCommonProfile']);
      });
  });
});
