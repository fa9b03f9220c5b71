import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { EventLogEntry } from '../../../../firmware/domain/events.ts';
import { Box } from '../box.ts';

const at = new Date(0).toISOString();
const entries: readonly EventLogEntry[] = [
  {
    at,
    outcome: 'failed',
    channel: 'owner',
    code: 'gridLimit',
    stage: 'begins',
    what: 'House',
    sentence: 'House is limited',
    why: 'no anna@example.com',
  },
  {
    at,
    outcome: 'sent',
    channel: 'owner',
    code: 'tokenMade',
    stage: 'once',
    what: 'evcc',
    sentence: 'A token was made',
  },
];

describe('messages to people by REST', () => {
  let box: Box;
  const tokens: Record<string, string> = {};
  before(async () => {
    box = await Box.open();
    Object.assign(box.messages, {
      entries: () => entries,
      test: async (channel: string) => {
        if (channel !== 'owner') throw new NetwachtError('notFound', 'There is no such channel');
        return {
          ok: false,
          ms: 12,
          fault: { layer: 'login', message: 'mail.example does not take user and password' },
        };
      },
    });
    for (const role of ['viewer', 'user', 'installer']) {
      const { json } = await box.send('POST', '/api/v1/tokens', { name: role, role });
      tokens[role] = (json as { token: string }).token;
    }
  });
  after(() => box.close());

  const as = (role: string) => ({ authorization: `Bearer ${tokens[role]}` });

  it('a try answers with the layer that failed; only who sets up may, through a channel there is', async () => {
    const tried = (channel: string, role: string) =>
      box.ask(`/api/v1/events/${channel}/test`, { method: 'POST', headers: as(role) });
    const { status, json } = await tried('owner', 'installer');
    assert.deepEqual([status, (json as { fault: { layer: string } }).fault.layer], [200, 'login']);
    assert.equal((await tried('nobody', 'installer')).status, 404);
    assert.equal((await tried('owner', 'user')).status, 403);
    assert.equal((await box.ask('/api/v1/events/owner/test', { method: 'POST' })).status, 401);
  });

  it('a viewer sees what was sent, without reasons, which may hold addresses, and without security', async () => {
    const whole = await box.ask('/api/v1/events/log', { headers: as('installer') });
    assert.deepEqual(whole.json, { entries });
    const viewed = await box.ask('/api/v1/events/log', { headers: as('viewer') });
    assert.deepEqual((viewed.json as { entries: object[] }).entries.length, 1);
    assert.ok(!viewed.text.includes('anna') && !viewed.text.includes('evcc'));
    assert.equal((await box.ask('/api/v1/events/channels', { headers: as('viewer') })).status, 403);
  });
});
