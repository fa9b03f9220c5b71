import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('the leader of several boxes by REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
    box.leader.configured = true;
  });
  afterEach(() => box.close());

  const grant = { limitA: [10, 10, 9.5], leaseS: 15, seq: 7 };
  const put = (body: unknown) => box.send('PUT', '/api/v1/leader', body);

  it('grants, tells how it stands, and refuses an old seq with the one that counts', async () => {
    const reply = await put({ ...grant, stamp: 'a.1', leader: { id: 'nw-1', name: 'Cellar' } });
    assert.deepEqual([reply.status, (reply.json as { limitA: unknown }).limitA], [200, grant.limitA]);
    const old = await put(grant);
    assert.deepEqual([old.status, (old.json as { seq: unknown }).seq], [409, 7]);
    const seen = await box.ask('/api/v1/leader', { headers: asAdmin });
    assert.deepEqual([seen.status, (seen.json as { seq: unknown }).seq], [200, 7]);
  });

  it('takes the name of the leader as one line', async () => {
    await put({ ...grant, leader: { id: 'nw-1', name: 'Cellar\r\nadmin: all well\u2028' } });
    const [call] = box.leader.calls as { leader: { name: string } }[];
    assert.equal(call?.leader.name, 'Cellar admin: all well ');
  });

  it('refuses what cannot be meant, and hands nothing on', async () => {
    const bodies = [
      {},
      { ...grant, limitA: [10, 10] },
      { ...grant, limitA: [10, 10, -1] },
      { ...grant, limitA: [10, 10, '1'] },
      { ...grant, leaseS: 0 },
      { ...grant, leaseS: 61 },
      { ...grant, seq: 0 },
      { ...grant, seq: 1.5 },
      { ...grant, stamp: 'x'.repeat(65) },
      { ...grant, extra: 1 },
      { ...grant, leader: { id: 'nw-1\r\nadmin', name: 'Cellar' } },
    ];
    for (const body of bodies) assert.equal((await put(body)).status, 400, JSON.stringify(body));
    assert.deepEqual(box.leader.calls, []);
  });

  it('opens for a token that may lead, and nothing else opens for it', async () => {
    const made = await box.send('POST', '/api/v1/tokens', { name: 'cellar', role: 'leader' });
    const { token } = made.json as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await box.ask('/api/v1/leader', { headers })).status, 200);
    for (const path of ['/api/v1/state', '/api/v1/site', '/api/v1/tokens', '/api/v1/history', '/api/v1/audit'])
      assert.equal((await box.ask(path, { headers })).status, 403, path);
    const viewer = await box.send('POST', '/api/v1/tokens', { name: 'screen', role: 'viewer' });
    const seen = { authorization: `Bearer ${(viewer.json as { token: string }).token}` };
    assert.equal((await box.ask('/api/v1/leader', { headers: seen })).status, 403);
  });

  it('is 404 where nobody leads the box', async () => {
    box.leader.configured = false;
    assert.equal((await box.ask('/api/v1/leader', { headers: asAdmin })).status, 404);
  });
});
