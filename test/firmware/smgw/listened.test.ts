import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { until } from '../../until.ts';
import { keepChannels } from './in-process.ts';
import { filesOf, missing, run } from './openssl.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { hanCurves, makeCertificate, type TestCertificate } from './test-certificates.ts';

const ours = makeCertificate('box');
const next = makeCertificate('box-next');
const gateway = makeCertificate('gateway');
const other = makeCertificate('other gateway', 'P-256');
const groups =
  'brainpoolP256r1tls13:brainpoolP256r1:brainpoolP384r1tls13:brainpoolP384r1:P-256:brainpoolP512r1tls13:brainpoolP512r1:P-384';

const ended = (socket: Socket): Promise<void> => new Promise((resolve) => socket.on('close', () => resolve()));

describe('a channel that the gateway dials (HKS4, HKS5)', () => {
  let api: StandInApi;
  let port: number;
  let channels: ReturnType<typeof keepChannels>;
  const open: Socket[] = [];

  const setup = (change: Partial<ChannelSetup> = {}): ChannelSetup => ({
    id: 'operator',
    scenario: 'HKS4',
    endpoint: { host: '127.0.0.1', port },
    identities: [ours],
    peers: [gateway.certificatePem],
    addressing: 'socks5',
    ...change,
  });
  const dial = (certificate: TestCertificate | undefined, version: SecureVersion = 'TLSv1.3'): TLSSocket => {
    const socket = connect({
      ...{ host: '127.0.0.1', port, rejectUnauthorized: false, ecdhCurve: groups, maxVersion: version },
      ...(certificate === undefined ? {} : { cert: certificate.certificatePem, key: certificate.keyPem }),
    });
    Object.assign(socket, { getPeerCertificate: () => ({}) });
    socket.on('error', () => undefined);
    open.push(socket);
    return socket;
  };
  const ask = async (socket: TLSSocket, path: string): Promise<string> => {
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    return String(answer).split('\r\n\r\n')[1] ?? '';
  };

  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    port = await freePort(0);
    channels = keepChannels(api.socketPath);
  });
  afterEach(() => {
    channels.stop();
    for (const socket of open.splice(0)) socket.destroy();
  });
  after(() => api.close());

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    for (const curve of hanCurves)
      it(`takes a gateway with ${curve} in ${version}`, async () => {
        const dialler = makeCertificate('gateway', curve);
        const own = makeCertificate('box', curve);
        channels.configure(setup({ peers: [dialler.certificatePem], identities: [own] }));
        await until(() => channels.now()?.status === 'up');
        assert.equal(await ask(dial(dialler, version), '/hks4'), 'GET /hks4');
        assert.equal(channels.now()?.tls?.version, version);
        assert.equal(channels.now()?.experimental, true);
        assert.equal(api.headers.at(-1)?.peerSha256, dialler.sha256);
      });

  it('refuses a client without a certificate inside the handshake, and goes on', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const [error] = await once(dial(undefined, version), 'error');
      assert.match(error.message, /alert/);
    }
    assert.deepEqual(channels.errors(), ['certificate noPeerCertificate']);
    // Once in a while: nobody fills the log by knocking.
    assert.equal(channels.logged.length, 1);
    assert.equal(await ask(dial(gateway), '/'), 'GET /');
  });

  for (const [what, certificate, code] of [
    ['an unpinned', other, 'notPinned'],
    ['an expired', makeCertificate('old', 'brainpoolP256r1', { fromDays: -20, toDays: -1 }), 'expired'],
    ['a not yet valid', makeCertificate('new', 'brainpoolP256r1', { fromDays: 2 }), 'notYetValid'],
  ] as const)
    it(`S13 refuses ${what} client certificate in plain words, and the API sees nothing`, async () => {
      const pinned = code === 'notPinned' ? gateway : certificate;
      channels.configure(setup({ peers: [pinned.certificatePem] }));
      await until(() => channels.now()?.status === 'up');
      const before = api.headers.length;
      await ended(dial(certificate));
      await until(() => channels.now()?.lastError?.code === code);
      assert.equal(channels.now()?.status, 'up');
      assert.equal(api.headers.length, before);
    });

  for (const key of ['P-521', 'secp256k1', 'RSA'] as const)
    it(`S13 refuses a client certificate with ${key}`, async () => {
      const certificate = makeCertificate('odd', key);
      channels.configure(setup());
      await until(() => channels.now()?.status === 'up');
      const before = api.headers.length;
      await ended(dial(certificate, 'TLSv1.2'));
      await until(() => channels.now()?.lastError != null);
      assert.equal(api.headers.length, before);
      channels.configure(setup({ peers: [certificate.certificatePem] }));
      await until(() => channels.now()?.lastError?.layer === 'config');
    });

  it('lets channels share a port and tells them apart by pin', async () => {
    channels.configure(setup(), setup({ id: 'supplier', peers: [other.certificatePem] }));
    await until(() => channels.now('supplier')?.status === 'up');
    assert.equal(await ask(dial(other), '/b'), 'GET /b');
    assert.equal(api.headers.at(-1)?.channelId, 'supplier');
    assert.equal(await ask(dial(gateway), '/a'), 'GET /a');
    assert.equal(api.headers.at(-1)?.channelId, 'operator');
    assert.equal(channels.now()?.connections, 1);
    channels.configure(setup({ id: 'supplier', peers: [other.certificatePem] }));
    assert.equal(await ask(dial(other), '/still'), 'GET /still');
  });

  it('refuses two channels on a port that could not be told apart, or that show different certificates', async () => {
    channels.configure(setup(), setup({ id: 'twin' }));
    await until(() => channels.now('twin')?.lastError?.code === 'samePin');
    channels.configure(setup(), setup({ id: 'twin', peers: [other.certificatePem], identities: [next] }));
    await until(() => channels.now('twin')?.lastError?.code === 'otherCertificate');
    await until(() => channels.now()?.status === 'up');
  });

  it('lets a second connection displace the first, with an event', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    const first = dial(gateway);
    await ask(first, '/1');
    const closed = once(first, 'close');
    const second = dial(gateway);
    assert.equal(await ask(second, '/2'), 'GET /2');
    await closed;
    assert.equal(channels.now()?.connections, 1);
    assert.equal(channels.now()?.lastError?.code, 'displaced');
    assert.ok(channels.logged.some(({ facts }) => facts.code === 'displaced'));
  });

  it('S26 tells seldom of a gateway that dials without end; its status is always the latest', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    for (let k = 0; k < 8; k += 1) {
      const stream = dial(gateway);
      await ask(stream, '/');
      if (k % 2 === 0) continue;
      const ends = ended(stream);
      stream.end();
      await ends;
      await until(() => channels.now()?.lastError?.code === 'closedByGateway');
    }
    const lines = channels.logged.map(({ message, facts }) => facts.code ?? message).toSorted();
    assert.deepEqual(lines, ['channel is up', 'closedByGateway', 'displaced']);
  });

  it('shows the next certificate after the gateway refused the first', async function () {
    if (missing('openssl') !== undefined) this.skip();
    const own = makeCertificate('box', 'P-256');
    const ownNext = makeCertificate('box-next', 'P-256');
    const trusted = filesOf(ownNext);
    const shown = filesOf(other);
    channels.configure(setup({ identities: [own, ownNext], peers: [other.certificatePem] }));
    await until(() => channels.now()?.status === 'up');
    const client = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', trusted.cert, '-verify_return_error'];
    const tries = [...client, '-cert', shown.cert, '-key', shown.key];
    assert.notEqual((await run('openssl', tries, '')).code, 0);
    await until(() => channels.now()?.lastError?.code === 'ownCertificateRefused');
    assert.match((await run('openssl', tries, 'GET /next HTTP/1.0\r\n\r\n')).text, /Verify return code: 0/);
    for (const { folder } of [trusted, shown]) rmSync(folder, { recursive: true });
  });

  it('shows the gateway what it knows, whatever a stranger at another address refuses', async function () {
    if (missing('openssl') !== undefined) this.skip();
    const own = makeCertificate('box', 'P-256');
    const ownNext = makeCertificate('box-next', 'P-256');
    const nothing = filesOf(other);
    channels.configure(setup({ identities: [own, ownNext] }));
    await until(() => channels.now()?.status === 'up');
    const stranger = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', nothing.cert, '-verify_return_error'];
    assert.notEqual((await run('openssl', stranger, '')).code, 0);
    await until(() => channels.now()?.lastError?.code === 'ownCertificateRefused');
    const { certificatePem, keyPem } = gateway;
    const socket = connect({
      ...{ host: '127.0.0.1', port, localAddress: '127.0.0.2', rejectUnauthorized: false, ecdhCurve: groups },
      ...{ cert: certificatePem, key: keyPem },
    });
    Object.assign(socket, { getPeerCertificate: () => ({}) });
    open.push(socket);
    await once(socket, 'secureConnect');
    const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
    assert.equal(shown, own.sha256);
    rmSync(nothing.folder, { recursive: true });
  });

  it('S26 ends handshakes that stall and lets nobody lock the gateway out', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    const idle = Array.from({ length: 40 }, () => connectTcp(port, '127.0.0.1'));
    open.push(...idle);
    for (const socket of idle) socket.on('error', () => undefined);
    await until(() => idle.filter(({ destroyed }) => destroyed).length >= 24);
    assert.equal(await ask(dial(gateway), '/'), 'GET /');
    await until(() => idle.every(({ destroyed }) => destroyed));
  });

  it('S26 lets who knocks from one address displace himself, not the gateway in its handshake', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    const slow = connectTcp({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    open.push(slow);
    await once(slow, 'connect');
    const idle = Array.from({ length: 40 }, () => connectTcp(port, '127.0.0.1'));
    open.push(...idle);
    for (const socket of idle) socket.on('error', () => undefined);
    await until(() => idle.filter(({ destroyed }) => destroyed).length >= 25);
    const { certificatePem, keyPem } = gateway;
    const socket = connect({
      ...{ socket: slow, rejectUnauthorized: false, ecdhCurve: groups, cert: certificatePem, key: keyPem },
    });
    Object.assign(socket, { getPeerCertificate: () => ({}) });
    open.push(socket);
    assert.equal(await ask(socket, '/'), 'GET /');
  });

  it('S26 tells each kind of refusal once in a while, also when somebody knocks in turns', async () => {
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    for (let time = 0; time < 4; time += 1) {
      await ended(dial(other));
      await ended(dial(undefined));
    }
    assert.deepEqual(
      channels.logged.map(({ facts }) => facts.code),
      ['notPinned', 'noPeerCertificate'],
    );
  });

  it('says why it cannot listen, and listens when the port is free', async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    channels.configure(setup());
    await until(() => channels.now()?.lastError?.code === 'cannotListen');
    assert.equal(channels.now()?.status, 'waiting');
    squatter.close();
    await until(() => channels.now()?.status === 'up');
    assert.equal(channels.now()?.lastError, null);
  });

  it('says what it has seen when it is tried', async () => {
    assert.equal((await channels.test(setup())).ok, false);
    channels.configure(setup());
    await until(() => channels.now()?.status === 'up');
    assert.match((await channels.test(setup())).layers[0]?.message ?? '', /has not dialled yet/);
    await ask(dial(gateway), '/');
    assert.deepEqual(
      (await channels.test(setup())).layers.map(({ layer, ok }) => ({ layer, ok })),
      [{ layer: 'stream', ok: true }],
    );
  });
});
