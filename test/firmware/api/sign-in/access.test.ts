import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { asAdmin, Box, basic, cookieOf, password } from '../box.ts';

const min = 60_000;

describe('S5 the session of a browser', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());
  const who = async (headers: Record<string, string>) => (await box.ask('/api/v1/session', { headers })).json;
  const state = async (headers: Record<string, string>) => (await box.ask('/api/v1/state', { headers })).status;

  it('lives in a cookie that scripts cannot read and other sites cannot send, with 256 random bits', async () => {
    const reply = await box.send('POST', '/api/v1/session', { user: 'admin', password }, {});
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json, { user: 'admin', role: 'administrator' });
    const [header = ''] = reply.headers['set-cookie'] ?? [];
    assert.match(header, /^netwacht=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.deepEqual(await who({ cookie: cookieOf(reply) }), { user: 'admin', role: 'administrator' });
    assert.deepEqual(await who({}), { user: null });
    assert.deepEqual(await who({ cookie: `netwacht=${'A'.repeat(43)}` }), { user: null });
  });

  it('ends after 30 minutes without use, and after 12 hours in any case', async () => {
    const idle = await box.signIn();
    box.clock.nowMs += 29 * min;
    assert.equal(await state(idle), 200);
    box.clock.nowMs += 30 * min;
    assert.equal(await state(idle), 401);
    const busy = await box.signIn();
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      box.clock.nowMs += 20 * min;
      assert.equal(await state(busy), 200);
    }
    box.clock.nowMs += 20 * min;
    assert.equal(await state(busy), 401);
  });

  it('is another one after each sign-in, and the one before is over', async () => {
    const first = await box.signIn();
    const reply = await box.send(
      'POST',
      '/api/v1/session',
      { user: 'admin', password },
      { ...first, origin: box.origin },
    );
    const second = { cookie: cookieOf(reply) };
    assert.notEqual(second.cookie, first.cookie);
    assert.equal(await state(first), 401);
    assert.equal(await state(second), 200);
  });

  it('is over after signing out', async () => {
    const session = await box.signIn();
    const other = await box.signIn();
    const out = await box.ask('/api/v1/session', { method: 'DELETE', headers: { ...session, origin: box.origin } });
    assert.equal(out.status, 204);
    assert.match(out.headers['set-cookie']?.[0] ?? '', /^netwacht=; .*Max-Age=0/);
    assert.equal(await state(session), 401);
    assert.equal(await state(other), 200);
  });

  it('is over for everybody after a change of the password', async () => {
    const session = await box.signIn();
    const change = (body: object) => box.send('PUT', '/api/v1/password', body, { ...session, origin: box.origin });
    assert.equal((await change({ current: 'not it at all', password: 'another Canal 8' })).status, 400);
    assert.equal((await change({ current: password, password: 'netwacht12' })).status, 400);
    assert.equal(await state(session), 200);
    assert.equal((await change({ current: password, password: 'another Canal 8' })).status, 204);
    assert.equal(await state(session), 401);
    assert.equal(await state(asAdmin), 401);
    assert.equal(await state({ authorization: basic('admin', 'another Canal 8') }), 200);
  });

  it('is not started by a wrong password, an unknown user or a blank one', async () => {
    for (const [user, secret] of [
      ['admin', 'wrong password'],
      ['root', password],
      ['admin', ''],
      ['', ''],
    ]) {
      const reply = await box.send('POST', '/api/v1/session', { user, password: secret }, {});
      assert.equal(reply.status, 401);
      assert.deepEqual(reply.json, { error: 'unauthorised', message: 'The user or the password is wrong' });
      assert.equal(reply.headers['set-cookie'], undefined);
    }
  });
});

describe('S6 a forged request of a foreign page', () => {
  let box: Box;
  let session: { cookie: string };
  before(async () => {
    box = await Box.open();
    session = await box.signIn();
  });
  after(() => box.close());
  afterEach(() => {
    assert.deepEqual(box.variables.changes, []);
    assert.equal(box.site.version, 1);
    assert.deepEqual(box.accounts.kept, []);
  });
  const set = '/cnf?cmd=set_cm_vars&name=AVAIL&val=0';

  it('by <img> on a cookie changes nothing: /cnf never looks at a cookie, not even for reading', async () => {
    assert.equal((await box.ask(set, { headers: { ...session, referer: 'http://evil.example/' } })).status, 401);
    assert.equal((await box.ask(set, { headers: { ...session, origin: box.origin } })).status, 401);
    assert.equal((await box.ask('/cnf?cmd=get_cm_vars', { headers: session })).status, 401);
  });

  for (const [what, headers] of [
    ['Origin', { origin: 'http://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['Referer', { referer: 'http://evil.example/page' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
  ] as const)
    it(`with a foreign ${what} is 403 on /cnf even with the right password`, async () => {
      const reply = await box.ask(set, { headers: { ...asAdmin, ...headers } });
      assert.equal(reply.status, 403);
      assert.match(String(reply.json), /^foreignOrigin: /);
      const body = await box.ask('/cnf?cmd=set_cm_vars', { body: '{}', headers: { ...asAdmin, ...headers } });
      assert.equal(body.status, 403);
    });

  it('by a form or a text/plain fetch on a cookie is 403 on every REST change', async () => {
    const calls: [string, string, string][] = [
      ['PUT', '/api/v1/site', '{"name":"x"}'],
      ['POST', '/api/v1/site/check', '{"name":"x"}'],
      ['POST', '/api/v1/tokens', '{"name":"x","role":"administrator"}'],
      ['PUT', '/api/v1/password', `{"current":"${password}","password":"stolen Password 1"}`],
      ['DELETE', '/api/v1/session', ''],
      ['POST', '/api/v1/backup', '{}'],
    ];
    for (const [method, path, body] of calls)
      for (const headers of [
        {},
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { referer: 'http://evil.example' },
      ]) {
        const reply = await box.ask(path, {
          method,
          body,
          headers: { ...session, 'content-type': 'text/plain', ...headers },
        });
        assert.equal(reply.status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
        assert.equal((reply.json as { error: string }).error, 'foreignOrigin');
      }
    assert.equal((await box.ask('/api/v1/state', { headers: session })).status, 200, 'the session still holds');
  });

  it('cannot sign somebody in', async () => {
    const reply = await box.send(
      'POST',
      '/api/v1/session',
      { user: 'admin', password },
      { origin: 'http://evil.example' },
    );
    assert.equal(reply.status, 403);
  });

  it('is told apart from a request of our own page', async () => {
    const reply = await box.send('POST', '/api/v1/site/check', { name: 'x' }, { ...session, origin: box.origin });
    assert.equal(reply.status, 200);
  });

  it('finds no CORS header to lean on', async () => {
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'PUT' };
    const reply = await box.ask('/api/v1/site', { method: 'OPTIONS', headers });
    assert.deepEqual(
      Object.keys(reply.headers).filter((name) => name.startsWith('access-control')),
      [],
    );
  });
});

describe('S7 Basic credentials', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  it('are taken when they are sent unasked', async () => {
    assert.equal((await box.ask('/cnf?cmd=get_cm_vars', { headers: asAdmin })).status, 200);
    assert.equal((await box.ask('/api/v1/state', { headers: asAdmin })).status, 200);
  });

  it('are never asked for: a 401 carries no Basic challenge', async () => {
    for (const path of ['/cnf?cmd=get_cm_vars', '/ui/en/sim.htm', '/api/v1/state', '/api/v1/site', '/api/v1/tokens'])
      for (const headers of [{}, { authorization: basic('admin', 'wrong password') }]) {
        const reply = await box.ask(path, { headers });
        assert.ok(reply.status === 401 || reply.status === 429, `${path} ${reply.status}`);
        assert.equal(reply.headers['www-authenticate'], undefined);
      }
  });

  it('that are none are 401 and no fault', async () => {
    for (const authorization of [
      '',
      'Basic',
      'Basic !!!',
      'Basic YWRtaW4=',
      'Digest x',
      'Bearer',
      'Bearer x',
      'basic  x y',
    ])
      assert.equal((await box.ask('/api/v1/state', { headers: { authorization } })).status, 401, authorization);
    assert.deepEqual(box.log.errors(), []);
  });
});

describe('S8 the Host header', () => {
  let box: Box;
  before(async () => {
    box = await Box.open({ hostNames: ['netwacht-0001.local'] });
  });
  after(() => box.close());

  it('with a name that is not ours is 421, on every kind of path, with the right password too', async () => {
    for (const path of ['/cnf?cmd=set_cm_vars&name=a&val=1', '/api/v1/state', '/api/v1/setup', '/', '/ui/en/sim.htm'])
      for (const host of ['evil.example', `evil.example:${box.port}`, 'localhost.evil.example']) {
        const reply = await box.ask(path, { headers: { ...asAdmin, host } });
        assert.equal(reply.status, 421, `${path} ${host}`);
        assert.notEqual(reply.json, undefined);
      }
    assert.deepEqual(box.variables.changes, []);
  });

  it('with an address, localhost or our own name is fine', async () => {
    for (const host of ['10.0.2.15', '127.0.0.1', '[::1]:8080', 'localhost', 'netwacht-0001.local'])
      assert.equal((await box.ask('/api/v1/state', { headers: { ...asAdmin, host } })).status, 200, host);
  });
});

describe('S9 the authority of a gateway channel', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  it('is not given to a LAN request by any header', async () => {
    const headers = {
      host: '10.98.0.1',
      via: '1.1 smgw',
      forwarded: 'for=10.98.0.1',
      'x-forwarded-for': '10.98.0.1',
      'x-real-ip': '10.98.0.1',
      'x-channel-id': 'emt1',
      'x-client-cert': 'emt1',
    };
    const reply = await box.ask('/cnf?cmd=set_cm_vars&name=AVAIL&val=0', { headers });
    assert.equal(reply.status, 401);
    assert.deepEqual(box.variables.changes, []);
  });

  it('nor is any other: what one request of a connection may do, the next one has to show again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (headers: Record<string, string>) =>
      new Promise<{ status: number; reused: boolean }>((resolve, reject) => {
        const outgoing = request(
          { agent, host: '127.0.0.1', port: box.port, path: '/api/v1/state', headers },
          (reply) => {
            reply.resume().once('end', () => resolve({ status: reply.statusCode ?? 0, reused: outgoing.reusedSocket }));
          },
        );
        outgoing.once('error', reject).end();
      });
    assert.deepEqual(await ask({ authorization: asAdmin.authorization }), { status: 200, reused: false });
    assert.deepEqual(await ask({}), { status: 401, reused: true });
    agent.destroy();
  });
});

describe('S10 the rights of a role', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  const rows: [string, string, string, string[]][] = [
    ['GET', '/api/v1/state', '', ['viewer', 'user', 'installer', 'administrator']],
    ['GET', '/cnf?cmd=get_cm_vars', '', ['viewer', 'user', 'installer', 'administrator']],
    ['GET', '/cnf?cmd=set_cm_vars&name=a&val=1', '', ['installer', 'administrator']],
    ['GET', '/api/v1/site', '', ['installer', 'administrator']],
    ['PUT', '/api/v1/site', '{"name":"x"}', ['installer', 'administrator']],
    ['GET', '/api/v1/tokens', '', ['administrator']],
    ['POST', '/api/v1/tokens', '{"name":"more","role":"administrator"}', ['administrator']],
    ['PUT', '/api/v1/password', '{"current":"x","password":"y"}', []],
  ];
  for (const [method, path, body, allowed] of rows)
    it(`lets ${allowed.join(', ') || 'no token'} do ${method} ${path.split('&')[0]}`, async () => {
      for (const role of ['viewer', 'user', 'installer', 'administrator']) {
        const name = `t-${role}`;
        box.accounts.kept.length = 0;
        const made = await box.send('POST', '/api/v1/tokens', { name, role });
        const headers = { authorization: `Bearer ${(made.json as { token: string }).token}` };
        const reply = await box.ask(path, { method, headers, ...(body === '' ? {} : { body }) });
        assert.equal(reply.status === 403, !allowed.includes(role), `${role}: ${reply.status}`);
      }
    });
});
