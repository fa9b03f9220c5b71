import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import type { Timers } from '../../../../drivers/link/timers.ts';
import { backOffMs, usualBackOff } from '../../../../firmware/ocpp/transport/back-off.ts';
import type { BackendConnectionOptions } from '../../../../firmware/ocpp/transport/client.ts';
import { WebSocketLink } from '../../../../firmware/ocpp/transport/web-socket-link.ts';
import { rawBackend } from '../../../../scripts/site/ocpp/hostile/raw-backend.ts';
import { RawPeer } from '../../../../scripts/site/ocpp/hostile/raw-peer.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';
import { until } from '../../../until.ts';
import { blackHole } from './black-hole.ts';
import { testPair } from './certificates.ts';
import { runClient } from './running-client.ts';
import { runServer } from './running-server.ts';
import { strictStation } from './strict-peer.ts';

const open: (() => unknown)[] = [];
const closing = <T extends { close(...args: never[]): unknown }>(one: T): T => {
  open.push(() => one.close());
  return one;
};
const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing(server);
  return (server.address() as AddressInfo).port;
};
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

describe('a far end that is gone', () => {
  /** A socket that only counts. */
  class StubSocket extends EventEmitter {
    pings = 0;
    terminated = false;
    ping(): void {
      this.pings += 1;
    }
    terminate(): void {
      this.terminated = true;
    }
    pause(): void {
      // Nothing is read here.
    }
    resume(): void {
      // Nothing is read here.
    }
  }

  it('is found within two intervals of its last sign, and nobody is dropped who gives one in each', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 30 }), async (pauses) => {
        const time = new FakeTime();
        const socket = new StubSocket();
        const timers: Timers = { after: (ms, action) => time.after(ms, action), turn: () => Promise.resolve() };
        const link = new WebSocketLink(socket as unknown as WebSocket, { timers, pingEveryMs: 1000 });
        let endedMs: number | undefined;
        link.onClose(() => {
          endedMs = time.monotonicMs();
        });
        let lastMs = time.monotonicMs();
        for (const pauseMs of pauses) {
          await time.advance(pauseMs);
          if (endedMs !== undefined) break;
          assert.ok(pauseMs <= 2000, `nothing for ${pauseMs} ms, and it is still held`);
          lastMs = time.monotonicMs();
          socket.emit('pong', Buffer.alloc(0));
        }
        if (endedMs === undefined) await time.advance(2000);
        assert.ok(socket.terminated && endedMs !== undefined);
        assert.ok(
          endedMs - lastMs > 1000 && endedMs - lastMs <= 2000,
          `ended ${endedMs - lastMs} ms after its last sign`,
        );
      }),
      { numRuns: 60 },
    ));

  it('is noticed by a station whose backend cannot be heard any more, and it connects anew', async () => {
    const { port, arrived } = await runServerClosing();
    const hole = closing(await blackHole(port));
    const client = runClient(`ws://127.0.0.1:${hole.port}`, { stationId: 'CP1', pingEveryMs: 200 });
    open.push(() => client.connection.stop());
    await client.connected();
    hole.freeze();
    const { code, sentence } = await client.fault();
    assert.deepEqual([code, /answers no ping/.test(sentence)], ['linkLost', true]);
    assert.equal(arrived.length, 1);
  });

  it('is one too that sends a message byte by byte, and so answers no ping', async () => {
    const { port, arrived } = await runServerClosing({ pingEveryMs: () => 200 });
    const abort = new AbortController();
    open.push(() => abort.abort());
    const target = { port, id: 'CP1', password: '', source: '127.0.0.1', signal: abort.signal };
    const peer = new RawPeer(target);
    assert.equal(await peer.upgrade(target), 101);
    peer.write(Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]));
    const crawl = setInterval(() => peer.write('x'), 10);
    open.push(() => clearInterval(crawl));
    assert.equal(await peer.ending(), 'hung up');
    assert.equal(arrived.length, 1);
  });

  it('does not keep its place: the same charge point is let in at once, and calls go to it', async () => {
    const { port, arrived, server, peers } = await runServerClosing();
    const hole = closing(await blackHole(port));
    const station = (at: number) => {
      const one = strictStation({ endpoint: `ws://127.0.0.1:${at}`, identity: 'CP1' });
      open.push(() => one.close({ force: true }));
      one.handle('ClearCache', async () => ({ status: 'Accepted' }));
      return one;
    };
    await station(hole.port).connect();
    hole.freeze();
    const lost = peers[0]?.call('ClearCache', {});
    lost?.catch(() => undefined);
    const anew = station(port);
    await anew.connect();
    await assert.rejects(lost ?? Promise.resolve(), /the link ended before its answer/);
    assert.equal(arrived[1]?.displaced?.address, '127.0.0.1');
    assert.deepEqual(await peers[1]?.call('ClearCache', {}), { status: 'Accepted' });
    assert.equal(server.stations().length, 1);
  });

  const runServerClosing = async (more: Parameters<typeof runServer>[1] = {}) => {
    const running = await runServer({ CP1: { profile: 0 } }, more);
    closing(running.server);
    return running;
  };
});

describe('pauses before a backend is tried again', () => {
  /** Fifty times faster; keeps the delays that could be pauses. */
  const counting = (asked: number[]): Timers => ({
    after(delayMs, action) {
      asked.push(delayMs);
      const timer = setTimeout(action, delayMs / 50);
      return () => clearTimeout(timer);
    },
    turn: () => Promise.resolve(),
  });
  const answering = (status: number, headers: Record<string, string> = {}) => {
    const listener: RequestListener = (_request, response) => response.writeHead(status, headers).end();
    return () =>
      portOf(
        createServer(listener).on('upgrade', (_request, socket) => {
          const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
          socket.end(`HTTP/1.1 ${status} x\r\n${lines.join('')}Content-Length: 0\r\n\r\n`);
        }),
      );
  };
  const expired = testPair('backend', { names: ['127.0.0.1'], fromDays: -9, toDays: -1 });
  const raw = (act: Parameters<typeof rawBackend>[0]) => async () => closing(await rawBackend(act)).port;

  const classes: readonly (readonly [
    string,
    string,
    () => Promise<number> | number,
    Partial<BackendConnectionOptions>?,
  ])[] = [
    ['settings that may not be used', 'downgrade', () => 1, { leastProfile: 2 }],
    ['a port on which nobody listens', 'refused', () => 1],
    [
      'a certificate that has expired',
      'expired',
      () =>
        portOf(
          createHttpsServer({ cert: expired.certificatePem, key: expired.keyPem }).on(
            'tlsClientError',
            () => undefined,
          ),
        ),
      { ca: expired.certificatePem, url: 'wss://127.0.0.1' },
    ],
    ['a refusal', 'unauthorized', answering(401)],
    ['a redirect', 'redirected', answering(302, { Location: 'ws://127.0.0.1:1/' })],
    ['a backend that is busy', 'busy', answering(503)],
    ['a handshake that is cut', 'closed', raw((call) => void call.socket.destroy())],
    [
      'a connection that is closed at once',
      'closed',
      raw((call) => {
        call.accept();
        call.frame({ opcode: 8, payload: Buffer.from([0x03, 0xe9]) });
      }),
    ],
    [
      'a connection that is lost at once',
      'linkLost',
      raw((call) => {
        call.accept();
        call.socket.destroySoon();
      }),
    ],
  ];
  for (const [what, code, start, more = {}] of classes)
    it(`grow after ${what}`, async () => {
      const port = await start();
      const asked: number[] = [];
      const url = `${more.url ?? 'ws://127.0.0.1'}:${port}`;
      const client = runClient(url, { timers: counting(asked), backOff: usualBackOff, ...more, ...{ url } });
      open.push(() => client.connection.stop());
      const pauses = () => asked.filter((ms) => [3500, 5500, 9500].includes(ms));
      await until(() => pauses().length >= 3);
      assert.deepEqual(pauses(), [3500, 5500, 9500]);
      assert.equal(client.connection.state().lastFault?.code, code);
    });

  for (const [says, waitsMs] of [
    ['120', 120_000],
    ['999999', 3_600_000],
    ['1', 3500],
    ['soon', 3500],
  ] as const)
    it(`are as long as a busy backend says, within an hour: Retry-After ${says}`, async () => {
      const port = await answering(503, { 'Retry-After': says })();
      const asked: number[] = [];
      const client = runClient(`ws://127.0.0.1:${port}`, { timers: counting(asked), backOff: usualBackOff });
      open.push(() => client.connection.stop());
      await client.fault();
      assert.ok(asked.includes(waitsMs), String(asked));
    });

  it('lie between the doubled minimum and the random range above it, and never grow past their bound', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const least = 2000 * 2 ** Math.min(failures - 1, 7);
          const ms = backOffMs(failures, random, usualBackOff);
          assert.ok(ms >= least && ms <= least + 3000 && ms <= 259_000);
        },
      ),
    ));
});
