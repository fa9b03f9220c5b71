import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call } from './http-call.ts';

describe('a call of the image tests', () => {
  let server: Server;
  let port: number;
  let cut = 0;
  let asked = 0;
  before(async () => {
    server = createServer((request, response) => {
      asked += 1;
      if (cut > 0) {
        cut -= 1;
        request.socket.destroy();
        return;
      }
      request
        .resume()
        .on('end', () => response.writeHead(201).end(`${request.method} ${request.headers['content-length']}`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    asked = 0;
  });
  after(() => new Promise((resolve) => server.close(resolve)));
  const ask = (method: string, body?: string | { file: string }) =>
    call({ port, method, path: '/x', headers: {}, limitMs: 5000, ...(body === undefined ? {} : { body }) });

  it('sends a text or a file with its length', async () => {
    assert.equal((await ask('POST', 'grün')).text, 'POST 5');
    const { status, text } = await ask('POST', { file: 'package.json' });
    assert.deepEqual([status, /^POST \d{3,}$/.test(text)], [201, true]);
  });

  it('is repeated when the connection breaks and nothing is changed by that', async () => {
    cut = 1;
    assert.equal((await ask('GET')).status, 201);
    assert.equal(asked, 2);
  }).timeout(10_000);

  it('is not repeated when it might be done twice', async () => {
    cut = 1;
    await assert.rejects(ask('POST', 'once'), /POST \/x: /);
    assert.equal(asked, 1);
  });
});
