import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import type { ChannelAccess } from '../../../../firmware/api/channel/channel-access.ts';
import { Door } from '../../../../firmware/api/channel/door.ts';
import { handToStations } from '../../../../firmware/api/channel/station-streams.ts';
import { systemClock } from '../../../../firmware/domain/clock.ts';
import { ChannelStreams } from '../../../../firmware/ocpp/transport/channel-streams.ts';
import type { BackendConnectionOptions } from '../../../../firmware/ocpp/transport/client.ts';
import { SmgwHost } from '../../../../firmware/smgw/host.ts';
import { forwardTo } from '../../../../scripts/smgw-sim/emt/forward.ts';
import { type SmgwSim, startSmgwSim } from '../../../../scripts/smgw-sim/gateway.ts';
import { makeCertificate } from '../../smgw/test-certificates.ts';
import { until } from '../../smgw/until.ts';
import { testPair } from './certificates.ts';
import { type RunningClient, runClient } from './running-client.ts';
import { strictCentral } from './strict-peer.ts';

const ours = makeCertificate('box');
const authority = testPair('Backend CA', { authority: true });
const backend = testPair('backend', { issuer: authority, names: ['backend.example'] });
const station = testPair('NW1', { issuer: authority });
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('stations through a Smart Meter Gateway', () => {
  const open: (() => Promise<unknown> | unknown)[] = [];
  let sim: SmgwSim;
  let host: SmgwHost;
  let channels: ChannelStreams;
  let access: ChannelAccess;
  const seen: { identity: string; password: string | undefined; certificate: string | undefined }[] = [];

  const configure = (terms: string): void => {
    const [, port] = sim.address.split(':');
    access = { ...access, terms };
    host.configure([
      {
        ...{ id: 'ocpp', terms, scenario: 'HKS3', onDemand: true, addressing: 'socks5' },
        endpoint: { host: '127.0.0.1', port: Number(port) },
        identities: [ours],
        peers: [sim.peerCertificatePem],
        destination: { host: 'emt.example', port: 443 },
      },
    ]);
  };
  const start = (more: Partial<BackendConnectionOptions>): RunningClient => {
    const client = runClient('ws://backend.example/ocpp', { streams: channels.through('ocpp'), ...more });
    open.push(() => client.connection.stop());
    return client;
  };
  /** An independent central system behind the gateway, plain or over TLS that asks for a client certificate. */
  const central = async (secure: boolean): Promise<number> => {
    const rpc = strictCentral();
    rpc.auth((accept, _reject, { identity, password, request }) => {
      const shown = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
      seen.push({ identity, password: password?.toString(), certificate: shown?.subject?.CN as string | undefined });
      accept();
    });
    rpc.on('client', (client) => client.handle('Heartbeat', async () => ({ currentTime: '2026-11-28T12:00:00.000Z' })));
    const http = secure
      ? createHttpsServer({
          ...{ cert: backend.certificatePem, key: backend.keyPem },
          ...{ ca: authority.certificatePem, requestCert: true, rejectUnauthorized: true },
        })
      : createHttpServer();
    http.on('upgrade', rpc.handleUpgrade);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    open.push(async () => {
      await rpc.close({ force: true });
      http.close();
    });
    return (http.address() as AddressInfo).port;
  };
  const startGateway = async (port: number): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-smgw-'));
    sim = await startSmgwSim({
      clsCertificatesPem: [ours.certificatePem],
      emts: { 'emt.example:443': forwardTo({ host: '127.0.0.1', port }) },
    });
    const socketPath = join(folder, 'door');
    host = new SmgwHost({ socketPath, clock: systemClock, timers: systemTimers, log: quiet });
    channels = new ChannelStreams({ host, newStreamId: randomUUID, timers: systemTimers });
    access = { id: 'ocpp', use: 'ocpp', role: 'supplier', variables: [], pins: [] };
    const pinned = (): ChannelAccess => ({ ...access, pins: [sim.control.certificates.current.sha256] });
    const taker = handToStations((...stream) => channels.take(...stream), quiet);
    const door = new Door({
      ...{ path: socketPath, log: quiet, takers: { http: taker, raw: taker, ocpp: taker } },
      channels: { access: (id) => (id === 'ocpp' ? pinned() : undefined), functionOn: () => true },
    });
    await door.listen();
    open.push(async () => {
      await host.stop();
      await door.close();
      await sim.close();
      rmSync(folder, { recursive: true });
    });
    configure('first');
  };
  beforeEach(() => {
    seen.length = 0;
  });
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  it('each have a stream of their own through one channel, and carry calls', async () => {
    await startGateway(await central(false));
    const clients = ['NW 1', 'NW 2', 'NW 3'].map((stationId) => start({ stationId, secret: 'geheim' }));
    for (const client of clients) {
      await client.connected();
      assert.deepEqual(await client.peers[0]?.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    }
    assert.deepEqual(seen.map(({ identity }) => identity).sort(), ['NW 1', 'NW 2', 'NW 3']);
    assert.equal(host.status('ocpp').connections, 3);
  });

  it('speak TLS with the backend inside, with a client certificate, and come back when the channel was cut', async () => {
    await startGateway(await central(true));
    const client = start({
      url: 'wss://backend.example/ocpp',
      ca: authority.certificatePem,
      identity: () => ({ name: 'station', ...station }),
    });
    const { tls, profile } = await client.connected();
    assert.deepEqual([tls?.version, profile, seen[0]?.certificate], ['TLSv1.3', 3, 'NW1']);
    configure('second');
    await until(() => client.connection.state().kind === 'waiting');
    await client.connected();
    assert.deepEqual(await client.peers.at(-1)?.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
  });

  it('are told whether the way fails or the backend', async () => {
    await startGateway(await central(true));
    const wrong = await start({ url: 'wss://other.example', ca: authority.certificatePem }).fault();
    assert.deepEqual([wrong.layer, wrong.code], ['certificate', 'wrongName']);
    const without = await start({ url: 'wss://backend.example', ca: authority.certificatePem, secret: 'x' }).fault();
    assert.deepEqual([without.layer, without.code], ['certificate', 'ownRefused']);
    const none = await start({ streams: channels.through('other') }).fault();
    assert.deepEqual([none.layer, none.code], ['channel', 'off']);
    host.configure([]);
    const off = await start({}).fault();
    assert.deepEqual([off.layer, off.code], ['channel', 'off']);
  });

  it('come back when the smgw process was killed', async () => {
    await startGateway(await central(false));
    const client = start({});
    await client.connected();
    process.kill(host.pid() ?? 0, 'SIGKILL');
    await until(() => client.connection.state().kind === 'waiting');
    await client.connected();
    assert.equal(client.peers.length, 2);
  });
});
