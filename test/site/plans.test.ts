import assert from 'node:assert/strict';
import { Bare, basic } from './bare.ts';

const site = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 35, plan: [{ fromMin: 0, minutes: 1440, limitA: 20 }] }],
  // Nobody answers there.
  devices: [{ id: 'E1', definition: 'keba-p30', address: '127.0.0.1:1', unitId: 255 }],
};
const allDay = (limitA: number) => ({ plan: [{ fromMin: 0, minutes: 1440, limitA }], tmp: true });

interface Limit {
  readonly id: string;
  readonly origin: string;
  readonly value: number;
  readonly source: string;
}

describe('a plan from outside, on the running program', () => {
  const bare = new Bare();
  before(() => bare.startWith(site));
  after(() => bare.close());

  const plans = async () => {
    const reply = await bare.ask('/api/v1/state', { headers: basic });
    const { limits } = (await reply.json()) as { limits: Limit[] };
    return limits.filter(({ origin }) => origin === 'plan').map(({ id, value, source }) => [id, value, source]);
  };
  const own = ['plan:house:0', 20, 'plan of the site'];
  const holds = (...expected: unknown[][]) =>
    bare.until(async () => JSON.stringify(await plans()) === JSON.stringify(expected));

  it('holds beside the plan of the site, outlives kill -9, and is taken away', async () => {
    await holds(own);
    assert.equal((await bare.send('PUT', '/api/v1/plans/house', allDay(12))).status, 204);
    assert.equal((await bare.send('PUT', '/api/v1/plans/E1', allDay(8.5))).status, 204);
    const outside = [
      ['plan:house:outside:0', 12, 'plan by admin'],
      ['plan:E1:outside:0', 8.5, 'plan by admin'],
    ];
    await holds(own, ...outside);

    await bare.kill();
    await bare.start();
    await holds(own, ...outside);
    const reply = await bare.ask('/api/v1/site', { headers: basic });
    assert.deepEqual(await reply.json(), site);

    for (const id of ['house', 'E1']) {
      const gone = await bare.ask(`/api/v1/plans/${id}`, { method: 'DELETE', headers: basic });
      assert.equal(gone.status, 204);
    }
    await holds(own);
  });
});
