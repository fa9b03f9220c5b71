import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { withMbap } from '../../../drivers/link/mbap.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { ModbusServer } from '../../../drivers/server/modbus-server.ts';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { canUseNamespaces, Namespace } from '../../build/overlay/namespaces.ts';

const file = (path: string): string => new URL(`../../../${path}`, import.meta.url).href;
const request = withMbap(7, Buffer.from([1, 3, 0, 0, 0, 1]));
const answer = withMbap(7, Buffer.from([1, 3, 2, 0, 42]));

describe('a Modbus TCP server of our own', () => {
  let server: ModbusServer | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server?.close();
    server = undefined;
  });

  async function serve(idleMs: number): Promise<number> {
    const port = await freePort(0);
    server = new ModbusServer({
      ...{ name: 'test', host: '127.0.0.1', port, allow: [], timers: systemTimers, idleMs, warn: () => {} },
      values: { read: () => [42], write: () => ({ exception: 2 }) },
    });
    await server.start();
    return port;
  }
  async function client(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  it('has no more than eight clients, also where none of them ever ends its request', async () => {
    const port = await serve(60_000);
    for (let k = 0; k < 8; k += 1) (await client(port)).write(request.subarray(0, 5));
    const ninth = await client(port);
    await once(ninth, 'close');
    const [first] = sockets;
    assert.ok(first !== undefined);
    first.write(request.subarray(5));
    assert.deepEqual((await once(first, 'data'))[0], answer);
  });

  it('lets go of a client that says nothing', async () => {
    const port = await serve(50);
    const silent = await client(port);
    silent.write(request.subarray(0, 5));
    await once(silent, 'close');
    const next = await client(port);
    next.write(request);
    assert.deepEqual((await once(next, 'data'))[0], answer);
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
        const [{ ModbusServer }, { systemTimers }] = await Promise.all([
          import('${file('drivers/server/modbus-server.ts')}'), import('${file('drivers/link/timers.ts')}')]);
        const server = new ModbusServer({ name: 'x', host: '0.0.0.0', port: 1502, allow: ['10.9.0.2'],
          timers: systemTimers, warn: () => {}, values: { read: () => [42], write: () => ({ exception: 2 }) } });
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
