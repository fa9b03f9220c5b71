import assert from 'node:assert/strict';
import { asAdmin, Box, basic } from '../box.ts';

const fresh = 'first Password of box';
const asForwarded = { 'x-forwarded-for': '10.0.0.9' };

describe('S1 a new box', () => {
  let box: Box;
  afterEach(() => box.close());

  it('answers 403 to every route but the claim and the files of the page', async () => {
    box = await Box.open({ owner: false });
    const { json } = await box.ask('/api/v1/setup');
    assert.deepEqual(json, { claimed: false, codeRequired: false });
    const routes: [string, string][] = [
      ['GET', '/cnf?cmd=get_cm_vars'],
      ['GET', '/cnf?cmd=set_cm_vars&name=a&val=1'],
      ['POST', '//cnf?cmd=set_cm_vars'],
      ['GET', '/ui/en/sim.htm'],
      ['GET', '/api/v1/session'],
      ['POST', '/api/v1/session'],
      ['GET', '/api/v1/site'],
      ['PUT', '/api/v1/site'],
      ['GET', '/api/v1/state'],
      ['GET', '/api/v1/events'],
      ['GET', '/api/v1/tokens'],
      ['GET', '/api/v1/openapi.json'],
      ['POST', '/api/v1/backup'],
      ['PUT', '/api/v1/secrets/x'],
    ];
    for (const [method, path] of routes)
      for (const headers of [{}, { authorization: basic('admin', '') }, { authorization: basic('admin', fresh) }]) {
        const reply = await box.ask(path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
        assert.equal(reply.status, 403, `${method} ${path}`);
        assert.match(reply.text, /unclaimed/);
      }
    const absolute = await box.ask(`http://127.0.0.1:${box.port}/api/v1/state`);
    assert.equal(absolute.status, 403);
    assert.notEqual((await box.ask('/API/v1/state', { headers: asAdmin })).status, 200);
    assert.equal((await box.ask('/')).status, 404, 'here no page has been built');
    assert.deepEqual(box.variables.changes, []);
  });

  it('is claimed from the box itself without a code, once', async () => {
    box = await Box.open({ owner: false, claimCode: 'K7Q2-M4XP' });
    const claimed = await box.send('POST', '/api/v1/setup', { password: fresh }, {});
    assert.equal(claimed.status, 201);
    assert.match(box.accounts.password('admin') ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(
      (await box.ask('/cnf?cmd=get_cm_vars', { headers: { authorization: basic('admin', fresh) } })).status,
      200,
    );
    const again = await box.send('POST', '/api/v1/setup', { password: 'second Password of box' }, {});
    assert.equal(again.status, 409);
    assert.equal((again.json as { error: string }).error, 'claimed');
    assert.deepEqual((await box.ask('/api/v1/setup')).json, { claimed: true, codeRequired: false });
  });

  it('is claimed by one of two that try at once', async () => {
    box = await Box.open({ owner: false });
    const replies = await Promise.all(
      ['one Password of box', 'two Password of box'].map((password) =>
        box.send('POST', '/api/v1/setup', { password }, {}),
      ),
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409]);
  });

  it('needs the code of its console from anywhere else, and throttles after five wrong ones', async () => {
    box = await Box.open({ owner: false, claimCode: 'K7Q2-M4XP' });
    // A request that was forwarded to the box does not come from the box, whatever its last hop is.
    assert.deepEqual((await box.ask('/api/v1/setup', { headers: asForwarded })).json, {
      claimed: false,
      codeRequired: true,
    });
    const claim = (body: object) => box.send('POST', '/api/v1/setup', body, asForwarded);
    for (const code of [undefined, '', 'K7Q2-M4XQ', 'K7Q2-M4X']) {
      const reply = await claim(code === undefined ? { password: fresh } : { password: fresh, code });
      assert.equal(reply.status, 403);
      assert.equal((reply.json as { error: string }).error, 'code');
    }
    assert.equal((await claim({ password: fresh, code: 'x' })).status, 403);
    const sixth = await claim({ password: fresh, code: 'K7Q2-M4XP' });
    assert.equal(sixth.status, 429);
    assert.match(sixth.headers['retry-after'] ?? '', /^\d+$/);
    assert.equal(box.accounts.password('admin'), undefined);
    assert.doesNotMatch(JSON.stringify(box.log.lines), /K7Q2|first Password/);
  });

  it('is claimed with the code', async () => {
    box = await Box.open({ owner: false, claimCode: 'K7Q2-M4XP' });
    const reply = await box.send('POST', '/api/v1/setup', { password: fresh, code: 'K7Q2-M4XP' }, asForwarded);
    assert.equal(reply.status, 201);
  });

  it('without a code is claimed from the box itself only', async () => {
    box = await Box.open({ owner: false });
    for (const body of [{ password: fresh }, { password: fresh, code: '' }, { password: fresh, code: 'undefined' }])
      assert.equal((await box.send('POST', '/api/v1/setup', body, asForwarded)).status, 403);
  });

  it('takes application/json only, from no foreign page, and no weak password', async () => {
    box = await Box.open({ owner: false });
    const body = JSON.stringify({ password: fresh });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      assert.equal((await box.ask('/api/v1/setup', { body, headers: { 'content-type': type } })).status, 415);
    assert.equal((await box.ask('/api/v1/setup', { body })).status, 415);
    const foreign = await box.send('POST', '/api/v1/setup', { password: fresh }, { origin: 'http://evil.example' });
    assert.equal(foreign.status, 403);
    for (const password of ['', 'short', '1234567890', 'netwacht2026', 'x'.repeat(600)]) {
      const reply = await box.send('POST', '/api/v1/setup', { password }, {});
      assert.equal(reply.status, 400, password);
      assert.equal((reply.json as { path: string }).path, 'password');
    }
    assert.equal((await box.send('POST', '/api/v1/setup', { password: fresh, user: 'root' }, {})).status, 400);
    assert.equal(box.accounts.owner, false);
  });

  it('that has lost its store is never claimable, and says so', async () => {
    box = await Box.open({ owner: 'unknown', claimCode: 'K7Q2-M4XP' });
    for (const reply of [
      await box.ask('/api/v1/setup'),
      await box.send('POST', '/api/v1/setup', { password: fresh, code: 'K7Q2-M4XP' }, {}),
      await box.send('POST', '/api/v1/session', { user: 'admin', password: fresh }, {}),
      await box.ask('/api/v1/state', { headers: asAdmin }),
    ]) {
      assert.equal(reply.status, 503);
      assert.match((reply.json as { message: string }).message, /does not know its owner/);
    }
    assert.equal((await box.ask('/cnf?cmd=set_cm_vars&name=a&val=1', { headers: asAdmin })).status, 503);
    assert.equal(box.accounts.password('admin'), undefined);
  });
});
