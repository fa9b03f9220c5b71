import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { connect as dial, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { PagePair } from '../../../firmware/api/guard/tls.ts';
import { makePagePair } from '../../../firmware/smgw/certificates/page-pair.ts';
import { asAdmin, Box, password } from './box.ts';

const profile = {
  ...{ commonName: 'Netwacht test', dnsNames: ['netwacht.local', 'localhost'], ipAddresses: ['127.0.0.1'] },
  ...{ usage: ['server'] as const, notBeforeMs: Date.now() - 3600_000, notAfterMs: Date.now() + 86_400_000 },
};

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  ca?: string;
  host?: string;
  /** Which name the certificate must have, where that is not the host's. */
  name?: string;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What openssl s_client says, and whether it came to a handshake. */
const sClient = (port: number, ...args: string[]): Promise<{ ok: boolean; text: string }> =>
  new Promise((resolve) => {
    const child = execFile('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], (error, out, err) =>
      resolve({ ok: error === null, text: out + err }),
    );
    child.stdin?.end();
  });

describe('S11 HTTPS on the local network', () => {
  let box: Box;
  let pair: PagePair;
  let port: number;
  let renew: (pair: PagePair) => void;
  let pageDir: string;
  before(async () => {
    pageDir = mkdtempSync(join(tmpdir(), 'netwacht-page-'));
    writeFileSync(join(pageDir, 'index.html'), '<title>Netwacht</title>');
    pair = await makePagePair(profile, undefined);
    box = await Box.open({ pageDir });
    ({ port, renew } = await box.api.listenTls({ host: '127.0.0.1', port: 0 }, pair));
  });
  after(async () => {
    await box.close();
    rmSync(pageDir, { recursive: true, force: true });
  });

  /** Over TLS, the certificate checked as a program that trusts it would. */
  const ask = (
    path: string,
    { method = 'GET', headers = {}, body = '', ca = pair.certificatePem, host = '127.0.0.1', name = '' }: Ask = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { host, port, path, method, headers, ca, agent: false };
      const outgoing = request({ ...options, servername: name || (isIP(host) ? '' : host) }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
      });
      outgoing.on('error', reject).end(body);
    });

  it('serves the page and the calls to who trusts its certificate, by address and by name', async () => {
    assert.match((await ask('/')).text, /<title>Netwacht/);
    assert.match((await ask('/', { host: 'localhost' })).text, /<title>Netwacht/);
    assert.equal((await ask('/api/v1/state', { headers: asAdmin })).status, 200);
    assert.equal((await ask('/api/v1/state')).status, 401);
    const set = await ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=40', { headers: asAdmin });
    assert.deepEqual([set.status, set.text], [200, '{"ok":true}']);
    await assert.rejects(ask('/', { ca: (await makePagePair(profile, undefined)).certificatePem }));
  });

  it('does not bind browsers to HTTPS for good', async () => {
    assert.equal((await ask('/')).headers['strict-transport-security'], undefined);
  });

  it('gives a session cookie that never travels in the clear', async () => {
    const origin = `https://127.0.0.1:${port}`;
    const headers = { 'content-type': 'application/json', origin };
    const body = JSON.stringify({ user: 'admin', password });
    const signedIn = await ask('/api/v1/session', { method: 'POST', headers, body });
    const [set = ''] = signedIn.headers['set-cookie'] ?? [];
    assert.match(set, /^__Host-netwacht=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    const cookie = set.split(';')[0] ?? '';
    assert.match((await ask('/api/v1/session', { headers: { cookie } })).text, /"user":"admin"/);
    // The same session is none on plain HTTP.
    assert.match((await box.ask('/api/v1/session', { headers: { cookie } })).text, /"user":null/);
    const signOut = (from: string) => ask('/api/v1/session', { method: 'DELETE', headers: { cookie, origin: from } });
    assert.equal((await signOut(`http://127.0.0.1:${port}`)).status, 403, 'plain HTTP is another origin');
    assert.equal((await signOut('https://evil.example')).status, 403);
    assert.equal((await signOut(origin)).status, 204);
  });

  it('refuses other names', async () => {
    assert.equal((await ask('/', { headers: { host: 'evil.example' }, name: 'localhost' })).status, 421);
  });

  it('speaks TLS 1.2 and 1.3 and nothing older', async () => {
    for (const [version, ok] of [
      ['-tls1', false],
      ['-tls1_1', false],
      ['-tls1_2', true],
      ['-tls1_3', true],
    ] as const) {
      // Level 0, so that it is our end that refuses and not theirs.
      const said = await sClient(port, version, '-cipher', 'ALL:@SECLEVEL=0');
      assert.equal(said.ok, ok, said.text);
      if (!ok) assert.match(said.text, /alert protocol version|alert handshake failure/);
    }
  });

  it('speaks forward secrecy with AEAD only', async () => {
    const table = [
      ['ECDHE-ECDSA-AES128-GCM-SHA256', true],
      ['ECDHE-ECDSA-CHACHA20-POLY1305', true],
      ['ECDHE-ECDSA-AES128-SHA256', false],
      ['ECDHE-ECDSA-AES256-SHA', false],
      ['ECDHE-ECDSA-AES128-CCM8', false],
    ] as const;
    for (const [cipher, ok] of table)
      assert.equal((await sClient(port, '-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`)).ok, ok, cipher);
  });

  it('does not renegotiate', async () => {
    const socket = connect({ host: '127.0.0.1', port, ca: pair.certificatePem, maxVersion: 'TLSv1.2' });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const error = await new Promise((resolve) => {
      socket.on('error', resolve);
      socket.renegotiate({}, resolve);
    });
    assert.match(String(error), /renegotiation/i);
    socket.destroy();
  });

  it('drops a peer that never finishes its handshake', async () => {
    const closed = ['', '\x16\x03\x01\x02\x00'].map(
      (bytes) =>
        new Promise<void>((resolve) => {
          const socket = dial({ host: '127.0.0.1', port }, () => void (bytes !== '' && socket.write(bytes, 'latin1')));
          socket.on('error', () => undefined).once('close', () => resolve());
          socket.resume();
        }),
    );
    assert.equal((await ask('/')).status, 200);
    await Promise.all(closed);
  });

  it('gives new connections a renewed certificate', async () => {
    const next = await makePagePair(profile, pair.keyPem);
    assert.equal(next.keyPem, pair.keyPem);
    assert.notEqual(next.certificatePem, pair.certificatePem);
    renew(next);
    assert.equal((await ask('/', { ca: next.certificatePem })).status, 200);
    await assert.rejects(ask('/'));
    renew(pair);
  });
});

describe('S11 plain HTTP that only leads to HTTPS', () => {
  let box: Box;
  before(async () => {
    box = await Box.open({ plainHttp: 'redirect' });
  });
  after(() => box.close());

  it('says so while HTTPS cannot be reached, and lets nobody in in the clear', async () => {
    for (const path of ['/', '/api/v1/state', '/cnf?cmd=get_cm_vars'])
      assert.equal((await box.ask(path, { headers: asAdmin })).status, 503, path);
  });

  it('sends the page on and refuses calls and credentials', async () => {
    const pair = await makePagePair(profile, undefined);
    const { port } = await box.api.listenTls({ host: '127.0.0.1', port: 0 }, pair);
    const to = `https://127.0.0.1:${port}`;
    for (const path of ['/', '/settings?tab=1', '//evil.example/x']) {
      const page = await box.ask(path);
      assert.deepEqual([page.status, page.headers.location], [307, to + path]);
    }
    const call = await box.ask('/api/v1/state', { headers: asAdmin });
    assert.deepEqual(
      [call.status, call.json],
      [403, { error: 'httpsRequired', message: `This box answers calls only over HTTPS: use ${to}` }],
    );
    const cnf = await box.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=40', { headers: asAdmin });
    assert.equal(cnf.status, 403);
    assert.match(String(cnf.json), /^httpsRequired: /);
    assert.deepEqual(box.variables.list(), []);
    const signIn = await box.send('POST', '/api/v1/session', { user: 'admin', password }, {});
    assert.deepEqual([signIn.status, signIn.headers['set-cookie']], [403, undefined]);
    assert.equal((await box.ask('/', { headers: { host: 'evil.example' } })).status, 421);
  });

  it('never follows a name that is not ours into the address', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: '127.0.0.1@evil.example' };
      plainRequest({ host: '127.0.0.1', port: box.port, headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    assert.equal(answer, 421);
  });
});
