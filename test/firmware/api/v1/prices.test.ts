import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { asAdmin, Box } from '../box.ts';
import { exampleState } from '../fakes.ts';

const at = (text: string): number => Date.parse(text);

describe('/api/v1/prices', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
    box.clock.nowMs = 0;
    box.prices = [
      { fromMs: at('1970-01-01T00:00Z'), toMs: at('1970-01-01T01:00Z'), ct: 12.5, tariff: 'spot', level: -5 },
      { fromMs: at('1970-01-02T00:00Z'), toMs: at('1970-01-03T00:00Z'), ct: -1, tariff: 'night', assumed: true },
      { fromMs: at('1970-01-20T00:00Z'), toMs: at('1970-01-21T00:00Z'), ct: 9, tariff: 'night' },
    ];
  });
  after(() => box.close());
  const get = (query = '') => box.ask(`/api/v1/prices${query}`, { headers: asAdmin });

  it('tells what counts now and what is known ahead', async () => {
    const price = {
      ...{ ct: 12.5, level: -5, tariff: 'spot', assumed: false, feedInCt: null },
      ...{ since: '1970-01-01T00:00:00.000Z', until: '1970-01-01T01:00:00.000Z' },
    };
    box.state.publish({ ...exampleState(1, 10), price });
    const { status, json } = await get();
    assert.equal(status, 200);
    assert.deepEqual(json, {
      now: price,
      prices: [
        {
          ...{ from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T01:00:00.000Z' },
          ...{ ct: 12.5, level: -5, tariff: 'spot', assumed: false },
        },
        {
          ...{ from: '1970-01-02T00:00:00.000Z', to: '1970-01-03T00:00:00.000Z' },
          ...{ ct: -1, level: null, tariff: 'night', assumed: true },
        },
      ],
    });
  });

  it('tells a time that is asked for', async () => {
    const { json } = await get('?from=1970-01-15T00:00:00Z&to=1970-01-31T00:00:00%2B01:00');
    assert.deepEqual(
      (json as { prices: { ct: number }[] }).prices.map(({ ct }) => ct),
      [9],
    );
  });

  it('refuses times that are none, the wrong way round, given twice or too far apart', async () => {
    for (const [query, path] of [
      ['?from=yesterday', 'from'],
      ['?from=1970-01-02T00:00:00Z&to=1970-01-01T00:00:00Z', 'to'],
      ['?to=1970-01-02T00:00:00Z&to=1970-01-03T00:00:00Z', 'to'],
      ['?from=1970-01-01T00:00:00Z&to=1971-01-01T00:00:00Z', 'to'],
    ]) {
      const { status, json } = await get(query);
      assert.deepEqual([status, (json as { path?: string }).path], [400, path], query);
    }
  });
});
