import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Timers } from '../../../../../drivers/link/timers.ts';
import { usualBackOff } from '../../../../../firmware/ocpp/transport/back-off.ts';
import { backendAttacks, backendHolds } from '../../../../../scripts/site/ocpp/hostile/backend-attacks.ts';
import { type RawBackend, rawBackend } from '../../../../../scripts/site/ocpp/hostile/raw-backend.ts';
import { until } from '../../../../until.ts';
import { type RunningClient, runClient } from '../running-client.ts';
import { strictCentral } from '../strict-peer.ts';

/** A hundred times faster, so that a handshake of 15 s is over soon. */
const fast = (asked: number[] = []): Timers => ({
  after(delayMs, action) {
    asked.push(delayMs);
    const timer = setTimeout(action, delayMs / 50);
    return () => clearTimeout(timer);
  },
  turn: () => Promise.resolve(),
});

describe('a hostile backend', () => {
  const open: (() => unknown)[] = [];
  let good: RunningClient;

  const start = (url: string, more: Parameters<typeof runClient>[1] = {}): RunningClient => {
    const client = runClient(url, more);
    open.push(() => client.connection.stop());
    return client;
  };
  beforeEach(async () => {
    const rpc = strictCentral();
    rpc.on('client', (client) => client.handle('Heartbeat', async () => ({ currentTime: '2026-11-28T12:00:00.000Z' })));
    const http = createServer().on('upgrade', rpc.handleUpgrade);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    open.push(async () => {
      await rpc.close({ force: true });
      http.close();
    });
    good = start(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    await good.connected();
  });
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  const attacked = async (act: Parameters<typeof rawBackend>[0]): Promise<RawBackend> => {
    const backend = await rawBackend(act);
    open.push(() => backend.close());
    return backend;
  };
  const otherIsServed = async (): Promise<void> => {
    for (let k = 0; k < 20; k += 1)
      assert.deepEqual(await good.peers[0]?.call('Heartbeat', {}), { currentTime: '2026-11-28T12:00:00.000Z' });
    assert.equal(good.peers.length, 1);
  };

  for (const { name, fault, act } of backendAttacks)
    it(`${name}: the station says so and tries again later, another one is served`, async () => {
      const backend = await attacked(act);
      const client = start(`ws://127.0.0.1:${backend.port}`, { timers: fast(), backOff: usualBackOff });
      const { code, sentence } = await client.fault();
      assert.deepEqual([code, fault[1].test(sentence)], [fault[0], true], sentence);
      await until(() => backend.sockets[0]?.destroyed === true);
      await otherIsServed();
      await until(() => backend.sockets.length >= 2);
    });

  for (const { name, act } of backendHolds)
    it(`${name}: get their share and no more, another station is served`, async () => {
      const backend = await attacked(act);
      const client = start(`ws://127.0.0.1:${backend.port}`);
      await client.connected();
      await otherIsServed();
      client.connection.stop();
      await until(() => backend.sockets.every(({ destroyed }) => destroyed));
    });

  it('that accepts and closes at once is not hammered: the pauses double up to their bound', async () => {
    const asked: number[] = [];
    const backend = await attacked((call) => {
      call.accept();
      call.frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) });
    });
    start(`ws://127.0.0.1:${backend.port}`, { timers: fast(asked), backOff: { ...usualBackOff, repeatTimes: 3 } });
    const pauses = (): number[] => asked.filter((ms) => [3500, 5500, 9500, 17_500].includes(ms));
    await until(() => pauses().length >= 5);
    assert.deepEqual(pauses().slice(0, 5), [3500, 5500, 9500, 17_500, 17_500]);
    assert.ok(backend.sockets.length <= pauses().length + 1);
  });
});
