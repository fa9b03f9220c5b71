import assert from 'node:assert/strict';
import type { InfluxView } from '../../firmware/api/shapes.ts';
import { Box } from './box.ts';
import { Influxd, influxMissing } from './influxd.ts';

describe('a box and InfluxDB', () => {
  let box: Box;
  let database: Influxd;
  before(async function () {
    if (influxMissing !== undefined) {
      console.log(`skipped: ${influxMissing}`);
      this.skip();
    }
    database = await Influxd.open();
    const influx = { api: 'v1', url: database.url, database: 'netwacht', secret: 'influx', everyS: 1, sendEveryS: 1 };
    box = await Box.open({ edit: (document) => ({ ...document, influx }), houseA: [3, 2, 2] });
  });
  after(async () => {
    await box?.close();
    await database?.close();
  });

  const view = async () => (await box.get('/api/v1/influx')).json as InfluxView;

  it('waits for the secret and tells so, then writes every second what the site draws', async () => {
    await box.until('it says that there is no secret', async () => (await view()).fault?.code === 'noSecret');
    const put = await box.put('/api/v1/secrets/influx', database.secret);
    assert.ok(put.status < 300, put.text);
    await box.until('lines are written', async () => (await view()).written > 0);
    await box.until('the power of the house is in the database', async () => {
      const series = (await database.query('SELECT last(house_watts) FROM netwacht_flow')) as {
        values: [string, number][];
      }[];
      const watts = series[0]?.values[0]?.[1] ?? 0;
      return watts > 1000 && watts < 2200;
    });
    const names = JSON.stringify(await database.query('SHOW TAG KEYS'));
    assert.doesNotMatch(names, /user|tag"|card|pin|source/i);
    const { refused, dropped, fault } = await view();
    assert.deepEqual({ refused, dropped, fault }, { refused: 0, dropped: 0, fault: null });
    assert.doesNotMatch(box.output.tail(), /ord=1/);
  });
});
