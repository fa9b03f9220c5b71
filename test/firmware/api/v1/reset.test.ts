import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('S32 the factory reset over REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('begins with the id of the box and is carried out when the answer has gone out', async () => {
    const reply = await box.send('POST', '/api/v1/reset', { confirm: 'NTW-1' });
    assert.deepEqual([reply.status, reply.json], [202, { ok: true }]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([box.reset.begun, box.reset.carriedOut], [['admin'], 1]);
  });

  it('does nothing without it, for anybody but an administrator, or for a form of a foreign page', async () => {
    const wrong = await box.send('POST', '/api/v1/reset', { confirm: 'yes' });
    assert.deepEqual([wrong.status, (wrong.json as { error: string }).error], [400, 'badConfirm']);
    const token = await box.send('POST', '/api/v1/tokens', { name: 'inst', role: 'installer' });
    const installer = { authorization: `Bearer ${(token.json as { token: string }).token}` };
    assert.equal((await box.send('POST', '/api/v1/reset', { confirm: 'NTW-1' }, installer)).status, 403);
    const form = { ...asAdmin, 'content-type': 'text/plain' };
    assert.equal((await box.send('POST', '/api/v1/reset', { confirm: 'NTW-1' }, form)).status, 415);
    const foreign = { ...asAdmin, origin: 'https://evil.example' };
    assert.equal((await box.send('POST', '/api/v1/reset', { confirm: 'NTW-1' }, foreign)).status, 403);
    assert.deepEqual([box.reset.begun, box.reset.carriedOut], [[], 0]);
  });
});
