import assert from 'node:assert/strict';
import { LineBus } from '../../../drivers/bus/bus.ts';
import type { BusFault, ReadRequest, WriteRequest } from '../../../drivers/bus/types.ts';
import { LineTime } from '../link/line-time.ts';
import { FakeLink } from './fake-link.ts';

const read: ReadRequest = {
  unitId: 1,
  functionCode: 3,
  address: 0,
  quantity: 6,
  priority: 'fast',
  timeoutMs: 100,
  queueMs: 1_000,
};
const write: WriteRequest = {
  unitId: 1,
  functionCode: 6,
  address: 9,
  values: [10],
  priority: 'write',
  timeoutMs: 100,
  queueMs: 1_000,
};

function line(tellsRepliesApart: boolean) {
  const time = new LineTime();
  const link = new FakeLink(time, tellsRepliesApart);
  const bus = new LineBus({ line: 'L', link, clock: time, timers: time });
  /** Collects how a request ended: what it brought, or its fault. */
  const ends: string[] = [];
  const note = (name: string, promise: Promise<unknown>): void => {
    void promise.then(
      () => ends.push(`${name} ok`),
      (error: { fault: BusFault }) => ends.push(`${name} ${error.fault}`),
    );
  };
  return { time, link, bus, ends, note };
}

describe('a line with a transaction id', () => {
  it('has one request outstanding, and sends what is most urgent next', async () => {
    const { time, link, bus, ends, note } = line(true);
    note('first', bus.read(read));
    note('slow', bus.read({ ...read, address: 1, priority: 'slow' }));
    note('fast', bus.read({ ...read, address: 2 }));
    note('alive', bus.write({ ...write, address: 3, priority: 'keepAlive' }));
    note('write', bus.write(write));
    await time.advance(100);
    assert.deepEqual(link.log, ['1/3/0/6', '1/6/9/10', '1/6/3/10', '1/3/2/6', '1/3/1/6']);
    assert.deepEqual(ends, ['first ok', 'write ok', 'alive ok', 'fast ok', 'slow ok']);
  });

  it('stamps values with the time of the request', async () => {
    const { time, bus } = line(true);
    const atMs = time.monotonicMs();
    const reply = bus.read(read);
    await time.advance(20);
    assert.deepEqual(await reply, { values: Uint16Array.from([0, 1, 2, 3, 4, 5]), requestedAtMs: atMs });
    const written = bus.write(write);
    await time.advance(20);
    assert.deepEqual(await written, { requestedAtMs: atMs + 20, repliedAtMs: atMs + 25 });
  });

  it('sends only the last of the set-points that wait for one register', async () => {
    const { time, link, bus, ends, note } = line(true);
    note('read', bus.read(read));
    for (const value of [16, 12, 8]) note(`${value}`, bus.write({ ...write, key: 'setpoint', values: [value] }));
    note('other unit', bus.write({ ...write, unitId: 2, key: 'setpoint' }));
    await time.advance(100);
    assert.deepEqual(link.log, ['1/3/0/6', '1/6/9/8', '2/6/9/10']);
    assert.deepEqual(ends, ['16 replaced', '12 replaced', 'read ok', '8 ok', 'other unit ok']);
  });

  it('does not send what has waited too long', async () => {
    const { time, link, bus, ends, note } = line(true);
    link.answer = () => 'timeout';
    note('first', bus.read(read));
    note('second', bus.read({ ...read, address: 1, queueMs: 50 }));
    await time.advance(60);
    assert.deepEqual(ends, ['second expired']);
    await time.advance(100);
    assert.deepEqual(ends, ['second expired', 'first timeout']);
    assert.equal(link.sent.length, 1);
    assert.deepEqual(bus.health, {
      connected: true,
      requests: 1,
      replies: 0,
      timeouts: 1,
      exceptions: 0,
      framingErrors: 0,
      mismatches: 0,
      strayFrames: 0,
      reconnects: 0,
      expired: 1,
      busyMs: 100,
      queueLength: 0,
      longestWaitMs: 50,
      lastError: 'no reply in time',
    });
  });

  it('tells an exception with its code', async () => {
    const { time, link, bus } = line(true);
    link.answer = () => 2;
    const failed = assert.rejects(bus.read(read), { fault: 'exception', exceptionCode: 2, unitId: 1, line: 'L' });
    await time.advance(10);
    await failed;
  });

  it('refuses at once what no device could answer', async () => {
    const { link, bus } = line(true);
    await assert.rejects(bus.read({ ...read, quantity: 126 }), { code: 'badRequest' });
    await assert.rejects(bus.write({ ...write, values: [70_000] }), { code: 'badRequest' });
    assert.equal(link.sent.length, 0);
  });

  it('bounds how many requests wait', async () => {
    const { bus, ends, note } = line(true);
    for (let i = 0; i < 1_001; i++) note('waits', bus.read(read));
    await assert.rejects(bus.read(read), { fault: 'expired' });
    await bus.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ends.filter((end) => end === 'waits closed').length, 1_001);
  });
});

describe('a line without a transaction id', () => {
  it('alternates the length of the reply where it may', async () => {
    const { time, link, bus, ends, note } = line(false);
    for (let i = 0; i < 4; i++) {
      note('read', bus.read({ ...read, spare: 1 }));
      await time.advance(40);
    }
    assert.deepEqual(link.log, ['1/3/0/6', '1/3/0/7', '1/3/0/6', '1/3/0/7']);
    assert.deepEqual(ends, ['read ok', 'read ok', 'read ok', 'read ok']);
  });

  it('reads something else in between where it may not', async () => {
    const { time, link, bus, note } = line(false);
    for (let i = 0; i < 2; i++) note('read', bus.read(read));
    await time.advance(100);
    assert.deepEqual(link.log, ['1/3/0/6', '1/3/0/2', '1/3/0/6']);
  });

  it('needs nothing in between when other units are polled', async () => {
    const { time, link, bus, note } = line(false);
    for (let i = 0; i < 9; i++) note('read', bus.read({ ...read, unitId: 1 + (i % 3) }));
    link.replyMs = 12;
    await time.advance(500);
    assert.equal(link.sent.length, 9);
  });

  it('gives the asked values only, whatever was read with them', async () => {
    const { time, bus } = line(false);
    for (let i = 0; i < 3; i++) {
      const reply = bus.read({ ...read, spare: 2 });
      await time.advance(40);
      assert.deepEqual([...(await reply).values], [0, 1, 2, 3, 4, 5]);
    }
  });

  it('puts a barrier after a time-out, other than every request without an answer', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = () => 'timeout';
    note('first', bus.read(read));
    await time.advance(100);
    note('second', bus.read(read));
    await time.advance(400);
    note('third', bus.read(read));
    await time.advance(20);
    link.answer = () => 'reply';
    await time.advance(600);
    assert.deepEqual(ends, ['first timeout', 'second timeout', 'third timeout']);
    note('fourth', bus.read(read));
    await time.advance(100);
    assert.deepEqual(link.log, ['1/3/0/6', '1/3/0/2', '1/3/0/1', '1/3/0/3', '1/3/0/6']);
    assert.equal(ends.at(-1), 'fourth ok');
  });

  it('lets others go first while only time helps against a late reply', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = () => 'timeout';
    note('first', bus.read(read));
    await time.advance(100);
    link.answer = () => 'reply';
    note('again', bus.read(read));
    note('other', bus.read({ ...read, unitId: 2 }));
    await time.advance(100);
    assert.deepEqual(ends, ['first timeout', 'other ok']);
    await time.advance(200);
    assert.deepEqual(ends, ['first timeout', 'other ok', 'again ok']);
    assert.ok((link.sent.at(-1)?.atMs ?? 0) >= (link.sent[0]?.atMs ?? 0) + 300);
  });

  it('puts the barrier also before a request of another length: a late reply may have a wrong one', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = () => 'timeout';
    note('first', bus.read({ ...read, spare: 1 }));
    await time.advance(100);
    link.answer = () => 'reply';
    note('again', bus.read({ ...read, spare: 1 }));
    note('other unit', bus.read({ ...read, unitId: 2 }));
    await time.advance(40);
    assert.deepEqual(link.log, ['1/3/0/6', '1/3/0/2', '1/3/0/7', '2/3/0/6']);
    assert.deepEqual(ends, ['first timeout', 'again ok', 'other unit ok']);
  });

  it('lets a write go without a barrier after the time-out of a read', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = () => 'timeout';
    note('first', bus.read(read));
    await time.advance(100);
    link.answer = () => 'reply';
    note('write', bus.write(write));
    await time.advance(20);
    assert.deepEqual(link.log, ['1/3/0/6', '1/6/9/10']);
    assert.deepEqual(ends, ['first timeout', 'write ok']);
  });

  it('asks no barrier of a device that refuses it', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = () => 'timeout';
    note('first', bus.read({ ...read, spare: 1 }));
    await time.advance(100);
    link.answer = (request) => ('quantity' in request && request.quantity < 6 ? 2 : 'reply');
    note('again', bus.read({ ...read, spare: 1 }));
    await time.advance(60);
    assert.deepEqual(link.log, ['1/3/0/6', '1/3/0/2', '1/3/0/7']);
    assert.deepEqual(ends, ['first timeout', 'again ok']);
  });

  it('reads before the first write of one value, to know whether the adapter echoes', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.echo = 'unknown';
    link.answer = (request) => {
      if (request.functionCode === 3) link.echo = 'none';
      return request.functionCode === 3 ? 2 : 'reply';
    };
    note('write', bus.write(write));
    await time.advance(100);
    assert.deepEqual(link.log, ['1/3/9/2', '1/6/9/10']);
    assert.deepEqual(ends, ['write ok']);
  });

  it('does not put the same write on the line twice when its reply did not come, without a barrier', async () => {
    const { time, link, bus, ends, note } = line(false);
    link.answer = (request) => (request.functionCode === 6 ? 'timeout' : 'reply');
    note('write', bus.write(write));
    await time.advance(110);
    note('again', bus.write(write));
    await time.advance(110);
    assert.deepEqual(link.log, ['1/6/9/10', '1/3/9/2', '1/6/9/10']);
    assert.deepEqual(ends, ['write timeout', 'again timeout']);
  });
});
