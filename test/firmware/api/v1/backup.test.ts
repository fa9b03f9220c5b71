import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('/api/v1/backup and /restore', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());
  const post = (path: string, body: object) => box.send('POST', path, body);
  const upload = (body: string) =>
    box.ask('/api/v1/restore', {
      ...{ method: 'POST', body },
      headers: { ...asAdmin, 'content-type': 'application/octet-stream' },
    });

  it('gives a file with a name, and takes no password that can be guessed', async () => {
    const reply = await post('/api/v1/backup', { password: 'tulip Canal 8 quay' });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], 'application/octet-stream');
    assert.match(String(reply.headers['content-disposition']), /filename="netwacht-5566aa-20261101-1000\.age"/);
    assert.match(reply.text, /^age-encryption/);
    for (const password of ['short', '1234567890', 'netwacht2026'])
      assert.equal((await post('/api/v1/backup', { password })).status, 400, password);
    assert.deepEqual(box.backup.made, ['admin 18']);
  });

  it('takes a file, says what is in it, and restores only when it is told to', async () => {
    assert.equal((await post('/api/v1/restore', { password: 'x' })).status, 409);
    assert.deepEqual((await upload('closed')).json, { fileBytes: 6, last: null });
    const look = await post('/api/v1/restore', { password: box.backup.secret });
    assert.equal(look.status, 200);
    assert.deepEqual(box.backup.begun, []);
    box.backup.keysHere = true;
    const unsaid = await post('/api/v1/restore', { password: box.backup.secret, restore: true });
    assert.equal(unsaid.status, 409);
    assert.match(unsaid.text, /keysUnsaid/);
    const reply = await post('/api/v1/restore', { password: box.backup.secret, restore: true, keys: false });
    assert.equal(reply.status, 202);
    assert.deepEqual(box.backup.begun, [{ who: 'admin', keys: false }]);
    assert.equal(box.backup.carriedOut, 1);
  });

  it('slows down whoever guesses, whatever else is wrong', async () => {
    await upload('closed');
    for (let n = 0; n < 5; n += 1) {
      const reply = await post('/api/v1/restore', { password: `guess ${n}` });
      assert.equal(reply.status, 400);
      assert.match(reply.text, /wrongPassword/);
    }
    const reply = await post('/api/v1/restore', { password: box.backup.secret });
    assert.equal(reply.status, 429);
    assert.ok(Number(reply.headers['retry-after']) > 500);
  });

  it('counts only wrong passwords', async () => {
    for (let n = 0; n < 8; n += 1) assert.equal((await post('/api/v1/restore', { password: 'x' })).status, 409);
    await upload('closed');
    assert.equal((await post('/api/v1/restore', { password: box.backup.secret })).status, 200);
  });

  it('drops the file', async () => {
    await upload('closed');
    const reply = await box.ask('/api/v1/restore', { method: 'DELETE', headers: asAdmin });
    assert.deepEqual(reply.json, { fileBytes: null, last: null });
  });

  it('is for the administrator', async () => {
    const made = await box.send('POST', '/api/v1/tokens', { name: 'app', role: 'installer' });
    const { token } = made.json as { token: string };
    for (const [method, path] of [
      ['POST', '/api/v1/backup'],
      ['GET', '/api/v1/restore'],
      ['POST', '/api/v1/restore'],
      ['DELETE', '/api/v1/restore'],
    ] as const) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const reply = await box.ask(path, {
        method,
        headers,
        ...(method === 'POST' ? { body: '{"password":"x"}' } : {}),
      });
      assert.equal(reply.status, 403, `${method} ${path}`);
    }
  });
});
