import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { clientTlsContext, openClientTls, TlsFault } from '../../../drivers/link/client-tls.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { testPair } from '../../firmware/ocpp/transport/certificates.ts';

const root = testPair('root', { authority: true });
const server = testPair('127.0.0.1', { issuer: root, names: ['127.0.0.1'] });
const identities = {
  good: testPair('box', { issuer: root, purpose: 'client' }),
  'of another authority': testPair('box', { issuer: testPair('other', { authority: true }), purpose: 'client' }),
  none: undefined,
} as const;
type Who = keyof typeof identities;
const stepMs = 10_000;
const settleMs = 1500;

/** Timers that run and tell how long each was to be, and which were taken back. */
function watchedTimers() {
  const asked: { readonly delayMs: number; cancelled: boolean; readonly fire: () => void }[] = [];
  return {
    asked,
    turn: () => systemTimers.turn(),
    after(delayMs: number, action: () => void): () => void {
      const one = { delayMs, cancelled: false, fire: action };
      asked.push(one);
      return () => {
        one.cancelled = true;
      };
    },
  };
}

describe('TLS of ours to a server that judges our certificate', () => {
  let dir: string;
  let hasOpenssl = false;
  const running: ChildProcess[] = [];
  before(() => {
    hasOpenssl = spawnSync('openssl', ['version']).status === 0;
    dir = mkdtempSync(join(tmpdir(), 'netwacht-tls-'));
    writeFileSync(join(dir, 'server.pem'), `${server.certificatePem}\n${server.keyPem}`);
    writeFileSync(join(dir, 'root.pem'), root.certificatePem);
  });
  afterEach(() => {
    for (const one of running.splice(0)) one.kill();
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** `openssl s_server` that wants a certificate of `root`; resolves with its port. */
  async function openssl(args: readonly string[]): Promise<number> {
    const pem = join(dir, 'server.pem');
    const wants = ['-CAfile', join(dir, 'root.pem'), '-Verify', '3', '-verify_return_error'];
    const child = spawn('openssl', [
      's_server',
      '-accept',
      '127.0.0.1:0',
      '-cert',
      pem,
      '-key',
      pem,
      ...wants,
      ...args,
    ]);
    running.push(child);
    let said = '';
    return new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(`openssl ended: ${said}`)));
      // Read on: who writes to nobody ends.
      child.stdout.on('data', (chunk) => {
        said += String(chunk);
        const port = /ACCEPT \S+:(\d+)/.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    });
  }

  async function open(
    port: number,
    who: Who,
    timers: Parameters<typeof openClientTls>[2]['timers'],
    settles: { readonly settleMs?: number } = { settleMs },
  ) {
    const raw = connect(port, '127.0.0.1');
    await once(raw, 'connect');
    const identity = identities[who];
    const expected = { serverName: '127.0.0.1', ca: root.certificatePem, ...(identity && { identity }) };
    return openClientTls(raw, expected, {
      ...{ context: clientTlsContext(expected), where: 'The server', stepMs, protocols: [], timers },
      ...settles,
      signal: new AbortController().signal,
    });
  }
  const faultOf = (opening: Promise<TLSSocket>): Promise<string> =>
    opening.then(
      (socket) => {
        socket.destroy();
        return 'stands';
      },
      (error: unknown) => (error instanceof TlsFault ? `${error.layer}/${error.code}` : String(error)),
    );

  for (const version of ['-tls1_2', '-tls1_3'] as const)
    for (const tickets of ['2', '0'] as const)
      for (const [who, said] of [
        ['good', 'stands'],
        ['of another authority', 'certificate/ownRefused'],
        ['none', 'certificate/ownRefused'],
      ] as const)
        it(`is told what becomes of it: ${version}, ${tickets} tickets, certificate ${who}`, async function () {
          if (!hasOpenssl) this.skip();
          const port = await openssl([version, '-num_tickets', tickets]);
          assert.equal(await faultOf(open(port, who, systemTimers)), said);
        });

  it('does not wait where the server gives a ticket, and not for long where it gives none', async function () {
    if (!hasOpenssl) this.skip();
    const ticket = watchedTimers();
    const first = await open(await openssl(['-tls1_3']), 'good', ticket);
    first.destroy();
    assert.equal(ticket.asked.length, 2, 'no timer has run: the ticket was the sign');
    const none = watchedTimers();
    const longMs = 60_000;
    const opening = open(await openssl(['-tls1_3', '-num_tickets', '0']), 'good', none, { settleMs: longMs });
    while (none.asked.length < 2) await systemTimers.turn();
    const [handshake, settling] = none.asked;
    assert.ok(settling !== undefined && settling.delayMs < longMs, 'in proportion to the handshake');
    assert.equal(handshake?.cancelled, true, 'a handshake that was in time is not given up while it settles');
    settling.fire();
    (await opening).destroy();
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] satisfies SecureVersion[])
    it(`says what it may be where a server only hangs up (Node, ${version})`, async () => {
      const node = createServer({
        ...{ cert: server.certificatePem, key: server.keyPem, ca: root.certificatePem },
        ...{ requestCert: true, rejectUnauthorized: true, minVersion: version, maxVersion: version },
      });
      node.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
      await once(node, 'listening');
      const { port } = node.address() as AddressInfo;
      try {
        const opening = open(port, 'of another authority', systemTimers);
        await assert.rejects(opening, /closed the connection at the end .* may refuse our client certificate/);
      } finally {
        node.close();
      }
    });

  it('still tells a server without a common suite from one that refuses a certificate', async () => {
    const node = createServer({
      ...{ cert: server.certificatePem, key: server.keyPem, maxVersion: 'TLSv1.2' },
      ciphers: 'ECDHE-ECDSA-AES128-SHA',
    });
    node.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(node, 'listening');
    const { port } = node.address() as AddressInfo;
    try {
      assert.equal(await faultOf(open(port, 'good', systemTimers, {})), 'tls/noCommonProfile');
    } finally {
      node.close();
    }
  });
});
