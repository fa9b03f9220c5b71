import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { withMbap } from '../../../drivers/link/mbap.ts';
import { busyMs, ownBusyMs } from '../../../drivers/link/places.ts';
import type { Timers } from '../../../drivers/link/timers.ts';
import { wholeRequestMs } from '../../../drivers/proxy/proxy-client.ts';
import { ModbusServer } from '../../../drivers/server/modbus-server.ts';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { canUseNamespaces, Namespace } from '../../build/overlay/namespaces.ts';
import { FakeTime } from '../device/fake-time.ts';

const file = (path: string): string => new URL(`../../../${path}`, import.meta.url).href;
const request = withMbap(7, Buffer.from([1, 3, 0, 0, 0, 1]));
const answer = withMbap(7, Buffer.from([1, 3, 2, 0, 42]));

describe('a Modbus TCP server of our own', () => {
  let server: ModbusServer | undefined;
  let time = new FakeTime();
  let warned: string[] = [];
  /** Times that are waited for. */
  let waiting = 0;
  let written = 0;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server?.close();
    server = undefined;
  });

  async function serve(idleMs = 60_000): Promise<number> {
    const port = await freePort(0);
    [time, warned, waiting, written] = [new FakeTime(), [], 0, 0];
    const timers: Timers = {
      after(delayMs, action) {
        waiting += 1;
        let isOver = false;
        const over = (): void => {
          if (!isOver) waiting -= 1;
          isOver = true;
        };
        const cancel = time.after(delayMs, () => {
          over();
          action();
        });
        return () => {
          over();
          cancel();
        };
      },
      turn: async () => {},
    };
    server = new ModbusServer({
      ...{ name: 'test', host: '127.0.0.1', port, allow: [], clock: time, timers, idleMs },
      warn: (sentence) => void warned.push(sentence),
      values: {
        read: ({ address }) => (address < 9 ? [42] : { exception: 2 }),
        write() {
          written += 1;
          return 'taken';
        },
      },
    });
    await server.start();
    return port;
  }
  async function client(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }
  async function answerOf(socket: Socket, asked: Buffer): Promise<Buffer> {
    socket.write(asked);
    const [got] = (await once(socket, 'data')) as [Buffer];
    return got;
  }
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('cuts off who begins a request and does not end it, however it drips, and no one else', async () => {
    const port = await serve();
    const [slow, good] = [await client(port), await client(port, '127.0.0.2')];
    slow.write(request.subarray(0, 3));
    await until(() => waiting === 1);
    await time.advance(wholeRequestMs - 1);
    slow.write(request.subarray(3, 5));
    good.write(request.subarray(0, 5));
    await until(() => waiting === 2);
    assert.deepEqual(await answerOf(good, request.subarray(5)), answer);
    assert.equal(slow.closed, false);
    const gone = once(slow, 'close');
    await time.advance(1);
    await gone;
    assert.deepEqual(server?.view().refusedConnection, {
      ...{ at: new Date(time.wallMs()).toISOString(), address: '127.0.0.1', why: 'slow' },
    });
    assert.match(warned.join(), /127\.0\.0\.1 was cut off: it began a request/);
    await time.advance(wholeRequestMs);
    assert.deepEqual(await answerOf(good, request), answer);
  });

  it('S26 has eight places, and of an address that holds all of them the longest silent gives way to another one', async () => {
    const port = await serve();
    const greedy: Socket[] = [];
    for (let k = 0; k < 8; k += 1) {
      greedy.push(await client(port, '127.0.0.6'));
      assert.deepEqual(await answerOf(greedy.at(-1) as Socket, request), answer);
      await time.advance(100);
    }
    const [first, second] = greedy as [Socket, Socket];
    assert.deepEqual(await answerOf(first, request), answer);
    const gone = once(second, 'close');
    const inverter = await client(port, '127.0.0.7');
    assert.deepEqual(await answerOf(inverter, request), answer);
    await gone;
    // However often it comes again, it takes from itself alone.
    await time.advance(ownBusyMs);
    for (let k = 0; k < 7; k += 1) assert.deepEqual(await answerOf(await client(port, '127.0.0.6'), request), answer);
    const more = await client(port, '127.0.0.6');
    await once(more, 'close');
    assert.equal(server?.view().clients.length, 8);
    assert.deepEqual(await answerOf(inverter, request), answer);
    assert.equal(server?.view().refusedConnection?.why, 'noPlace');
    assert.match(warned.join(), /127\.0\.0\.6 gave its place/);
  });

  it('keeps eight addresses that are at work, and lets the ninth in when one of them falls silent', async () => {
    const port = await serve();
    for (let k = 1; k <= 8; k += 1) await answerOf(await client(port, `127.0.0.${k}`), request);
    const ninth = await client(port, '127.0.0.9');
    await once(ninth, 'close');
    assert.equal(server?.view().refusedConnection?.why, 'noPlace');
    await time.advance(busyMs);
    const [silent, ...others] = sockets as [Socket, ...Socket[]];
    for (const other of others.slice(0, 7)) await answerOf(other, request);
    const gone = once(silent, 'close');
    assert.deepEqual(await answerOf(await client(port, '127.0.0.9'), request), answer);
    await gone;
  });

  it('makes who floods with writes wait, and nobody else; what he still waits for goes with him', async () => {
    const port = await serve();
    const write = withMbap(8, Buffer.from([1, 6, 0, 1, 0, 1]));
    const flood = await client(port, '127.0.0.6');
    let answered = 0;
    flood.on('data', (bytes) => {
      answered += bytes.length / write.length;
    });
    flood.write(Buffer.concat(Array.from({ length: 30 }, () => write)));
    await until(() => waiting === 1);
    assert.equal(written, 20);
    assert.deepEqual(await answerOf(await client(port, '127.0.0.7'), write), write);
    await time.advance(100);
    await until(() => answered === 21 && waiting === 1);
    flood.destroy();
    await until(() => server?.view().clients.length === 1);
    await time.advance(1000);
    assert.equal(written, 22);
  });

  it('lets go of a client that says nothing', async () => {
    const port = await serve(50);
    const silent = await client(port);
    await once(silent, 'close');
    assert.deepEqual(await answerOf(await client(port), request), answer);
  });

  it('tells who is connected, what each has asked, and what was refused last', async () => {
    const port = await serve();
    const socket = await client(port, '127.0.0.3');
    const since = new Date(time.wallMs()).toISOString();
    await time.advance(500);
    await answerOf(socket, request);
    await answerOf(socket, withMbap(8, Buffer.from([1, 6, 0, 1, 0, 1])));
    await answerOf(socket, withMbap(9, Buffer.from([1, 3, 0, 9, 0, 1])));
    const at = new Date(time.wallMs()).toISOString();
    assert.deepEqual(server?.view(), {
      ...{ port, listens: true, isOpen: false },
      clients: [{ address: '127.0.0.3', since, asked: at, reads: 1, writes: 1, refused: 1 }],
      refusedConnection: null,
      refusedRequest: { at, address: '127.0.0.3', exception: 2, kind: 'read', register: 9 },
    });
    socket.destroy();
    await until(() => server?.view().clients.length === 0);
  });

  describe('in networks of its own', () => {
    const spaces: Namespace[] = [];
    before(function () {
      if (canUseNamespaces()) return;
      console.log('      skipped: network namespaces need root and nft');
      this.skip();
    });
    after(() => {
      for (const space of spaces) space.remove();
    });

    it('answers who is on its list, and turns others away before a byte is read', async () => {
      const [box, lan] = [new Namespace('msbox'), new Namespace('mslan')];
      spaces.push(box, lan);
      lan.plug('lan0', ['10.9.0.2/24', '10.9.0.3/24'], box, 'box0', ['10.9.0.1/24']);
      await box.node(`
        const [{ ModbusServer }, { systemTimers }, { systemClock }] = await Promise.all([
          import('${file('drivers/server/modbus-server.ts')}'), import('${file('drivers/link/timers.ts')}'),
          import('${file('firmware/domain/clock.ts')}')]);
        const server = new ModbusServer({ name: 'x', host: '0.0.0.0', port: 1502, allow: ['10.9.0.2'],
          clock: systemClock, timers: systemTimers, warn: () => {}, values: { read: () => [42], write: () => ({ exception: 2 }) } });
        await server.start();
        console.log('ready');`);
      const from = (address: string) =>
        lan.ask(`
          const socket = require('node:net').connect({ host: '10.9.0.1', port: 1502, localAddress: '${address}' });
          socket.on('error', () => {});
          socket.write(Buffer.from('${request.toString('hex')}', 'hex'));
          let got = '';
          socket.on('data', (some) => { got += some.toString('hex'); socket.end(); });
          socket.on('close', () => console.log(JSON.stringify(got)));`);
      assert.equal(await from('10.9.0.2'), answer.toString('hex'));
      assert.equal(await from('10.9.0.3'), '');
    });
  });
});
