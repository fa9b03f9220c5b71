import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { answersItself } from '../../../firmware/system/own-request.ts';

describe('a request of the program to itself', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });
  const asked = async (handler: RequestListener, withinMs = 2000): Promise<boolean> => {
    const listening = createServer(handler);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    assert.ok(typeof address === 'object' && address !== null);
    return answersItself({ bind: '::', port: address.port, withinMs });
  };

  it('asks for what everybody may ask for, by a name that is always answered', async () => {
    let seen = '';
    assert.equal(
      await asked((request, response) => {
        seen = `${request.method} ${request.url} ${request.headers.host}`;
        response.end('{}');
      }),
      true,
    );
    assert.equal(seen, 'GET /api/v1/setup localhost');
  });

  for (const [status, well] of [
    [200, true],
    [403, true],
    [503, false],
    [500, false],
    [404, false],
  ] as const)
    it(`takes ${status} for ${well ? 'well' : 'not well'}`, async () => {
      assert.equal(await asked((_, response) => response.writeHead(status).end()), well);
    });

  it('does not wait for ever for an answer, or for its end', async () => {
    assert.equal(await asked(() => undefined, 50), false);
    assert.equal(await asked((_, response) => response.writeHead(200, { 'content-length': 9 }).write('x'), 50), false);
  });

  it('is not well where nobody listens', async () => {
    assert.equal(await answersItself({ bind: '127.0.0.1', port: 1 }), false);
  });
});
