import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { asAdmin, Box } from '../box.ts';

describe('GET /api/v1/history', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.history.asked.length = 0;
    box.history.refuse = undefined;
  });
  const get = (query = '') => box.ask(`/api/v1/history?${query}`, { headers: asAdmin });

  it('asks for the last day when no time is said', async () => {
    assert.equal((await get()).status, 200);
    const toMs = box.clock.wallMs();
    assert.deepEqual(box.history.asked, [{ fromMs: toMs - 86_400_000, toMs, series: [], format: 'json' }]);
  });

  it('hands on times, names, step and format', async () => {
    const reply = await get(
      'from=2026-11-01T00:00:00%2B01:00&to=2026-11-02T00:00:00Z&series=flow,chargePoint.E1&every=60&format=csv',
    );
    assert.equal(reply.status, 200);
    assert.match(String(reply.headers['content-type']), /^text\/csv/);
    assert.equal(reply.headers['content-disposition'], 'attachment; filename="history.csv"');
    assert.deepEqual(box.history.asked, [
      {
        ...{ fromMs: Date.parse('2026-10-31T23:00:00Z'), toMs: Date.parse('2026-11-02T00:00:00Z') },
        ...{ series: ['flow', 'chargePoint.E1'], everyS: 60, format: 'csv' },
      },
    ]);
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['from=yesterday', 'badTime', 'from'],
    ['from=1970-01-01T00:00:00Z', 'badTime', 'from'],
    ['to=9999-01-01T00:00:00Z', 'badTime', 'to'],
    ['from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z', 'badTime', 'to'],
    ['every=0', 'badStep', 'every'],
    ['every=1.5', 'badStep', 'every'],
    ['every=-60', 'badStep', 'every'],
    ['every=99999999', 'badStep', 'every'],
    ['format=xml', 'badFormat', 'format'],
    ['every=60&every=60', 'repeated', 'every'],
    ['evry=60', 'badParameter', 'evry'],
    [`series=${'a,'.repeat(300)}`, 'tooMuch', 'series'],
  ];
  for (const [query, error, path] of bad)
    it(`refuses ${query.slice(0, 60)}`, async () => {
      const { status, json } = await get(query);
      const { message: _, ...answer } = json as { message: string };
      assert.deepEqual([status, answer], [400, { error, path }]);
      assert.deepEqual(box.history.asked, []);
    });

  it('says what the history refuses', async () => {
    box.history.refuse = new NetwachtError('busy', 'Others ask');
    assert.equal((await get()).status, 503);
    box.history.refuse = new NetwachtError('unknownSeries', 'There is no series x', { path: 'series' });
    assert.deepEqual((await get('series=x')).json, {
      ...{ error: 'unknownSeries', message: 'There is no series x', path: 'series' },
    });
  });

  it('is for whoever is signed in', async () => {
    assert.equal((await box.ask('/api/v1/history')).status, 401);
  });
});
