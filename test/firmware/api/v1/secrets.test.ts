import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('secrets over REST', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  it('are set, by an administrator, and never given back', async () => {
    const put = await box.send('PUT', '/api/v1/secrets/shelly', { password: 'geheim' });
    assert.deepEqual([put.status, put.text], [204, '']);
    assert.deepEqual(box.secrets.shelly, { user: 'admin', password: 'geheim', by: 'admin' });
    await box.send('PUT', '/api/v1/secrets/shelly', { user: 'me', password: 'x' });
    assert.deepEqual(box.secrets.shelly, { user: 'me', password: 'x', by: 'admin' });
    assert.equal((await box.ask('/api/v1/secrets/shelly', { headers: asAdmin })).status, 405);
  });

  const refused: [string, string, object][] = [
    ['a name that could leave the folder', 'a.b', { password: 'x' }],
    ['a name of capitals', 'Shelly', { password: 'x' }],
    ['no password', 'shelly', {}],
    ['an empty password', 'shelly', { password: '' }],
    ['a user with a colon', 'shelly', { user: 'a:b', password: 'x' }],
    ['a password of two lines', 'shelly', { password: 'a\nb' }],
    ['an unknown key', 'shelly', { password: 'x', also: 1 }],
  ];
  for (const [what, name, body] of refused)
    it(`are refused with ${what}`, async () => {
      const before = JSON.stringify(box.secrets);
      assert.equal((await box.send('PUT', `/api/v1/secrets/${name}`, body)).status, 400);
      assert.equal(JSON.stringify(box.secrets), before);
    });

  it('are not for who has not signed in', async () => {
    const headers = { 'content-type': 'application/json' };
    const reply = await box.ask('/api/v1/secrets/x', { method: 'PUT', headers, body: '{"password":"x"}' });
    assert.equal(reply.status, 401);
  });
});
