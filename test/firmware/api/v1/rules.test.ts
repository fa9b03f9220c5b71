import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('/api/v1/charge-points/{id}/rules', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const get = (id: string) => box.ask(`/api/v1/charge-points/${id}/rules`, { headers: asAdmin });

  it('tells how the rules of a charge point stand', async () => {
    const states = { chargePoint: 'E1', at: '2026-11-28T12:00:00.000Z', off: false, lists: [] };
    box.ruleAnswers = { E1: { states } };
    const { status, json } = await get('E1');
    assert.deepEqual([status, json], [200, states]);
  });

  it('keeps the rules of a user from those who only look', async () => {
    const list = (of: 'own' | 'user', id: string | null) => ({
      ...{ of, id, valueA: 6, surplus: false, held: false, decidedBy: null, shownId: null, cutOff: false, rules: [] },
    });
    const lists = [list('own', null), list('user', 'anna')];
    box.ruleAnswers = { E3: { states: { chargePoint: 'E3', at: '2026-11-28T12:00:00.000Z', off: false, lists } } };
    const seen = async (headers: Record<string, string>) => {
      const { json } = await box.ask('/api/v1/charge-points/E3/rules', { headers });
      return (json as { lists: { of: string }[] }).lists.map(({ of }) => of);
    };
    assert.deepEqual(await seen(asAdmin), ['own', 'user']);
    const made = await box.send('POST', '/api/v1/tokens', { name: 'panel', role: 'viewer' });
    const { token } = made.json as { token: string };
    assert.deepEqual(await seen({ authorization: `Bearer ${token}` }), ['own']);
  });

  it('is 404 for one that is not there, 503 while the loop has not begun, 401 for a stranger', async () => {
    box.ruleAnswers = { E2: { starting: true } };
    assert.deepEqual([(await get('E9')).status, (await get('E2')).status], [404, 503]);
    assert.equal((await box.ask('/api/v1/charge-points/E1/rules')).status, 401);
  });
});
