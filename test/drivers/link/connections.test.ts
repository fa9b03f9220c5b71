import assert from 'node:assert/strict';
import { connect, createServer, type Server } from 'node:net';
import { openBus } from '../../../drivers/bus/bus.ts';
import type { BusError, WriteRequest } from '../../../drivers/bus/types.ts';
import { openLink } from '../../../drivers/link/open-link.ts';
import { TcpLink } from '../../../drivers/link/tcp-link.ts';
import { parseTcpAddress, tcpOpener } from '../../../drivers/link/tcp-stream.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { until } from '../../until.ts';
import { FaultServer } from './fault-server.ts';
import type { FaultKind } from './faults.ts';
import { FaultyDevice } from './faulty-device.ts';
import { openLineUnderTest } from './line-under-test.ts';
import { Random } from './random.ts';

const deps = { clock: systemClock };
const read = {
  unitId: 1,
  functionCode: 3,
  address: 0,
  quantity: 2,
  priority: 'fast',
  timeoutMs: 500,
  queueMs: 60_000,
} as const;
const write: WriteRequest = {
  unitId: 1,
  functionCode: 6,
  address: 5,
  values: [16],
  priority: 'write',
  timeoutMs: 60,
  queueMs: 60_000,
};

describe('a connection', () => {
  for (const kind of ['tcp', 'rtu-over-tcp'] as const) {
    it(`of ${kind} that is refused fails the request at once`, async () => {
      const server = new FaultServer(deviceOf(kind === 'tcp' ? 'tcp' : 'rtu', () => undefined));
      const address = await server.listen();
      await server.close();
      const bus = openBus({ id: 'x', kind, address }, deps);
      const all = await Promise.allSettled([bus.read(read), bus.read(read), bus.write(write)]);
      for (const result of all) assert.equal(result.status === 'rejected' && result.reason.fault, 'connect');
      assert.equal(bus.health.connected, false);
      await bus.close();
    });

    it(`of ${kind} is never open twice, through 100 forced reconnects`, async () => {
      let broken = 0;
      const faults = kind === 'tcp' ? (['reset', 'badproto'] as const) : (['reset'] as const);
      const fault = (): FaultKind | undefined => faults[broken++ % faults.length];
      const line = await openLineUnderTest({ kind, timeoutMs: 500, seed: 1, fault });
      for (let i = 0; i < 101; i++) await assert.rejects(line.bus.read({ ...read, address: i, quantity: 1 + (i % 9) }));
      assert.equal(line.server?.mostOpen, 1);
      assert.ok(line.bus.health.reconnects >= 100);
      await line.close();
    });
  }

  it('would be seen if it were open twice', async () => {
    const server = new FaultServer(deviceOf('tcp', () => undefined));
    const { port } = parseTcpAddress(await server.listen());
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await until(() => server.mostOpen === 2);
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  it('comes back when the device does', async () => {
    const device = deviceOf('tcp', () => undefined);
    const first = new FaultServer(device);
    const address = await first.listen();
    const bus = openBus({ id: 'x', kind: 'tcp', address }, deps);
    await bus.read(read);
    await first.close();
    await assert.rejects(untilConnected(bus.read.bind(bus), 3));
    const second = new FaultServer(device);
    await second.listen(parseTcpAddress(address).port);
    await untilConnected(bus.read.bind(bus), 500);
    assert.equal(bus.health.reconnects, 1);
    await bus.close();
    await second.close();
  });

  it('is given up after two requests without reply', async () => {
    const line = await openLineUnderTest({ kind: 'tcp', timeoutMs: 30, seed: 1, fault: () => 'swallow' });
    for (let i = 0; i < 5; i++) await assert.rejects(line.bus.read({ ...read, timeoutMs: 30 }), { fault: 'timeout' });
    assert.equal(line.server?.connections, 3);
    assert.equal(line.server?.mostOpen, 1);
    await line.close();
  });

  it('counts transactions through 16 bits', async () => {
    const device = deviceOf('tcp', () => undefined);
    const server = new FaultServer(device);
    const open = tcpOpener(parseTcpAddress(await server.listen()), systemTimers);
    const link = new TcpLink({ open, clock: systemClock, timers: systemTimers, firstTransactionId: 65_533 });
    const terms = { timeoutMs: 5_000, pauseMs: 0, connectByMs: systemClock.monotonicMs() + 5_000 };
    for (let i = 0; i < 4; i++) assert.equal((await link.exchange(read, terms)).kind, 'reply');
    assert.deepEqual(
      device.asked.map((asked) => asked.transactionId),
      [65_534, 65_535, 0, 1],
    );
    await link.close();
    await server.close();
  });

  it('that is closed ends what is outstanding and what waits', async () => {
    for (const kind of ['tcp', 'rtu-over-tcp'] as const) {
      const line = await openLineUnderTest({ kind, timeoutMs: 1, seed: 1, fault: () => 'swallow' });
      const open = [line.bus.read({ ...read, timeoutMs: 60_000 }), line.bus.read(read), line.bus.write(write)];
      const ended = Promise.allSettled(open);
      while (line.device.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await line.bus.close();
      for (const result of await ended) assert.equal(result.status === 'rejected' && result.reason.fault, 'closed');
      await assert.rejects(line.bus.read(read), { fault: 'closed' });
      await line.close();
    }
  });

  it('to a serial port that is not there fails with its cause', async () => {
    const config = { id: 'x', kind: 'serial', path: '/dev/netwacht-none', baudRate: 9600 } as const;
    const bus = openBus({ ...config, parity: 'even', dataBits: 8, stopBits: 1 }, deps);
    await assert.rejects(
      bus.read(read),
      (error: BusError) => error.fault === 'connect' && /no such file/i.test(error.message),
    );
    await bus.close();
  });

  it('is named by host and port', () => {
    assert.deepEqual(parseTcpAddress('10.0.0.7'), { host: '10.0.0.7', port: 502 });
    assert.deepEqual(parseTcpAddress('box.local:1502'), { host: 'box.local', port: 1502 });
    assert.deepEqual(parseTcpAddress('[fe80::1%eth0]:502'), { host: 'fe80::1%eth0', port: 502 });
    for (const wrong of ['', 'a:b', 'a:0', 'a:65536', 'fe80::1', 'a b'])
      assert.throws(() => parseTcpAddress(wrong), RangeError);
  });
});

describe('a write', () => {
  for (const kind of ['tcp', 'rtu-over-tcp'] as const) {
    it(`over ${kind} is done only when the reply repeats it`, async () => {
      let fault: FaultKind | undefined;
      const line = await openLineUnderTest({
        kind,
        timeoutMs: 60,
        seed: 1,
        fault: (_, { body }) => ((body[1] ?? 0) > 4 ? fault : undefined),
      });
      const writes: WriteRequest[] = [
        write,
        { ...write, functionCode: 5, values: [1] },
        { ...write, functionCode: 15, values: [1, 0, 1] },
        { ...write, functionCode: 16, values: [1, 2] },
      ];
      for (const request of writes) {
        fault = 'wrongvalue';
        await assert.rejects(line.bus.write(request), { fault: 'mismatch' });
        fault = 'exc';
        await assert.rejects(line.bus.write(request), { fault: 'exception', exceptionCode: 6 });
      }
      await line.close();
    });
  }

  it('is not confirmed by an adapter that only echoes', async () => {
    const echo = createServer((socket) => socket.pipe(socket));
    const address = await listen(echo);
    const bus = openBus({ id: 'x', kind: 'rtu-over-tcp', address }, deps);
    for (const functionCode of [5, 6, 15, 16] as const) {
      await assert.rejects(
        bus.write({ ...write, functionCode, values: [1] }),
        (error: BusError) => error.fault !== 'exception',
      );
    }
    await assert.rejects(bus.read({ ...read, timeoutMs: 60 }), { fault: 'timeout' });
    await bus.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  it('through an adapter that echoes is confirmed by the second copy', async () => {
    const line = await openLineUnderTest({ kind: 'rtu-over-tcp', timeoutMs: 500, seed: 1, fault: () => 'echo' });
    for (const functionCode of [5, 6, 15, 16] as const) {
      await line.bus.write({ ...write, functionCode, values: [1], timeoutMs: 500 });
    }
    await line.close();
  });
});

describe('a read with spare registers', () => {
  it('is done without them where the device refuses them', async () => {
    const refuse = (end: number): FaultKind | undefined => (end > 2 ? 'noregister' : undefined);
    const fault = (_: unknown, { body }: { body: Buffer }) => refuse(body.readUInt16BE(2) + body.readUInt16BE(4));
    const line = await openLineUnderTest({ kind: 'rtu-over-tcp', timeoutMs: 500, seed: 1, fault });
    for (let i = 0; i < 6; i++) assert.equal((await line.bus.read({ ...read, spare: 2 })).values.length, 2);
    await line.close();
  });
});

it('nothing is opened before the first request', async () => {
  const link = openLink({ id: 'x', kind: 'tcp', address: '127.0.0.1:1' }, { clock: systemClock, timers: systemTimers });
  assert.equal(link.connected, false);
  await link.close();
});

function deviceOf(framing: 'tcp' | 'rtu', fault: () => FaultKind | undefined): FaultyDevice {
  return new FaultyDevice({ framing, timeoutMs: 50, random: new Random(1), fault, inOrder: true });
}

/** Reads until one succeeds; the last error when none of `tries` does. */
async function untilConnected(readOnce: (request: typeof read) => Promise<unknown>, tries: number): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      await readOnce(read);
      return;
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
}
