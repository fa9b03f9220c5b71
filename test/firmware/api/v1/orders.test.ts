import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('what a person wants of a charge point', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.orders.asked.length = 0;
  });

  const author = { name: 'admin', side: 'lan' };
  const put = (what: string, body: unknown) => box.send('PUT', `/api/v1/charge-points/E1/${what}`, body);

  it('is a ceiling or off, until a time or until unplugged', async () => {
    assert.equal((await put('override', { limitA: 8.5, until: '2026-05-01T20:00:00+02:00' })).status, 204);
    assert.equal((await put('override', { limitA: 'off', until: 'unplug' })).status, 204);
    assert.equal((await put('override', { off: true })).status, 204);
    assert.equal((await put('override', { rulesOff: true })).status, 204);
    assert.deepEqual(box.orders.asked, [
      ['override', 'E1', { limitA: 8.5, untilMs: Date.UTC(2026, 4, 1, 18), rulesOff: false }, author],
      ['override', 'E1', { limitA: 0, rulesOff: false }, author],
      ['override', 'E1', { limitA: 0, rulesOff: false }, author],
      ['override', 'E1', { rulesOff: true }, author],
    ]);
  });

  it('refuses what cannot be meant: nothing, a negative or endless limit, a time without a zone, an unknown key', async () => {
    const bodies = [
      {},
      { until: 'unplug' },
      { limitA: -1 },
      { limitA: 1e9 },
      { limitA: null },
      { limitA: 6, off: true },
      { limitA: 6, until: '2026-05-01T20:00:00' },
      { limitA: 6, until: 'tomorrow' },
      { limitA: 6, forever: true },
    ];
    for (const body of bodies) {
      const reply = await put('override', body);
      assert.equal(reply.status, 400, JSON.stringify(body));
      assert.equal((reply.json as { error: string }).error, 'badBody');
    }
    assert.equal((await put('phases', { phases: 2 })).status, 400);
    assert.equal((await put('need', { energyWh: -5 })).status, 400);
    assert.deepEqual(box.orders.asked, []);
  });

  it('is a need with energy and departure, and phases', async () => {
    assert.equal((await put('need', { energyWh: 12_000, departure: '2026-05-02T05:30:00Z' })).status, 204);
    assert.equal((await put('need', { energyWh: null })).status, 204);
    assert.equal((await put('phases', { phases: 1 })).status, 204);
    assert.equal((await put('phases', { phases: 'auto' })).status, 204);
    assert.deepEqual(box.orders.asked, [
      ['need', 'E1', { energyWh: 12_000, departureMs: Date.UTC(2026, 4, 2, 5, 30) }, author],
      ['need', 'E1', {}, author],
      ['phases', 'E1', 1, author],
      ['phases', 'E1', 'auto', author],
    ]);
  });

  it('is ended', async () => {
    const reply = await box.ask('/api/v1/charge-points/E1/override', { method: 'DELETE', headers: asAdmin });
    assert.equal(reply.status, 204);
    assert.deepEqual(box.orders.asked, [['endOverride', 'E1', author]]);
  });
});
