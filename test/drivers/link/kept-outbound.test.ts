import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { KeptOutbound } from '../../../drivers/link/kept-outbound.ts';
import { makePagePair } from '../../../firmware/smgw/certificates/page-pair.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;
const rules = (loopbackAllowed: boolean) => () => ({ interfaces: {}, hanInterfaces: [], loopbackAllowed });
const asked = {
  method: 'PUT',
  path: '/api/v1/leader',
  headers: { authorization: 'Bearer secret' },
  body: '{}',
} as const;

describe('requests over a connection that is kept', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  async function listening(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }
  function caller(
    scheme: 'http' | 'https',
    port: number,
    more: { pin?: string; loopback?: boolean; host?: string } = {},
  ) {
    const kept = new KeptOutbound({
      target: { scheme, host: more.host ?? '127.0.0.1', port },
      ...{ pin: more.pin, rules: rules(more.loopback ?? true), resolve: async () => ['127.0.0.1'], timeoutMs: 300 },
    });
    ends.push(() => kept.close());
    return kept;
  }
  const code = (error: unknown): boolean => /./.test((error as { code: string }).code);
  const failsWith = (what: string) => (error: unknown) => code(error) && (error as { code: string }).code === what;

  it('uses one connection again and again', async () => {
    let connections = 0;
    const handle: Handle = (request, response) => {
      request.resume();
      request.on('end', () => response.end('{"ok":true}'));
    };
    const server = createServer(handle);
    server.on('connection', () => {
      connections += 1;
    });
    const kept = caller('http', await listening(server));
    for (let k = 0; k < 5; k += 1) assert.deepEqual(await kept.call(asked), { status: 200, text: '{"ok":true}' });
    assert.equal(connections, 1);
  });

  it('goes to no address that the guard refuses, by number or by name', async () => {
    let heard = 0;
    const port = await listening(
      createServer((_, response) => {
        heard += 1;
        response.end();
      }),
    );
    await assert.rejects(caller('http', port, { loopback: false }).call(asked), failsWith('refusedAddress'));
    await assert.rejects(
      caller('http', port, { loopback: false, host: 'box.example' }).call(asked),
      failsWith('refusedAddress'),
    );
    assert.equal(heard, 0);
  });

  it('gives up on silence, redirects and large answers', async () => {
    const of = async (handle: Handle) => caller('http', await listening(createServer(handle))).call(asked);
    await assert.rejects(
      of(() => undefined),
      failsWith('timedOut'),
    );
    await assert.rejects(
      of((_, response) => void response.writeHead(302, { location: 'http://x/' }).end()),
      failsWith('redirected'),
    );
    await assert.rejects(
      of((_, response) => void response.end('x'.repeat(70_000))),
      failsWith('answerTooLarge'),
    );
  });

  it('sends nothing before it has seen the pinned certificate', async () => {
    const { certificatePem, keyPem } = await makePagePair(
      {
        commonName: 'nw-1',
        dnsNames: ['netwacht.local'],
        usage: ['server'],
        notBeforeMs: Date.now() - 1000,
        notAfterMs: Date.now() + 1e8,
      },
      undefined,
    );
    let heard = '';
    const server = createTls({ cert: certificatePem, key: keyPem }, (request, response) => {
      heard = request.headers.authorization ?? '';
      response.end('{}');
    });
    const port = await listening(server);
    await assert.rejects(caller('https', port).call(asked), failsWith('badCertificate'));
    await assert.rejects(caller('https', port, { pin: '0'.repeat(64) }).call(asked), failsWith('badCertificate'));
    assert.equal(heard, '');
    const pin = new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase();
    assert.equal((await caller('https', port, { pin }).call(asked)).status, 200);
    assert.equal(heard, 'Bearer secret');
  });
});
