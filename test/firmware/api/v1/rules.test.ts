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

  it('is 404 for one that is not there, 503 while the loop has not begun, 401 for a stranger', async () => {
    box.ruleAnswers = { E2: { starting: true } };
    assert.deepEqual([(await get('E9')).status, (await get('E2')).status], [404, 503]);
    assert.equal((await box.ask('/api/v1/charge-points/E1/rules')).status, 401);
  });
});
