import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from '../../firmware/store/history/answer.ts';
import { HistoryBook } from '../../firmware/store/history/history-book.ts';
import { stepsOf } from '../../firmware/store/history/steps.ts';
import { Bare, basic } from './bare.ts';

const site = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 35 }],
  // Nobody answers there.
  devices: [{ id: 'E1', definition: 'keba-p30', address: '127.0.0.1:1', unitId: 255 }],
};

interface Answer {
  readonly everyS: number;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | string | null)[] }[];
}

describe('history, on the running program', () => {
  const bare = new Bare();
  before(() => bare.startWith(site));
  after(() => bare.close());

  const ask = (query: string) => bare.ask(`/api/v1/history?${query}`, { headers: basic });
  /** The last minute in seconds. */
  async function seconds(series: string): Promise<readonly (number | string | null)[]> {
    const reply = await ask(`from=${new Date(Date.now() - 60_000).toISOString()}&every=1&series=${series}`);
    if (reply.status !== 200) return [];
    return ((await reply.json()) as Answer).series[0]?.values ?? [];
  }
  const known = async (series: string) => (await seconds(series)).filter((value) => value !== null);

  it('has what the control loop decided a second ago, and nothing where nobody answered', async () => {
    await bare.until(async () => (await known('circuit.house.limitA')).length >= 2);
    assert.ok((await known('circuit.house.limitA')).every((value) => value === 35));
    assert.deepEqual(await known('chargePoint.E1.powerW'), []);
    const csv = await (await ask('format=csv&series=circuit.house')).text();
    assert.match(csv, /^time,circuit\.house\.limitA,circuit\.house\.limitA_min,/);
    assert.equal((await ask('series=circuit.garage')).status, 400);
  });

  it('has every second on disk after a stop, and takes a damaged file with the box at work', async () => {
    const before = (await known('circuit.house.limitA')).length;
    await bare.stop();
    const health = { raise: assert.fail, clear: () => undefined };
    const book = new HistoryBook({ dir: bare.dataDir, nowMs: Date.now, health });
    const series = book.series().filter(({ name }) => name === 'circuit.house.limitA');
    const steps = stepsOf({ fromMs: Date.now() - 120_000, toMs: Date.now(), everyS: 1 }, Date.now());
    const kept = answerOf(book, series, steps).series[0]?.values.filter((value) => value !== null) ?? [];
    book.close();
    assert.ok(kept.length >= before, `${kept.length} of ${before}`);

    writeFileSync(join(bare.dataDir, 'history.sqlite'), Buffer.alloc(20_000, 7));
    await bare.start();
    await bare.until(async () => (await known('circuit.house.limitA')).length >= 1);
    const state = (await (await bare.ask('/api/v1/state', { headers: basic })).json()) as { health: { id: string }[] };
    assert.ok(state.health.some(({ id }) => id === 'store:historyAside'));
  });
});
