import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import type { AddressMeans } from '../../../../drivers/link/outbound-addresses.ts';
import { systemTimers } from '../../../../drivers/link/timers.ts';
import { BrokerSession, maxWaitingBytes } from '../../../../drivers/messages/broker-session.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { pauseMs } from '../../../../firmware/interfaces/mqtt/link.ts';
import { Publisher } from '../../../../firmware/interfaces/mqtt/publisher.ts';
import { aState, serial, site } from './a-state.ts';

/** Lets everybody in and then reads nothing more. */
async function deafBroker(): Promise<{ server: Server; socket: () => Socket | undefined; address: string }> {
  let last: Socket | undefined;
  const server = createServer((socket) => {
    last = socket;
    socket.once('data', () => {
      socket.pause();
      socket.write(Buffer.from([0x20, 2, 0, 0]));
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, socket: () => last, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Lets everybody in, and tells without end. */
async function floodingBroker(topic: string) {
  const publish = Buffer.from([0x30, 2 + topic.length + 1, 0, topic.length, ...Buffer.from(topic), 0x31]);
  const many = Buffer.concat(Array.from({ length: 500 }, () => publish));
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([0x20, 2, 0, 0]));
      const more = (): void => {
        while (socket.write(many));
      };
      socket.on('drain', more);
      more();
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A car park in which everything changes every second. */
function busyState(second: number): State {
  const state = aState();
  const [point] = state.chargePoints;
  assert.ok(point !== undefined);
  const chargePoints = Array.from({ length: 60 }, (_, k) => ({ ...point, id: `E${k + 1}`, powerW: 1000 * k + second }));
  return { ...state, chargePoints };
}

const guard: AddressMeans = {
  ...{ interfaces: () => ({}), hanInterfaces: () => [], loopbackAllowed: true, resolve: async () => [] },
};

describe('a publisher', () => {
  const ends: (() => Promise<unknown> | undefined | undefined)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  function publisherTo(address: string, at: { nowMs: number }) {
    const up = Promise.withResolvers<void>();
    const downs: string[] = [];
    const publisher = new Publisher({
      config: { ...site.mqtt, address, commands: false, discovery: false } as NonNullable<typeof site.mqtt>,
      ...{ serial, version: '1.0.0', timers: systemTimers, random: () => 0.5 },
      clock: { monotonicMs: () => at.nowMs, wallMs: () => at.nowMs },
      place: () => ({ address, guard }),
      credentials: () => undefined,
      onUp: () => up.resolve(),
      onDown: ({ code }) => downs.push(code),
      onCommand: () => assert.fail('no command was given'),
    });
    ends.push(() => publisher.end({ forGood: false }));
    return { publisher, up: up.promise, downs };
  }

  it('takes so many messages a second and no more: a flood waits at the broker', async () => {
    const { server, address } = await floodingBroker('a');
    const seconds: (() => void)[] = [];
    let heard = 0;
    const session = await BrokerSession.open({
      place: { address, guard },
      ...{ version: '3.1.1', clientId: 'box', credentials: undefined, signal: new AbortController().signal },
      will: { topic: 'gone', payload: '', qos: 0, retain: false },
      timers: {
        ...systemTimers,
        after(delayMs, run) {
          if (delayMs !== 1000) return systemTimers.after(delayMs, run);
          seconds.push(run);
          return () => undefined;
        },
      },
      onMessage: () => {
        heard += 1;
      },
      onEnd: ({ message }) => assert.fail(message),
    });
    ends.push(async () => {
      await session.end(systemTimers);
      server.close();
    });
    const standsAt = async (most: number) => {
      while (heard < most) await systemTimers.turn();
      for (let turn = 0; turn < 50; turn += 1) await systemTimers.turn();
      assert.equal(heard, most);
    };
    await standsAt(2000);
    seconds.shift()?.();
    await standsAt(4000);
  });

  it('puts no more than a bound into memory for a broker that takes nothing, and says the newest only', async () => {
    const { server, socket, address } = await deafBroker();
    ends.push(() => {
      socket()?.destroy();
      server.close();
    });
    const at = { nowMs: 0 };
    const { publisher, up } = publisherTo(address, at);
    publisher.start();
    await up;
    let most = 0;
    for (let second = 0; second < 3600; second += 1) {
      at.nowMs += 1000;
      publisher.take(busyState(second), site);
      if (second % 100 === 0) await systemTimers.turn();
      most = Math.max(most, publisher.held.bytes);
      assert.equal(publisher.held.topics, 64);
    }
    // One message may cross the bound; mqtt's own bookkeeping is a few bytes.
    assert.ok(most > 0 && most <= maxWaitingBytes + 2048, `${most} bytes`);
    // What the kernel takes for a peer that does not read, and nothing beyond.
    assert.ok(publisher.sent < (3600 * 60) / 4, `${publisher.sent} sent`);
    assert.ok(publisher.held.waiting >= 60);
  });

  it('holds the same through an hour without a broker', () => {
    const at = { nowMs: 0 };
    const { publisher } = publisherTo('127.0.0.1:1', at);
    for (let second = 0; second < 3600; second += 1) publisher.take(busyState(second), site);
    assert.deepEqual(publisher.held, { topics: 64, waiting: 64, bytes: 0 });
  });

  it('tries again after 1, 2, 4 … 60 s, and not all boxes at once', () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 50].map((failures) => pauseMs(failures, 0.5)),
      [1000, 2000, 4000, 32_000, 60_000, 60_000],
    );
    assert.deepEqual([pauseMs(1, 0), pauseMs(1, 1)], [750, 1250]);
  });

  it('says which part of the way failed', async () => {
    const { publisher, downs } = publisherTo('127.0.0.1:1', { nowMs: 0 });
    publisher.start();
    while (downs.length === 0) await systemTimers.turn();
    assert.deepEqual(downs, ['refused']);
  });
});
