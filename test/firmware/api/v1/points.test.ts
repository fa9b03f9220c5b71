import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';
import { exampleState } from '../fakes.ts';

describe('/api/v1/charge-points/{id}', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const get = (path: string, headers: Record<string, string> = asAdmin) =>
    box.ask(`/api/v1/charge-points/${path}`, { headers });

  it('tells what is set for it, and 404 of what is no charge point', async () => {
    const { status, json } = await get('E1');
    const { id, priority, circuits } = json as { id: string; priority: number; circuits: { id: string }[] };
    assert.deepEqual([status, id, priority, circuits.map((one) => one.id)], [200, 'E1', 1, ['house']]);
    assert.deepEqual([(await get('M1')).status, (await get('E1', {})).status], [404, 401]);
  });

  it('tells what has happened there since the box started', async () => {
    const now = exampleState(1);
    for (const state of ['A', 'B'] as const)
      box.pointEvents.observe({
        ...now,
        chargePoints: now.chargePoints.map((point) => ({ ...point, id: 'E1', state })),
      });
    const { status, json } = await get('E1/events');
    const { events } = json as { events: { kind: string; from: string; to: string }[] };
    assert.deepEqual([status, events.map(({ kind, from, to }) => [kind, from, to])], [200, [['state', 'A', 'B']]]);
    assert.deepEqual([(await get('E7/events')).status, (await get('E1/events', {})).status], [404, 401]);
  });
});
