import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { hasSocat } from '../link/pty-pair.ts';
import { Random } from '../link/random.ts';
import { readReply } from '../link/register-image.ts';
import { type ProxyBench, proxyBench, RawClient, request } from './proxy-bench.ts';

const kinds = ['tcp', 'serial', 'ascii'] as const;

for (const kind of kinds)
  describe(`A proxy to a ${kind} line`, () => {
    let bench: ProxyBench;
    before(async function () {
      if (kind !== 'tcp' && !hasSocat()) {
        console.log('skipped: socat is missing, and with it the pseudo terminals');
        this.skip();
      }
      bench = await proxyBench(kind);
    });
    after(() => bench?.close());

    it('gives the values of the device, in the order and with the ids of the requests', async () => {
      const client = new RawClient(bench.port);
      for (let k = 0; k < 12; k++) client.socket.write(request(1_000 + k, 1, 3, 0, 10 * k, 0, 4));
      await client.until(() => client.answers.length === 12);
      client.answers.forEach(({ id, body }, k) => {
        assert.equal(id, 1_000 + k);
        assert.deepEqual(body, readReply(1, 3, 10 * k, 4));
      });
      client.socket.destroy();
    });

    it('passes on what an installer allows, and refuses the rest without a frame on the line', async () => {
      const client = new RawClient(bench.port);
      const asked = () => bench.line.device.asked.filter(({ body }) => (body[1] ?? 0) > 4).length;
      const before = asked();
      client.socket.write(request(1, 1, 6, 1, 0xf4, 0, 7));
      client.socket.write(request(2, 1, 6, 1, 0xf9, 0, 7));
      client.socket.write(request(3, 1, 16, 1, 0xf8, 0, 2, 4, 0, 1, 0, 1));
      client.socket.write(request(4, 1, 6, 0, 1, 0, 7));
      client.socket.write(request(5, 2, 6, 1, 0xf4, 0, 7));
      client.socket.write(request(6, 1, 43, 14, 1, 0));
      await client.until(() => client.answers.length === 6);
      assert.deepEqual(
        client.answers.map(({ body }) => body.toString('hex')),
        ['010601f40007', '018602', '019002', '018602', '028601', '01ab01'],
      );
      assert.equal(asked(), before + 1);
      assert.equal(bench.warnings.length, 1);
      assert.match(
        bench.warnings[0] ?? '',
        /a client's write was refused, unit 1, address 505: current_limit of E1 is never/,
      );
      client.socket.destroy();
    });

    it('has one connection to the device at most, however many clients there are', async () => {
      const clients = [1, 2, 3].map(() => new RawClient(bench.port));
      for (const client of clients) client.socket.write(request(1, 1, 4, 0, 3, 0, 1));
      for (const client of clients) await client.until(() => client.answers.length === 1);
      assert.ok((bench.line.server?.mostOpen ?? 1) <= 1);
      for (const client of clients) client.socket.destroy();
    });
  });

describe('A proxy', () => {
  let bench: ProxyBench;
  beforeEach(async () => {
    bench = await proxyBench('tcp', { idleMs: 300 });
  });
  afterEach(() => bench.close());
  const answered = async (client: RawClient): Promise<void> => {
    client.socket.write(request(9, 1, 3, 0, 7, 0, 2));
    await client.until(() => client.answers.length === 1);
    assert.deepEqual(client.answers[0]?.body, readReply(1, 3, 7, 2));
  };

  it('takes four clients, and the next when one has gone', async () => {
    const clients = [1, 2, 3, 4].map(() => new RawClient(bench.port));
    await Promise.all(clients.map(answered));
    const fifth = new RawClient(bench.port);
    await fifth.until(() => fifth.isClosed);
    clients[0]?.socket.destroy();
    let sixth = new RawClient(bench.port);
    for (let tries = 0; tries < 20; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!sixth.isClosed) break;
      sixth = new RawClient(bench.port);
    }
    await answered(sixth);
  });

  it('has a place for another address where one holds all four, and keeps it', async () => {
    const greedy = [1, 2, 3, 4].map(() => new RawClient(bench.port, '127.0.0.6'));
    await Promise.all(greedy.map(answered));
    const meek = new RawClient(bench.port, '127.0.0.7');
    await answered(meek);
    assert.equal(greedy.filter(({ isClosed }) => isClosed).length, 1);
    const again = new RawClient(bench.port, '127.0.0.6');
    await again.until(() => again.isClosed);
    assert.equal(meek.isClosed, false);
  });

  it('lets go of a client that says nothing, and of one that breaks the frame', async () => {
    const silent = new RawClient(bench.port);
    const broken = new RawClient(bench.port);
    broken.socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await broken.until(() => broken.isClosed);
    await silent.until(() => silent.isClosed);
    await answered(new RawClient(bench.port));
  });

  it('lives through whatever comes in', async () => {
    const random = new Random(3);
    for (let k = 0; k < 40; k++) {
      const client = new RawClient(bench.port);
      client.socket.write(random.bytes(1 + random.below(200)));
      if (random.below(2) === 0) client.socket.write(request(k, ...random.bytes(3 + random.below(20))));
      await new Promise((resolve) => setTimeout(resolve, 5));
      client.socket.resetAndDestroy();
    }
    const client = new RawClient(bench.port);
    client.socket.write(request(9, 1, 3, 0, 7, 0, 2));
    await client.until(() => client.answers.length === 1 || client.isClosed);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await answered(new RawClient(bench.port));
  });

  it('takes a request that comes byte by byte', async () => {
    const client = new RawClient(bench.port);
    client.socket.setNoDelay(true);
    for (const byte of request(3, 1, 3, 0, 7, 0, 2)) {
      client.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await client.until(() => client.answers.length === 1);
    assert.equal(client.answers[0]?.id, 3);
  });

  it('cuts off a client that floods and never reads', async () => {
    const client = new RawClient(bench.port);
    client.socket.pause();
    const many = Buffer.concat(Array.from({ length: 500 }, (_, k) => request(k, 1, 3, 0, 7, 0, 2)));
    for (let k = 0; k < 20; k++) client.socket.write(many);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await answered(new RawClient(bench.port));
    client.socket.destroy();
  });

  it('says why it cannot listen, and that it tries again', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = await proxyBench('tcp', { port });
    assert.equal(other.proxy.port, undefined);
    assert.match(other.warnings[0] ?? '', /no proxy on 127\.0\.0\.1:\d+ \(listen EADDRINUSE.*\); it is tried again/);
    await other.close();
    await new Promise((resolve) => taken.close(resolve));
  });
});
