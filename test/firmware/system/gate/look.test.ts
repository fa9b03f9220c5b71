import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAt } from '../../../../firmware/system/gate/look.ts';

describe('S17 how the health gate looks at the program', () => {
  let folder: string;
  let server: Server;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-look-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  async function look(answer: RequestListener, health?: string) {
    server = createServer(answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const file = join(folder, 'health.json');
    if (health !== undefined) writeFileSync(file, health);
    return lookAt({ port: (server.address() as AddressInfo).port, file, network: folder, nowMs: () => 7 });
  }

  it('asks for the set-up and reads the file', async () => {
    const asked: string[] = [];
    const seen = await look((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.host?.split(':')[0]}`);
      response.end('{"claimed":false}');
    }, '{"cycle":12,"at":"2026-11-28T04:00:00Z","api":true,"store":true}');
    assert.deepEqual(seen, { atMs: 7, answers: true, network: true, health: { cycle: 12, api: true, store: true } });
    assert.deepEqual(asked, ['GET /api/v1/setup 127.0.0.1']);
  });

  const rows: readonly (readonly [string, RequestListener, boolean])[] = [
    ['an error', (_, response) => response.writeHead(500).end(), false],
    ['another refusal', (_, response) => response.writeHead(403).end('{"code":"code"}'), false],
    ['plain HTTP that is closed', (_, response) => response.writeHead(403).end('{"code":"httpsRequired"}'), true],
    ['an answer without end', (_, response) => response.write('x'.repeat(100_000)), false],
    ['a connection that ends', (request) => request.destroy(), false],
  ];
  for (const [what, answer, expected] of rows) {
    it(`takes ${what} for ${expected ? 'an' : 'no'} answer`, async () => {
      assert.equal((await look(answer)).answers, expected);
    });
  }

  it('reads nothing from a file that is half written or not ours', async () => {
    for (const text of ['{"cycle":1', '{"cycle":-1,"api":true,"store":true}', '[]']) {
      assert.equal((await look((_, response) => response.end(), text)).health, undefined);
    }
  });
});
