import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('the energy guard by REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  const tell = (body: unknown) => box.send('POST', '/api/v1/grid/lpc', body);
  const told = async (body: unknown) => (await tell(body)).json as Record<string, unknown>;

  it('is limited by a heartbeat and a limit, and freed by an inactive one', async () => {
    assert.equal((await told({ heartbeat: true })).state, 'init');
    const limited = await told({ heartbeat: true, limitW: 3000, active: true, durationS: 0 });
    assert.deepEqual([limited.state, limited.limitW, limited.until], ['limited', 3000, null]);
    const ends = await told({ limitW: 2500, durationS: 600 });
    assert.deepEqual([ends.limitW, ends.until], [2500, '2026-01-01T00:10:00.000Z']);
    const free = await told({ heartbeat: true, active: false });
    assert.deepEqual([free.state, free.limitW], ['unlimitedControlled', null]);
    const reply = await box.ask('/api/v1/grid/lpc', { headers: asAdmin });
    assert.deepEqual([reply.status, reply.json], [200, free]);
  });

  it('refuses what cannot be meant, and changes nothing', async () => {
    const before = await told({ heartbeat: true, limitW: 3000 });
    const bodies = [
      {},
      { heartbeat: false },
      { heartbeat: true, active: true },
      { heartbeat: true, limitW: -1 },
      { heartbeat: true, limitW: 1e8 },
      { heartbeat: true, limitW: '3000' },
      { heartbeat: true, limitW: 3000, durationS: -5 },
      { heartbeat: true, durationS: 60 },
      { heartbeat: true, limitW: 3000, extra: 1 },
    ];
    for (const body of bodies) assert.equal((await tell(body)).status, 400, JSON.stringify(body));
    assert.equal(((await tell({ failsafeW: 4000 })).json as { error: string }).error, 'belowMinimum');
    assert.equal(((await tell({ failsafeDurationS: 60 })).json as { error: string }).error, 'badDuration');
    assert.deepEqual((await box.ask('/api/v1/grid/lpc', { headers: asAdmin })).json, before);
    assert.equal((await told({ failsafeW: 5000, failsafeDurationS: 10_800 })).failsafeW, 5000);
  });

  it('is 404 where the site expects none', async () => {
    box.lpc.configured = false;
    const reply = await tell({ heartbeat: true });
    assert.deepEqual([reply.status, (reply.json as { error: string }).error], [404, 'notConfigured']);
  });

  it('is not taken from nobody, and read by every role', async () => {
    const body = JSON.stringify({ heartbeat: true });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await box.ask('/api/v1/grid/lpc', { method: 'POST', headers, body })).status, 401);
    assert.equal((await box.ask('/api/v1/grid/lpc')).status, 401);
    assert.equal((await box.ask('/api/v1/grid/lpc', { headers: asAdmin })).status, 200);
  });
});
