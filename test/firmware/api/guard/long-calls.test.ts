import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { boundConnections } from '../../../../firmware/api/guard/connections.ts';
import { drained, LongCalls } from '../../../../firmware/api/guard/long-calls.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const whole = (request: IncomingMessage): Promise<number> =>
  new Promise((resolve, reject) => {
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
    });
    request.on('end', () => resolve(size)).on('error', reject);
  });

describe('S26 calls that may take long', () => {
  const long = new LongCalls();
  let server: Server;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    // The real ones are 5 s and 15 s.
    server = createServer(
      { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 40 },
      (request, response) => {
        const work = request.url === '/long' ? long.during(request, () => whole(request)) : whole(request);
        void work.then(
          (size) => response.end(`${size}`),
          () => response.destroy(),
        );
      },
    );
    boundConnections(server, long);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A sender of 10 bytes, one at a time, who takes `ms` for them; what he is answered. */
  async function slowly(path: string, ms: number): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const answer = new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n`);
    for (let n = 0; n < 10 && !socket.destroyed; n += 1) {
      socket.write('x');
      await wait(ms / 10);
    }
    return Promise.race([answer, closed.then(() => 'closed')]);
  }

  it('are not ended by the time of a request; every other call is', async () => {
    const [one, other] = await Promise.all([slowly('/long', 600), slowly('/short', 600)]);
    assert.match(one, /^HTTP\/1\.1 200 /);
    assert.match(other, /^HTTP\/1\.1 408 /);
  });

  it('are no such calls any more when they have ended', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    socket.write('POST /long HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx');
    await new Promise((resolve) => socket.once('data', resolve));
    const second = new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))));
    socket.write('POST /short HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx');
    assert.match(await second, /^HTTP\/1\.1 408 /);
  });

  it('are displaced by nobody', async () => {
    const { port } = server.address() as AddressInfo;
    const upload = slowly('/long', 500);
    await wait(50);
    for (let n = 0; n < 300; n += 1)
      sockets.push(
        connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (n >> 5)}` }).on('error', () => undefined),
      );
    assert.match(await upload, /^HTTP\/1\.1 200 /);
  });

  it('what is no HTTP is told so, as ever', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1', () => socket.write('hello\r\n\r\n'));
    assert.match(
      await new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text)))),
      /^HTTP\/1\.1 400 /,
    );
  });

  it('the rest of a body is read away for a moment before it is refused', async () => {
    let waitedMs = 0;
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const beganMs = performance.now();
      void drained(request).then(() => {
        waitedMs = performance.now() - beganMs;
        response.end('no');
      });
    });
    assert.match(await slowly('/', 100), /^HTTP\/1\.1 200 /);
    assert.ok(waitedMs > 50, `${waitedMs}`);
  });
});
