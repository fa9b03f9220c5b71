import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageSchema } from '../../../drivers/definitions/message-schema.ts';
import { createOutbound } from '../../../drivers/link/outbound.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import type { Credentials } from '../../../drivers/messages/http-auth.ts';
import { createMessageDevice } from '../../../drivers/messages/message-device.ts';
import { sourceFor } from '../../../drivers/messages/open-source.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { until as comes } from '../../until.ts';
import { twoMessages } from './meter-on-bench.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('A device asked by HTTP', () => {
  let server: Server;
  let device: Device | undefined;
  let answer: Answer;
  const seen: string[] = [];
  let atOnce = 0;
  let most = 0;

  const good: Answer = ({ url }, response) => {
    response.end(url === '/energy' ? '{"kwh":1.5}' : '{"w":230,"a":"1.0","name":"x"}');
  };
  beforeEach(async () => {
    answer = good;
    seen.length = 0;
    [atOnce, most] = [0, 0];
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      atOnce += 1;
      most = Math.max(most, atOnce);
      response.on('close', () => {
        atOnce -= 1;
      });
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await device?.stop();
    device = undefined;
    server.closeAllConnections();
    server.close();
  });

  function start(change: object = {}, credentials?: Credentials): Device {
    const { port } = server.address() as AddressInfo;
    const definition = messageSchema.parse({ ...twoMessages, everyMs: 200, ...change });
    const outbound = createOutbound({
      allowed: () => [{ scheme: 'http', host: '127.0.0.1', port }],
      ...{ interfaces: () => ({}), hanInterfaces: () => [], loopbackAllowed: true },
      ...{ timers: systemTimers, resolve: async () => [], trusted: undefined },
    });
    const way = { connector: 2, clock: systemClock, timers: systemTimers, credentials: () => credentials };
    device = createMessageDevice({
      ...{ config: { id: 'M1', wiring: [0, 1, 2], connector: 2 }, definition, clock: systemClock },
      makeSource: sourceFor(definition, { ...way, http: { base: `http://127.0.0.1:${port}`, outbound } }),
    });
    device.start();
    return device;
  }

  const until = (what: () => boolean): Promise<void> =>
    comes(what, () => `${what}; ${device?.health} ${JSON.stringify(device?.fault)}`);

  it('gives the values with the time of the request', async () => {
    const begunMs = systemClock.monotonicMs();
    let repliedMs = 0;
    answer = (request, response) => {
      setTimeout(() => {
        repliedMs ||= systemClock.monotonicMs();
        good(request, response);
      }, 150);
    };
    const { readings } = start();
    assert.deepEqual(readings, {});
    await until(() => device?.health === 'online');
    const power = device?.readings.totalPowerW;
    assert.equal(power?.value, 230);
    assert.ok(power.atMs >= begunMs && power.atMs <= repliedMs - 140, `${begunMs} ${power.atMs} ${repliedMs}`);
  });

  it('asks one thing at a time, the slow one less often', async () => {
    start();
    await until(() => seen.filter((url) => url === '/now').length >= 4);
    assert.equal(seen.filter((url) => url === '/energy').length, 1);
    assert.equal(most, 1);
  });

  it('tells how its requests go', async () => {
    answer = (_, response) => response.writeHead(500).end();
    start();
    await until(() => device?.health === 'offline');
    answer = good;
    await until(() => (device?.traffic?.answers ?? 0) >= 2);
    const { requests = 0, answers = 0, exceptions, timeouts, lastError } = device?.traffic ?? {};
    assert.deepEqual([requests - answers, exceptions, timeouts], [1, 1, 0]);
    assert.match(lastError?.message ?? '', /answered 500/);
    assert.deepEqual(device?.polls, { pollEveryMs: 200, requestsPerPoll: 1, mediumEveryMs: 5_000 });
  });

  it('fills the connector into paths', async () => {
    start({ requests: [{ id: 'now', path: '/rpc?id={index}&c={connector}' }, twoMessages.requests[1]] });
    await until(() => seen.length > 0);
    assert.equal(seen[0], '/rpc?id=1&c=2');
  });

  const bad: [string, Answer, string][] = [
    ['a status that is no answer', (_, response) => response.writeHead(500).end('{"w":1}'), 'badStatus'],
    [
      'a way elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'redirected',
    ],
    ['an answer without end', (_, response) => response.end('x'.repeat(70_000)), 'answerTooLarge'],
    ['no JSON', (_, response) => response.end('<html>'), 'badMessage'],
    ['a connection that breaks', ({ socket }) => socket.destroy(), 'unreachable'],
    ['a wish for a password that nobody has', challenge('Basic realm="x"'), 'unauthorised'],
  ];
  for (const [what, wrong, code] of bad)
    it(`is offline after ${what}, and says why; then found again`, async () => {
      answer = wrong;
      start();
      await until(() => device?.health === 'offline');
      assert.equal(device?.fault?.code, code);
      assert.deepEqual(device?.readings, {});
      answer = good;
      await until(() => device?.health === 'online');
    });

  it('signs in with a digest, by SHA-256 where the product can, and once for many requests', async () => {
    let asked = 0;
    answer = (request, response) => {
      const { authorization } = request.headers;
      if (digestIsRight(authorization, request.url ?? '')) good(request, response);
      else {
        asked += 1;
        const fields = 'realm="meter", nonce="abc", qop="auth"';
        response.setHeader('www-authenticate', [`Digest ${fields}, algorithm=SHA-256`]);
        response.writeHead(401).end();
      }
    };
    start({}, { user: 'admin', password: 'geheim' });
    await until(() => seen.filter((url) => url === '/now').length >= 4);
    assert.equal(device?.health, 'online');
    assert.equal(asked, 1);
  });

  it('gives the password away only where it is asked for, and not again where it was refused', async () => {
    const sent: (string | undefined)[] = [];
    answer = (request, response) => {
      sent.push(request.headers.authorization);
      challenge('Basic realm="x"')(request, response);
    };
    start({}, { user: 'admin', password: 'geheim' });
    await until(() => device?.health === 'offline');
    assert.equal(device?.fault?.code, 'unauthorised');
    assert.deepEqual(sent, [undefined, `Basic ${Buffer.from('admin:geheim').toString('base64')}`]);
  });

  it('puts name and password into the query for a product that wants them there', async () => {
    start({ signIn: { user: 'user', password: 'password' } }, { user: 'admin', password: 'a&b c' });
    await until(() => seen.length > 0);
    assert.equal(seen[0], '/now?user=admin&password=a%26b%20c');
  });

  it('ends at once when it is stopped, also while an answer is awaited', async () => {
    answer = () => {};
    start();
    await until(() => seen.length === 1);
    await device?.stop();
    assert.equal(seen.length, 1);
  });
});

function challenge(header: string): Answer {
  return (_, response) => {
    response.writeHead(401, { 'www-authenticate': header }).end();
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 7616, worked out by hand for user admin, password geheim. */
function digestIsRight(header: string | undefined, url: string): boolean {
  const field = (name: string): string => new RegExp(`[ ,]${name}="?([^",]*)`).exec(header ?? '')?.[1] ?? '';
  const parts = [sha256('admin:meter:geheim'), 'abc', field('nc'), field('cnonce'), 'auth', sha256(`GET:${url}`)];
  return field('response') === sha256(parts.join(':')) && field('uri') === url;
}
