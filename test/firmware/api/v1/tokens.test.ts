import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Box } from '../box.ts';

describe('bearer tokens', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());
  const make = (body: object) => box.send('POST', '/api/v1/tokens', body);
  const use = async (token: string) =>
    (await box.ask('/api/v1/session', { headers: { authorization: `Bearer ${token}` } })).status;

  it('are shown once and kept as a SHA-256 only', async () => {
    const reply = await make({ name: 'ems', role: 'installer' });
    assert.equal(reply.status, 201);
    const { token, ...rest } = reply.json as { token: string };
    assert.deepEqual(rest, { name: 'ems', role: 'installer', expires: null });
    assert.match(token, /^nw_[A-Za-z0-9_-]{43}$/);
    const sha256 = createHash('sha256').update(token).digest('hex');
    assert.deepEqual(box.accounts.kept, [{ name: 'ems', role: 'installer', sha256 }]);
    const list = await box.ask('/api/v1/tokens', { headers: { authorization: `Bearer ${token}` } });
    assert.equal(list.status, 403, 'an installer may not list them');
    assert.doesNotMatch(JSON.stringify(box.log.lines), new RegExp(token));
    assert.equal(await use(token), 200);
  });

  it('end when they expire, and when they are taken away', async () => {
    const expires = new Date(box.clock.nowMs + 3600_000).toISOString();
    const { token } = (await make({ name: 'hour', role: 'viewer', expires })).json as { token: string };
    assert.equal(await use(token), 200);
    box.clock.nowMs += 3600_000;
    assert.equal(await use(token), 401);
    const second = (await make({ name: 'second', role: 'viewer' })).json as { token: string };
    assert.equal((await box.send('DELETE', '/api/v1/tokens', { name: 'second' })).status, 204);
    assert.equal(await use(second.token), 401);
    assert.equal((await box.send('DELETE', '/api/v1/tokens', { name: 'second' })).status, 404);
  });

  it('write variables in their own name', async () => {
    const { token } = (await make({ name: 'ems', role: 'installer' })).json as { token: string };
    await box.ask('/cnf?cmd=set_cm_vars&name=a&val=1', { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(box.variables.changes[0]?.author, { name: 'ems', side: 'lan' });
  });

  it('are refused with a bad name, role or time, and when the name is taken', async () => {
    await make({ name: 'ems', role: 'viewer' });
    for (const [body, status] of [
      [{ name: 'ems', role: 'viewer' }, 409],
      [{ name: 'admin', role: 'viewer' }, 400],
      [{ name: 'channel:x', role: 'viewer' }, 400],
      [{ name: 'x', role: 'root' }, 400],
      [{ name: 'x', role: 'viewer', expires: 'tomorrow' }, 400],
      [{ name: 'x', role: 'viewer', expires: '2020-01-01T00:00:00Z' }, 400],
      [{ name: 'x', role: 'viewer', sha256: 'x' }, 400],
      [{}, 400],
      [[], 400],
    ] as const)
      assert.equal((await make(body)).status, status, JSON.stringify(body));
    assert.equal(box.accounts.kept.length, 1);
  });
});
