import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SendLayer } from '../../../../firmware/domain/events.ts';
import { events, type PushChannel, type WebhookChannel } from '../../../../firmware/domain/site/events.ts';
import { faultOf } from '../../../../firmware/interfaces/events/send-fault.ts';
import { sendHttp } from '../../../../firmware/interfaces/events/send-http.ts';
import { means, message, secretWord } from './means-fixture.ts';

interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('webhooks and pushes', () => {
  let server: Server;
  let asked: Asked[];
  let status: number;
  let words: string;
  let port: number;
  beforeEach(async () => {
    asked = [];
    [status, words] = [204, ''];
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      asked.push({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end(words);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  const channel = (change: object = {}): WebhookChannel | PushChannel => {
    const url = `http://hook.example:${port}/in?x=1`;
    const { channels } = events.parse({ channels: [{ id: 'hook', kind: 'webhook', url, ...change }] });
    return channels[0] as WebhookChannel | PushChannel;
  };
  const fails = async (change: object, layer: SendLayer, sentence: RegExp, with_ = means()) => {
    const fault = await sendHttp(channel(change), message(), 'nw-1', with_).then(
      () => assert.fail('it was sent'),
      (error: unknown) => faultOf(error),
    );
    assert.equal(fault.layer, layer, fault.message);
    assert.match(fault.message, sentence);
    assert.ok(!fault.message.includes(secretWord));
  };

  it('posts JSON that a receiver can check by its HMAC, without the name of a person', async () => {
    await sendHttp(channel({ signIn: { with: 'hmac', secret: 'box-mail' } }), message(), 'nw-1', means());
    const [{ method, headers, body } = assert.fail('nothing came')] = asked;
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'application/json');
    const mac = createHmac('sha256', secretWord).update(body).digest('hex');
    assert.equal(headers['x-netwacht-signature'], `sha256=${mac}`);
    const told = JSON.parse(body);
    assert.equal(told.title, 'Kerkstraat 12: Garage antwoordt niet; veilige stromen gelden');
    assert.deepEqual(
      [told.box, told.events.length, told.events[0].code, told.events[0].stage, told.events[0].facts],
      ['nw-1', 1, 'deviceLost', 'begins', { what: 'Garage' }],
    );
    assert.ok(!body.includes('Anna') && !body.includes(secretWord));
  });

  it('signs in by bearer, basic or a header of the service', async () => {
    for (const signIn of [{ with: 'bearer' }, { with: 'basic' }, { with: 'header', header: 'X-Key' }])
      await sendHttp(channel({ signIn: { ...signIn, secret: 'box-mail' } }), message(), 'nw-1', means());
    assert.deepEqual(
      asked.map(({ headers }) => headers.authorization ?? headers['x-key']),
      [`Bearer ${secretWord}`, `Basic ${btoa(`box:${secretWord}`)}`, secretWord],
    );
  });

  it('pushes text with headers of its template', async () => {
    const push = { kind: 'push', headers: { Title: '{title}', Priority: '{priority}' } };
    await sendHttp(channel(push), message(), 'nw-1', means());
    const [{ headers, body } = assert.fail('nothing came')] = asked;
    assert.match(headers['content-type'] ?? '', /^text\/plain/);
    assert.deepEqual([headers.title, headers.priority], [message().title, '5']);
    assert.match(body, /Garage antwoordt niet; veilige stromen gelden\.$/);
  });

  it('says what failed: login, refused with the words of the server, no secret, no redirect followed', async () => {
    [status, words] = [401, `key ${secretWord} is\r\nwrong`];
    await fails({ signIn: { with: 'bearer', secret: 'box-mail' } }, 'login', /answers 401: key \*\*\* is wrong/);
    [status, words] = [500, 'out of order'];
    await fails({}, 'refused', /answers 500: out of order/);
    status = 302;
    await fails({}, 'refused', /not followed/);
    await fails({ signIn: { with: 'hmac', secret: 'gone' } }, 'settings', /no secret gone/);
    await fails({ url: 'https://nowhere.test/' }, 'dns', /no address/);
    await fails({ url: 'http://hook.example:1/' }, 'connect', /could not be reached/);
  });

  it('S34 goes to no address of this machine and none of the gateway', async () => {
    const strict = means({ loopbackAllowed: false });
    await fails({}, 'guard', /127\.0\.0\.1 is this machine itself/, strict);
    await fails({ url: 'http://169.254.169.254/' }, 'guard', /linkLocal/, strict);
    assert.equal(asked.length, 0);
  });
});
