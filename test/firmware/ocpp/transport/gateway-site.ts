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
import { testPair } from './certificates.ts';
import { type RunningClient, runClient } from './running-client.ts';
import { strictCentral } from './strict-peer.ts';

const ours = makeCertificate('box');
export const authority = testPair('Backend CA', { authority: true });
const backend = testPair('backend', { issuer: authority, names: ['backend.example'] });
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Somebody who came to the backend. */
export interface Comer {
  readonly identity: string;
  readonly password: string | undefined;
  /** CN of the client certificate. */
  readonly certificate: string | undefined;
}

/** A simulated gateway with a backend behind it, the real smgw process and the door of the API; stations of ours use them. */
export interface GatewaySite {
  readonly sim: SmgwSim;
  readonly host: SmgwHost;
  readonly channels: ChannelStreams;
  readonly seen: Comer[];
  /** The channel anew, which ends its streams; `terms` tells it from before. */
  configure(terms: string): void;
  /** A station through the channel, to ws://backend.example/ocpp if nothing else is said. */
  start(more: Partial<BackendConnectionOptions>): RunningClient;
  close(): Promise<void>;
}

/** An HTTPS server that asks for a client certificate of `authority`. */
export const secureServer = () =>
  createHttpsServer({
    ...{ cert: backend.certificatePem, key: backend.keyPem },
    ...{ ca: authority.certificatePem, requestCert: true, rejectUnauthorized: true },
  });

/**
 * `secure`: the backend speaks TLS and asks for a client certificate of `authority`. `backendPort`: another one than the
 * fixture's own, on loopback.
 */
export async function openGatewaySite(secure: boolean, backendPort?: number): Promise<GatewaySite> {
  const open: (() => Promise<unknown> | unknown)[] = [];
  const seen: Comer[] = [];
  const port = backendPort ?? (await runCentral(secure, seen, open));
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-smgw-'));
  const sim = await startSmgwSim({
    clsCertificatesPem: [ours.certificatePem],
    emts: { 'emt.example:443': forwardTo({ host: '127.0.0.1', port }) },
  });
  const socketPath = join(folder, 'door');
  const host = new SmgwHost({ socketPath, clock: systemClock, timers: systemTimers, log: quiet });
  const channels = new ChannelStreams({ host, newStreamId: randomUUID, timers: systemTimers });
  let access: ChannelAccess = { id: 'ocpp', use: 'ocpp', role: 'supplier', variables: [], pins: [] };
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
  const configure = (terms: string): void => {
    access = { ...access, terms };
    host.configure([
      {
        ...{ id: 'ocpp', terms, scenario: 'HKS3', onDemand: true, addressing: 'socks5' },
        endpoint: { host: '127.0.0.1', port: Number(sim.address.split(':')[1]) },
        identities: [ours],
        peers: [sim.peerCertificatePem],
        destination: { host: 'emt.example', port: 443 },
      },
    ]);
  };
  configure('first');
  return {
    ...{ sim, host, channels, seen, configure },
    start(more) {
      const client = runClient('ws://backend.example/ocpp', { streams: channels.through('ocpp'), ...more });
      open.push(() => client.connection.stop());
      return client;
    },
    async close() {
      for (const close of open.splice(0).reverse()) await close();
    },
  };
}

/** An independent central system, plain or over TLS that asks for a client certificate. */
async function runCentral(secure: boolean, seen: Comer[], open: (() => Promise<unknown> | unknown)[]): Promise<number> {
  const rpc = strictCentral();
  rpc.auth((accept, _reject, { identity, password, request }) => {
    const shown = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
    seen.push({ identity, password: password?.toString(), certificate: shown?.subject?.CN as string | undefined });
    accept();
  });
  rpc.on('client', (client) => client.handle('Heartbeat', async () => ({ currentTime: '2026-11-28T12:00:00.000Z' })));
  const http = secure ? secureServer() : createHttpServer();
  http.on('upgrade', rpc.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    await rpc.close({ force: true });
    http.close();
  });
  return (http.address() as AddressInfo).port;
}
