import assert from 'node:assert/strict';
import type { MeteringQuarter } from '../../../../firmware/domain/metering.ts';
import { asAdmin, Box } from '../box.ts';

const row = (point: string, at: string, given: Partial<MeteringQuarter>): MeteringQuarter => ({
  ...{ point, quarterMs: Date.parse(at), consumedWh: undefined, producedWh: undefined, priceCt: 30 },
  ...{ priority: 1, share: 1, gridCostFactor: 1, generationCostCt: 10, gap: false },
  ...given,
});

describe('GET /api/v1/metering-points/balance', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
    box.metering.rows = [
      row('flat', '2026-09-30T22:00:00Z', { consumedWh: 1000 }),
      row('roof', '2026-09-30T22:00:00Z', { producedWh: 400 }),
      row('flat', '2026-10-31T22:45:00Z', { consumedWh: 50, priceCt: undefined, gap: true }),
      row('flat', '2026-10-31T23:00:00Z', { consumedWh: 7 }),
    ];
  });
  after(() => box.close());

  const get = (query: string) => box.ask(`/api/v1/metering-points/balance?${query}`, { headers: asAdmin });

  it('sums a month of the calendar, the night with 25 hours in it', async () => {
    const { status, json } = await get('month=2026-10');
    assert.equal(status, 200);
    assert.deepEqual(json, {
      from: '2026-09-30T22:00:00.000Z',
      to: '2026-10-31T23:00:00.000Z',
      points: [
        {
          ...{ point: 'flat', name: '=Flat "1", left', quarters: 2, consumedWh: 1050, producedWh: 0, localWh: 400 },
          ...{ gridWh: 650, soldWh: 0, unpricedWh: 50, gridCt: 18, localCt: 4, soldCt: 0, gap: true },
        },
        {
          ...{ point: 'roof', name: 'roof', quarters: 1, consumedWh: 0, producedWh: 400, localWh: 0 },
          ...{ gridWh: 0, soldWh: 400, unpricedWh: 0, gridCt: 0, localCt: 0, soldCt: 4, gap: false },
        },
      ],
    });
  });

  it('gives every quarter hour as CSV that no spreadsheet runs', async () => {
    const { status, text } = await get('month=2026-10&format=csv');
    assert.equal(status, 200);
    assert.deepEqual(text.split('\r\n'), [
      'quarter,point,name,consumed_wh,produced_wh,local_wh,grid_wh,sold_wh,grid_ct,local_ct,sold_ct,gap',
      `2026-09-30T22:00:00.000Z,flat,"'=Flat ""1"", left",1000,0,400,600,0,18,4,0,0`,
      '2026-09-30T22:00:00.000Z,roof,roof,0,400,0,0,400,0,0,4,0',
      `2026-10-31T22:45:00.000Z,flat,"'=Flat ""1"", left",50,0,0,50,0,,0,0,1`,
      '',
    ]);
  });

  it('refuses what it cannot read, by name', async () => {
    for (const [query, path] of [
      ['month=2026-13', 'month'],
      ['', 'from'],
      ['from=2026-01-01T00:00:00Z', 'to'],
      ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
      ['from=2020-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
      ['month=2026-10&format=xml', 'format'],
      ['month=2026-10&month=2026-11', 'month'],
    ] as const) {
      const { status, json } = await get(query);
      assert.deepEqual([status, (json as { path: string }).path], [400, path], query);
    }
  });

  it('is for the administrator only', async () => {
    assert.equal((await box.ask('/api/v1/metering-points/balance?month=2026-10')).status, 401);
  });
});
