import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutbound, type Outbound, type OutboundOptions } from '../../../drivers/link/outbound.ts';
import { type Interfaces, refusedBecause } from '../../../drivers/link/outbound-address.ts';
import { type OutboundCode, OutboundError } from '../../../drivers/link/outbound-error.ts';
import { parseOutboundUrl } from '../../../drivers/link/outbound-url.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { type OutboundTarget, outboundTarget } from '../../../firmware/domain/outbound.ts';

const info = (address: string, bits: number, family: 'IPv4' | 'IPv6' = 'IPv4') => ({
  ...{ address, cidr: `${address}/${bits}`, netmask: '', mac: '', internal: false },
  ...(family === 'IPv4' ? { family } : { family, scopeid: 0 }),
});
const interfaces: Interfaces = {
  lo: [info('127.0.0.1', 8), info('::1', 128, 'IPv6')],
  eth0: [info('192.168.7.5', 24), info('2a00:1:2::5', 64, 'IPv6')],
  han0: [info('10.11.120.9', 24), info('fd00:7::9', 64, 'IPv6')],
};
const rules = { interfaces, hanInterfaces: ['han0'], loopbackAllowed: false };

async function refuses(work: Promise<unknown>, code: OutboundCode, sentence = /./): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof OutboundError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
    return true;
  });
}

describe('S34 addresses that the outbound guard connects to', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['127.0.0.1', /loopback/],
    ['127.255.255.254', /loopback/],
    ['::1', /loopback/],
    ['0.0.0.0', /unspecified/],
    ['0.1.2.3', /unspecified/],
    ['::', /unspecified/],
    ['169.254.169.254', /linkLocal/],
    ['fe80::1', /linkLocal/],
    ['fe80::1%eth0', /linkLocal/],
    ['224.0.0.251', /multicast/],
    ['ff02::fb', /multicast/],
    ['255.255.255.255', /broadcast/],
    ['240.0.0.1', /reserved/],
    ['::ffff:127.0.0.1', /ipv4Mapped/],
    ['::ffff:8.8.8.8', /ipv4Mapped/],
    ['::ffff:7f00:1', /ipv4Mapped/],
    ['::127.0.0.1', /ipv4Mapped/],
    ['::7f00:1', /reserved/],
    ['64:ff9b::7f00:1', /rfc6052/],
    ['64:ff9b:1::a0b:7809', /rfc6052/],
    ['2002:7f00:1::', /6to4/],
    ['2001:0:1::1', /teredo/],
    ['fec0::1', /deprecatedSiteLocal/],
    ['192.168.7.5', /of this machine/],
    ['2a00:1:2::5', /of this machine/],
    ['2a00:1:2:0:0:0:0:5', /of this machine/],
    ['10.11.120.9', /of this machine/],
    ['10.11.120.2', /Smart Meter Gateway/],
    ['fd00:7::1', /Smart Meter Gateway/],
    ['localhost', /no IP address/],
  ];
  for (const [address, why] of refused)
    it(`S34 refuses ${address}`, () => assert.match(refusedBecause(address, rules) ?? 'allowed', why));

  for (const address of ['192.168.7.20', '10.0.0.1', '8.8.8.8', '100.64.1.1', '2a00:1:2::6', 'fd00:8::1'])
    it(`S34 allows ${address}`, () => assert.equal(refusedBecause(address, rules), undefined));

  it('S34 allows loopback only where the program itself is bound to it, and never in a mapped form', () => {
    const demo = { ...rules, loopbackAllowed: true };
    assert.equal(refusedBecause('127.0.0.1', demo), undefined);
    assert.equal(refusedBecause('::1', demo), undefined);
    assert.match(refusedBecause('::ffff:127.0.0.1', demo) ?? '', /ipv4Mapped/);
  });
});

describe('S34 URLs that the outbound guard reads', () => {
  const bad: readonly string[] = [
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1.:80/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[fe80::1%25eth0]/',
    'http://user:pass@prices.example/',
    'http://prices.example@127.0.0.1/',
    'http://prices.example:80@evil.example/',
    'http://prices.example\\@evil.example/',
    'http://prices.example\t.evil.example/',
    'http://prices.example:99999/',
    'http://prices.example:0/',
    'http://ｐrices.example/',
    'http:///prices.example/',
    'http:prices.example/',
    '//prices.example/',
    ' http://prices.example/',
    'ftp://prices.example/',
    'file:///etc/passwd',
    'javascript:1',
    'http://',
    '',
    `http://prices.example/${'a'.repeat(2048)}`,
  ];
  for (const url of bad)
    it(`S34 refuses ${JSON.stringify(url.slice(0, 60))}`, () =>
      assert.throws(() => parseOutboundUrl(url), { name: 'OutboundError', code: 'badUrl' }));

  it('S34 takes a URL apart, with the usual port of its scheme', () => {
    assert.deepEqual(parseOutboundUrl('HTTPS://Prices.Example/day?d=1#x'), {
      target: { scheme: 'https', host: 'prices.example', port: 443 },
      path: '/day?d=1',
    });
    assert.deepEqual(parseOutboundUrl('http://[2a00:1::5]:8080').target, {
      ...{ scheme: 'http', host: '[2a00:1::5]', port: 8080 },
    });
  });

  it('S34 has a list of exact hosts: no wildcard, no path, no capital, no dot at the end', () => {
    for (const host of ['*.example', 'a.example/x', 'A.example', 'a.example.', 'a@b', '', '-a', 'a:1'])
      assert.equal(outboundTarget.safeParse({ scheme: 'https', host, port: 443 }).success, false, host);
    assert.ok(outboundTarget.safeParse({ scheme: 'http', host: '[2a00:1::5]', port: 80 }).success);
  });
});

describe('the outbound guard', () => {
  const open: Server[] = [];
  let folder = '';

  async function serve(handler: RequestListener, host = '127.0.0.1'): Promise<number> {
    const server = createServer(handler);
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return (server.address() as AddressInfo).port;
  }

  function guard(allowed: readonly OutboundTarget[], options: Partial<OutboundOptions> = {}): Outbound {
    return createOutbound({
      allowed: () => allowed,
      interfaces: () => interfaces,
      hanInterfaces: () => ['han0'],
      loopbackAllowed: true,
      timers: systemTimers,
      resolve: () => Promise.resolve(['127.0.0.1']),
      trusted: undefined,
      ...options,
    });
  }

  /** A deadline that is over at once when told. */
  function shortTime(): { timers: OutboundOptions['timers']; runOut: () => void; asked: number[] } {
    const asked: number[] = [];
    let run = (): void => undefined;
    return {
      asked,
      runOut: () => run(),
      timers: {
        ...systemTimers,
        after: (ms, action) => {
          asked.push(ms);
          run = action;
          return () => undefined;
        },
      },
    };
  }

  const http = (port: number, host = 'prices.example'): OutboundTarget => ({ scheme: 'http', host, port });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-outbound-'));
  });
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('S34 brings method, headers and body to a listed place, and status, headers and body back', async () => {
    const port = await serve((request, response) => {
      void (async () => {
        let body = '';
        for await (const part of request) body += part;
        response.writeHead(201, { 'x-seen': `${request.method} ${request.url} ${request.headers.host}` });
        response.end(`${body} ${request.headers['x-key']} ${request.headers['accept-encoding']}`);
      })();
    });
    const answer = await guard([http(port)]).request({
      ...{ url: `http://prices.example:${port}/a?b=1`, method: 'POST', headers: { 'x-key': 'k' }, body: 'hello' },
    });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers['x-seen'], `POST /a?b=1 prices.example:${port}`);
    assert.equal(answer.body.toString(), 'hello k identity');
  });

  it('S34 sends nothing to what differs in scheme, host or port', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const outbound = guard([http(port)]);
    for (const url of [
      `http://prices.example:${port + 1}/`,
      'http://prices.example/',
      `https://prices.example:${port}/`,
      `http://xprices.example:${port}/`,
      `http://prices.example.:${port}/`,
      `http://127.0.0.1:${port}/`,
    ])
      await refuses(outbound.request({ url }), 'notListed', /not in the installer's list/);
    assert.equal(asked, 0);
  });

  it('S34 asks a name once and connects to the very address it checked: a rebinding name', async () => {
    const good = await serve((_, response) => response.end('good'));
    const rebound: string[] = [];
    const other = createServer((_, response) => response.end('rebound'));
    other.on('connection', () => rebound.push('connected'));
    open.push(other);
    await new Promise<void>((resolve) => other.listen(good, '127.0.0.2', resolve));
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return Promise.resolve([asked === 1 ? '127.0.0.1' : '127.0.0.2']);
    };
    const answer = await guard([http(good)], { resolve }).request({ url: `http://prices.example:${good}/` });
    assert.equal(answer.body.toString(), 'good');
    assert.equal(asked, 1);
    assert.deepEqual(rebound, []);
  });

  it('S34 checks a name anew for each request: one that turns to the gateway later is refused then', async () => {
    const port = await serve((_, response) => response.end('good'));
    const answers = [['127.0.0.1'], ['10.11.120.2']];
    const outbound = guard([http(port)], { resolve: () => Promise.resolve(answers.shift() ?? []) });
    const url = `http://prices.example:${port}/`;
    await outbound.request({ url });
    await refuses(outbound.request({ url }), 'refusedAddress', /Smart Meter Gateway/);
    await refuses(outbound.request({ url }), 'unknownName');
  });

  it('S34 refuses a name of which one address is good and one is not', async () => {
    const port = await serve((_, response) => response.end());
    for (const second of ['::ffff:10.11.120.2', '169.254.169.254', '192.168.7.5', '0.0.0.0'])
      await refuses(
        guard([http(port)], { resolve: () => Promise.resolve(['127.0.0.1', second]) }).request({
          url: `http://prices.example:${port}/`,
        }),
        'refusedAddress',
      );
  });

  it('S34 refuses listed loopback, own and gateway addresses where the program is not bound to loopback', async () => {
    let connections = 0;
    const port = await serve((_, response) => response.end());
    open[0]?.on('connection', () => {
      connections += 1;
    });
    for (const host of ['127.0.0.1', '[::1]', '192.168.7.5', '10.11.120.2', '0.0.0.0', '[::ffff:7f00:1]', 'localhost'])
      await refuses(
        guard([http(port, host)], { loopbackAllowed: false }).request({ url: `http://${host}:${port}/` }),
        'refusedAddress',
      );
    assert.equal(connections, 0);
  });

  for (const status of [301, 302, 303, 307, 308])
    it(`S34 follows no redirect to 127.0.0.1 (${status})`, async () => {
      const seen: (string | undefined)[] = [];
      const port = await serve((request, response) => {
        seen.push(request.url);
        response.writeHead(status, { location: `http://127.0.0.1:${port}/cnf?cmd=set_cm_vars` });
        response.end();
      });
      const outbound = guard([http(port), http(port, '127.0.0.1')]);
      await refuses(outbound.request({ url: `http://prices.example:${port}/` }), 'redirected', /not followed/);
      assert.deepEqual(seen, ['/']);
    });

  it('S34 takes an answer of 64 KiB and refuses one byte more', async () => {
    const port = await serve((request, response) => {
      response.writeHead(200);
      response.write(Buffer.alloc(64 * 1024));
      response.end(request.url === '/more' ? 'x' : '');
    });
    const outbound = guard([http(port)]);
    assert.equal((await outbound.request({ url: `http://prices.example:${port}/` })).body.length, 65_536);
    await refuses(outbound.request({ url: `http://prices.example:${port}/more` }), 'answerTooLarge');
  });

  it('S34 ends an answer without end at 64 KiB', async () => {
    const port = await serve((_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      };
      response.on('drain', pour);
      pour();
    });
    await refuses(guard([http(port)]).request({ url: `http://prices.example:${port}/` }), 'answerTooLarge');
  });

  const slow: readonly (readonly [string, RequestListener])[] = [
    ['no answer', () => undefined],
    ['headers and then a slow body', (_, response) => void response.write('a')],
  ];
  for (const [what, handler] of slow)
    it(`S34 gives all of it 5 s: ${what}`, async () => {
      let arrived = (): void => undefined;
      const came = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const port = await serve((request, response) => {
        handler(request, response);
        arrived();
      });
      const time = shortTime();
      const answer = guard([http(port)], { timers: time.timers }).request({ url: `http://prices.example:${port}/` });
      const refusal = refuses(answer, 'timedOut', /within 5 s/);
      await came;
      time.runOut();
      await refusal;
      assert.deepEqual(time.asked, [5_000]);
    });

  it('S34 gives all of it 5 s: a name server that says nothing', async () => {
    const time = shortTime();
    const resolve = () => new Promise<never>(() => undefined);
    const answer = guard([http(80)], { timers: time.timers, resolve }).request({ url: 'http://prices.example/' });
    const refusal = refuses(answer, 'timedOut');
    time.runOut();
    await refusal;
  });

  it('S34 can be given up by who asked', async () => {
    const port = await serve(() => controller.abort());
    const controller = new AbortController();
    const url = `http://prices.example:${port}/`;
    await refuses(guard([http(port)]).request({ url, signal: controller.signal }), 'cancelled');
    await refuses(guard([http(port)]).request({ url, signal: AbortSignal.abort() }), 'cancelled');
  });

  it('S34 sends no more than 16 at once', async () => {
    const port = await serve(() => undefined);
    const outbound = guard([http(port)]);
    const controller = new AbortController();
    const asked = { url: `http://prices.example:${port}/`, signal: controller.signal };
    const running = Array.from({ length: 16 }, () => refuses(outbound.request(asked), 'cancelled'));
    await refuses(outbound.request(asked), 'busy');
    controller.abort();
    await Promise.all(running);
    await refuses(outbound.request({ url: asked.url, signal: AbortSignal.abort() }), 'cancelled');
  });

  it('S34 refuses headers that would change where and how a request goes, and more than it sends', async () => {
    const outbound = guard([http(80)]);
    const url = 'http://prices.example/';
    for (const headers of [
      { Host: 'evil.example' },
      { 'Transfer-Encoding': 'chunked' },
      { 'content-length': '1' },
      { Upgrade: 'h2c' },
      { 'Proxy-Authorization': 'x' },
      { 'x-a': 'b\r\nHost: evil.example' },
      { 'x\r\na': 'b' },
      { 'x-a': 'x'.repeat(5_000) },
    ])
      await refuses(outbound.request({ url, headers: { ...headers } as Record<string, string> }), 'badRequest');
    await refuses(outbound.request({ url, method: 'POST', body: Buffer.alloc(65_537) }), 'badRequest');
  });

  it('S34 says nothing of path and query, which may hold a secret', async () => {
    const outbound = guard([]);
    await assert.rejects(outbound.request({ url: 'https://prices.example/key-4711?token=4711' }), (error) => {
      assert.doesNotMatch(String(error), /4711/);
      return true;
    });
  });

  it('S34 says unreachable where nobody listens', async () => {
    const port = await serve(() => undefined);
    open[0]?.close();
    await refuses(
      guard([http(port)]).request({ url: `http://prices.example:${port}/` }),
      'unreachable',
      /ECONNREFUSED/,
    );
  });

  it('S34 checks certificates: trusted and of that name, or no talk', async () => {
    const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
    execFileSync(
      'openssl',
      [
        ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=prices.example'.split(' '),
        ...['-addext', 'subjectAltName=DNS:prices.example', '-keyout', files.key, '-out', files.cert],
      ],
      { stdio: 'pipe' },
    );
    const cert = readFileSync(files.cert, 'utf8');
    const server = createSecureServer({ key: readFileSync(files.key), cert }, (_, response) => response.end('secret'));
    open.push(server as unknown as Server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const https = (host: string): OutboundTarget => ({ scheme: 'https', host, port });
    const allowed = [https('prices.example'), https('other.example')];
    const url = `https://prices.example:${port}/`;
    const trusting = guard(allowed, { trusted: [cert] });
    assert.equal((await trusting.request({ url })).body.toString(), 'secret');
    await refuses(guard(allowed).request({ url }), 'badCertificate', /SELF_SIGNED/);
    await refuses(trusting.request({ url: `https://other.example:${port}/` }), 'badCertificate', /ALTNAME/);
  });
});
