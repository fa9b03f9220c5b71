import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { RPCServer } from 'ocpp-rpc';
import { WebSocketServer } from 'ws';
import type { BackendConnectionOptions } from '../../../../firmware/ocpp/transport/client.ts';
import { until } from '../../../until.ts';
import { type RunningClient, runClient } from './running-client.ts';
import { strictCentral } from './strict-peer.ts';

interface Seen {
  identity: string;
  password: string | undefined;
  endpoint: string;
}

describe('a connection to a backend', () => {
  const open: (() => Promise<unknown> | unknown)[] = [];
  const portOf = async (server: Server | TcpServer): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  };
  const start = (url: string, more: Partial<BackendConnectionOptions> = {}): RunningClient => {
    const client = runClient(url, more);
    open.push(() => client.connection.stop());
    return client;
  };
  /** An independent central system; what it saw of the handshake comes with it. */
  async function central(protocols: readonly string[] = ['ocpp1.6', 'ocpp2.0.1']) {
    const server: RPCServer = strictCentral({ protocols });
    const seen: Seen[] = [];
    const clients: {
      close(options: object): Promise<unknown>;
      call(method: string, params: object): Promise<unknown>;
    }[] = [];
    server.auth((accept, _reject, { identity, password, endpoint }) => {
      seen.push({ identity, password: password?.toString(), endpoint });
      accept();
    });
    server.on('client', (client) => {
      clients.push(client);
      client.handle('Heartbeat', async () => ({ currentTime: '2026-11-28T12:00:00.000Z' }));
    });
    const http = await server.listen(0, '127.0.0.1');
    open.push(() => server.close({ force: true }));
    return { seen, clients, port: (http.address() as AddressInfo).port };
  }
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  it('carries calls both ways with an independent strict central system', async () => {
    const { seen, clients, port } = await central();
    const client = start(`ws://127.0.0.1:${port}/ocpp/v1/`, { secret: 'geheim', versions: ['2.0.1', '1.6'] });
    const { version, profile } = await client.connected();
    assert.deepEqual([version, profile], ['1.6', 1]);
    assert.deepEqual(seen, [{ identity: 'NW 1', password: 'geheim', endpoint: '/ocpp/v1' }]);
    assert.deepEqual(await client.peers[0]?.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    assert.deepEqual(await clients[0]?.call('ClearCache', {}), { status: 'Accepted' });
  });

  it('sends octets as the password where the secret is given in hex', async () => {
    const { seen, port } = await central();
    await start(`ws://127.0.0.1:${port}`, { secret: 'hex:4162c3a4' }).connected();
    assert.deepEqual(
      seen.map(({ password }) => password),
      ['Abä'],
    );
  });

  it('connects anew after it was closed, and says why it was', async () => {
    const { clients, port } = await central();
    const client = start(`ws://127.0.0.1:${port}`);
    await client.connected();
    await until(() => clients.length === 1);
    await clients[0]?.close({ code: 4000, reason: 'maintenance' });
    await until(() => client.states.some(({ kind }) => kind === 'waiting'));
    const { code, sentence } = await client.fault();
    assert.equal(code, 'closed');
    assert.match(sentence, /closed with code 4000: maintenance/);
    await client.connected();
    assert.equal(client.peers.length, 2);
  });

  it('waits longer and longer while there is nobody, up to a bound', async () => {
    const waits: number[] = [];
    const client = start('ws://127.0.0.1:1', {
      timers: {
        after(delayMs, action) {
          if (delayMs < 1000) waits.push(delayMs);
          const timer = setTimeout(action, delayMs < 1000 ? 0 : delayMs);
          return () => clearTimeout(timer);
        },
        turn: () => Promise.resolve(),
      },
    });
    await until(() => waits.length >= 5);
    assert.deepEqual(waits.slice(0, 5), [25, 45, 85, 85, 85]);
    const { layer, code, sentence } = await client.fault();
    assert.deepEqual([layer, code], ['tcp', 'refused']);
    assert.match(sentence, /nothing listens on this port/);
  });

  const answering =
    (status: number, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) =>
      response.writeHead(status, headers).end();
  for (const [status, code, sentence] of [
    [401, 'unauthorized', /id or the password .* 401/],
    [403, 'forbidden', /forbids .* 403/],
    [404, 'notFound', /knows no station at \/NW%201 .* 404/],
    [302, 'redirected', /elsewhere .* not followed/],
    [200, 'httpStatus', /HTTP 200/],
    [503, 'busy', /no connection at the moment/],
  ] as const)
    it(`says what HTTP ${status} means`, async () => {
      const elsewhere = await central();
      const listener = answering(
        status,
        status === 302 ? { Location: `http://127.0.0.1:${elsewhere.port}/NW%201` } : {},
      );
      const port = await portOf(
        createServer(listener).on('upgrade', (_request, socket) => {
          const location = status === 302 ? `Location: http://127.0.0.1:${elsewhere.port}/NW%201\r\n` : '';
          socket.end(`HTTP/1.1 ${status} x\r\n${location}Content-Length: 0\r\n\r\n`);
        }),
      );
      const told = await start(`ws://127.0.0.1:${port}`).fault();
      assert.deepEqual([told.layer, told.code], ['http', code]);
      assert.match(told.sentence, sentence);
      assert.equal(elsewhere.seen.length, 0);
    });

  it('leaves a backend that speaks no version of ours, with either way of saying so', async () => {
    for (const handleProtocols of [() => false as const, () => 'ocpp1.5']) {
      const server = createServer();
      const sockets = new WebSocketServer({ server, handleProtocols });
      open.push(() => sockets.close());
      const port = await portOf(server);
      const { layer, code, sentence } = await start(`ws://127.0.0.1:${port}`).fault();
      assert.deepEqual([layer, code], ['websocket', 'wrongSubprotocol']);
      assert.match(sentence, /does not speak ocpp1.6/);
    }
  });

  it('tells a server that is none of WebSockets, HTTP or anything', async () => {
    for (const [answer, code] of [
      ['SSH-2.0-OpenSSH_9.2\r\n', 'noHttp'],
      [
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
        'noWebSocket',
      ],
      ['', 'closed'],
    ] as const) {
      const port = await portOf(
        createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer))),
      );
      assert.equal((await start(`ws://127.0.0.1:${port}`).fault()).code, code);
    }
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const port = await portOf(createTcpServer((socket) => socket.on('error', () => undefined)));
    const client = start(`ws://127.0.0.1:${port}`, {
      timers: {
        after: (ms, action) => {
          const timer = setTimeout(action, ms / 100);
          return () => clearTimeout(timer);
        },
        turn: () => Promise.resolve(),
      },
    });
    const { code, sentence } = await client.fault();
    assert.equal(code, 'noAnswer');
    assert.match(sentence, /WebSocket handshake within 15 s/);
  });

  it('says that a name is not known', async () => {
    const { layer } = await start('ws://backend.invalid').fault();
    assert.equal(layer, 'name');
  });

  it('finds a link that died without a word', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server, autoPong: false });
    open.push(() => sockets.close());
    const client = start(`ws://127.0.0.1:${await portOf(server)}`, { pingEveryMs: 50 });
    await client.connected();
    const { code, sentence } = await client.fault();
    assert.equal(code, 'linkLost');
    assert.match(sentence, /answers no ping/);
  });

  it('refuses a message that is too big and goes on', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    open.push(() => sockets.close());
    sockets.once('connection', (socket) => socket.send('x'.repeat(70_000)));
    const client = start(`ws://127.0.0.1:${await portOf(server)}`);
    const { sentence } = await client.fault();
    assert.match(sentence, /code 1009: a message that is too big/);
    await until(() => client.peers.length === 2);
  });

  it('stops for good when it is told to, at any moment', async () => {
    const { clients, port } = await central();
    const early = start(`ws://127.0.0.1:${port}`);
    early.connection.stop();
    const late = start(`ws://127.0.0.1:${port}`);
    await late.connected();
    await until(() => clients.length > 0);
    late.connection.stop();
    await new Promise((resolve) => setTimeout(resolve, 80));
    assert.deepEqual([early.connection.state().kind, late.connection.state().kind], ['stopped', 'stopped']);
    assert.equal(early.peers.length, 0);
  });

  for (const [what, more, code] of [
    ['a password in the URL', { url: 'ws://a:b@127.0.0.1' }, 'badUrl'],
    ['another scheme', { url: 'https://127.0.0.1' }, 'badUrl'],
    ['plain without a password, unless it is allowed', { insecure: false }, 'insecure'],
    ['a profile below the one it has had', { secret: 'geheim', leastProfile: 2 }, 'downgrade'],
    ['a client certificate without TLS', { identity: () => undefined }, 'certificateWithoutTls'],
    ['a client certificate that is not there', { url: 'wss://127.0.0.1', identity: () => undefined }, 'noCertificate'],
    ['an id with a colon beside a password', { stationId: 'a:b', secret: 'x' }, 'badStationId'],
  ] as const)
    it(`does not use ${what}`, async () => {
      const { layer, code: told } = await start('ws://127.0.0.1:1', more).fault();
      assert.deepEqual([layer, told], ['config', code]);
    });
});
