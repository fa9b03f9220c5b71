import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { InnerTls } from '../../../firmware/domain/channel-stream.ts';
import type { ChannelSetup } from '../../../firmware/smgw/messages.ts';
import { until } from '../../until.ts';
import { type TestPair, testPair } from '../ocpp/transport/certificates.ts';
import { keepChannels } from './in-process.ts';
import { type StandInApi, startApi } from './stand-in-api.ts';
import { grantSocks, type StandInGateway, startGateway } from './stand-in-gateway.ts';
import { makeCertificate } from './test-certificates.ts';

const ours = makeCertificate('box');
const theirs = makeCertificate('gateway');
const authority = testPair('Backend CA', { authority: true });
const backend = testPair('backend', { issuer: authority, names: ['emt.example'] });
const station = testPair('NW1', { issuer: authority });

describe('a channel whose streams are opened on demand (OCPP)', () => {
  let api: StandInApi;
  let gateway: StandInGateway | undefined;
  let channels: ReturnType<typeof keepChannels>;
  const streams = new Map<string, Socket>();

  const setup = (change: Partial<ChannelSetup> = {}): ChannelSetup => ({
    ...{ id: 'ocpp', scenario: 'HKS3', onDemand: true, addressing: 'socks5' },
    endpoint: { host: '127.0.0.1', port: gateway?.port ?? 1 },
    identities: [ours],
    peers: [theirs.certificatePem],
    destination: { host: 'emt.example', port: 443 },
    ...change,
  });
  /** The EMT says back what it hears, in TLS with a certificate of ours if `inner` is given. */
  const start = async (inner?: { readonly pair: TestPair; readonly clientCa?: string }): Promise<void> => {
    const echo = (stream: Socket): void => void stream.on('error', () => undefined).pipe(stream);
    const server =
      inner &&
      createServer(
        {
          ...{ cert: inner.pair.certificatePem, key: inner.pair.keyPem },
          ...(inner.clientCa === undefined ? {} : { ca: inner.clientCa, requestCert: true }),
        },
        echo,
      ).on('tlsClientError', () => undefined);
    const speak = (stream: TLSSocket): void => {
      if (server === undefined) echo(stream);
      else server.emit('connection', stream);
    };
    gateway = await startGateway({ certificate: theirs, knows: [ours], speak: grantSocks(speak) });
    channels.configure(setup());
  };
  const open = (streamId: string, tls?: InnerTls) => channels.open({ channelId: 'ocpp', streamId, tls });
  const says = async (streamId: string, text: string): Promise<string> => {
    await until(() => streams.has(streamId));
    const stream = streams.get(streamId);
    stream?.write(text);
    return stream === undefined ? '' : String((await once(stream, 'data'))[0]);
  };

  before(async () => {
    api = await startApi((stream, { streamId = '' }) => streams.set(streamId, stream));
  });
  beforeEach(() => {
    streams.clear();
    channels = keepChannels(api.socketPath);
  });
  afterEach(async () => {
    channels.stop();
    await gateway?.close();
    gateway = undefined;
  });
  after(() => api.close());

  it('opens none by itself, and as many as are wished, each with its own id', async () => {
    await start();
    assert.deepEqual([channels.now('ocpp')?.status, channels.now('ocpp')?.connections], ['up', 0]);
    assert.deepEqual(await Promise.all([open('a'), open('b'), open('c')]), Array(3).fill({ ok: true, tls: undefined }));
    assert.deepEqual([await says('a', 'one'), await says('c', 'three')], ['one', 'three']);
    assert.equal(channels.now('ocpp')?.connections, 3);
    streams.get('b')?.destroy();
    await until(() => channels.now('ocpp')?.connections === 2);
    assert.equal(await says('a', 'still'), 'still');
  });

  it('speaks TLS with the EMT inside, with a client certificate where one is given', async () => {
    await start({ pair: backend, clientCa: authority.certificatePem });
    const result = await open('a', { serverName: 'emt.example', ca: authority.certificatePem, identity: station });
    assert.deepEqual(result, { ok: true, tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' } });
    assert.equal(await says('a', 'secret'), 'secret');
  });

  for (const [what, pair, tls, code] of [
    [
      'an authority that is not known',
      backend,
      { ca: testPair('Other', { authority: true }).certificatePem },
      'notTrusted',
    ],
    ['another name', backend, { serverName: 'other.example' }, 'wrongName'],
    [
      'an expired certificate',
      testPair('old', { issuer: authority, names: ['emt.example'], fromDays: -9, toDays: -1 }),
      {},
      'expired',
    ],
  ] as const)
    it(`refuses an EMT with ${what}, and the channel stays up`, async () => {
      await start({ pair });
      const result = await open('a', { serverName: 'emt.example', ca: authority.certificatePem, ...tls });
      assert.ok(!result.ok);
      assert.deepEqual([result.where, result.layer, result.code], ['inside', 'certificate', code]);
      assert.equal(channels.now('ocpp')?.status, 'up');
      assert.equal(streams.size, 0);
    });

  it('says what is wrong with the way, and leaves the gateway alone for a while', async () => {
    channels.configure(setup());
    const first = await open('a');
    assert.ok(!first.ok);
    assert.deepEqual([first.where, first.layer, first.code], ['channel', 'tcp', 'refused']);
    assert.deepEqual(await open('b'), first);
    const { status, retryAt, lastError } = channels.now('ocpp') ?? {};
    assert.deepEqual([status, typeof retryAt, lastError?.code], ['waiting', 'string', 'refused']);
  });

  it('ends all streams with the channel, and knows none of a channel that is not on demand', async () => {
    await start();
    await Promise.all([open('a'), open('b')]);
    await until(() => streams.size === 2);
    const ended = [...streams.values()].map((stream) => once(stream, 'end'));
    channels.configure();
    await Promise.all(ended);
    const off = await open('c');
    const { onDemand: _, ...usual } = setup();
    channels.configure(usual);
    const other = await open('d');
    assert.deepEqual([!off.ok && off.code, !other.ok && other.code], ['off', 'notDialled']);
  });

  it('stops what nobody waits for', async () => {
    gateway = await startGateway({ certificate: theirs, knows: [ours], speak: () => undefined });
    channels.configure(setup());
    const opening = open('a');
    channels.cancel('a');
    const result = await opening;
    assert.equal(!result.ok && result.code, 'stopped');
    assert.equal(channels.now('ocpp')?.status, 'up');
  });
});
