import assert from 'node:assert/strict';
import type { SessionQuarter } from '../../../../firmware/domain/session.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { session } from '../../store/sessions/session-fixture.ts';
import { asAdmin, Box } from '../box.ts';

/** The night in which clocks in Amsterdam are put back. */
const night = Date.parse('2026-10-25T00:30:00Z');
const hour = 3_600_000;
const ocmf = 'OCMF|{"FV":"1.0","RD":[{"TM":"2026-10-25T02:30:00,000+0200 S","RV":1.20}]}|{"SD":"30ab"} \r\n';

const quarter: SessionQuarter = {
  ...{ session: 1, fromMs: night, energyWh: 7, gridWh: 4, solarWh: 2, batteryWh: 1, priceMct: 30_125, ownMct: 8000 },
  ...{ tariff: 'day', costUct: 144_500, gap: true },
};
const first = session(1, {
  ...{ pluggedAtMs: night, unpluggedAtMs: night + hour, name: '=Left, "1"', costUct: 144_500 },
});

interface List {
  readonly from: string;
  readonly sessions: readonly { readonly id: number; readonly pluggedAt: string; readonly unpluggedAt: string }[];
  readonly totals: { readonly sessions: number; readonly energyWh: number; readonly costCt: number };
}

describe('/api/v1/sessions', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.charging.allQuarters = [quarter];
    box.charging.values = [{ session: 1, atMs: night, place: 'begin', source: 'ocpp', format: 'OCMF', text: ocmf }];
    box.charging.sessions = [
      { session: first, corrections: [] },
      {
        session: session(2, { pluggedAtMs: night + 30 * hour, user: 'ben', tag: 'blue', chargePoint: 'E2' }),
        corrections: [],
      },
      ...[3, 4, 5].map((id) => ({ session: session(id, { pluggedAtMs: night + 800 * hour }), corrections: [] })),
      { session: session(6, { pluggedAtMs: night + 900 * hour, unpluggedAtMs: undefined }), corrections: [] },
    ];
  });

  const get = (query: string, headers: Record<string, string> = asAdmin) =>
    box.ask(`/api/v1/sessions${query}`, { headers });
  const list = async (query: string, headers = asAdmin) => (await get(query, headers)).json as List;
  const ids = async (query: string, headers = asAdmin) => (await list(query, headers)).sessions.map(({ id }) => id);
  const asUser = async (name: string) => {
    const reply = await box.send('POST', '/api/v1/tokens', { name, role: 'user' });
    return { authorization: `Bearer ${(reply.json as { token: string }).token}` };
  };

  it('lists them by their begin, with times of the site and the sums', async () => {
    const { from, sessions, totals } = await list('?month=2026-10');
    assert.equal(from, '2026-10-01T00:00:00+02:00');
    assert.equal(sessions[0]?.pluggedAt, '2026-10-25T02:30:00+02:00');
    assert.equal(sessions[0].unpluggedAt, '2026-10-25T02:30:00+01:00');
    assert.equal(sessions.length, 2);
    assert.deepEqual(totals, {
      ...{ sessions: 2, energyWh: 14, gridWh: 8, solarWh: 4, batteryWh: 2, unpricedWh: 0, costCt: 0.144512 },
    });
    assert.deepEqual(await ids(''), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await ids('?user=ben'), [2]);
    assert.deepEqual(await ids('?tag=blue'), [2]);
    assert.deepEqual(await ids('?tag=green'), []);
    assert.deepEqual(await ids('?tag=&chargePoint=E1'), [1, 3, 4, 5, 6]);
    assert.deepEqual(await ids('?chargePoint=E1&from=2026-11-01T00:00:00Z'), [3, 4, 5, 6]);
  });

  it('gives CSV in the order of the original, that no spreadsheet runs', async () => {
    const { text, headers } = await get('?month=2026-10&format=csv&chargePoint=E1');
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    assert.deepEqual(text.split('\r\n'), [
      'start,end,charge_point,device_id,user_id,tag,energy_wh,total_wh,surplus,solar_share,session,cost_ct,grid_wh,solar_wh,battery_wh,gap_wh,unpriced_wh,meter,meter_device,meter_start_wh,plugged_s,charged_s,first_charge,last_charge,corrected,flags',
      `2026-10-25T02:30:00+02:00,2026-10-25T02:30:00+01:00,"'=Left, ""1""",E1,anna,,7,12,0,0.286,1,0.1445,4,2,1,0,0,chargePoint,E1,5,1,1,,,0,gap endUnknown`,
      '',
    ]);
    const quarters = await get('?month=2026-10&format=csv&rows=quarters');
    assert.deepEqual(quarters.text.split('\r\n').slice(1), [
      `2026-10-25T02:30:00+02:00,1,"'=Left, ""1""",E1,anna,,7,4,2,1,30.125,8,day,0.1445,1`,
      '',
    ]);
  });

  it('shows one with its quarter hours and its signed values, untouched', async () => {
    const { json } = await get('/1');
    const { quarters, signed, recorded, corrections } = json as Record<string, unknown>;
    assert.deepEqual(quarters, [
      {
        ...{ from: '2026-10-25T02:30:00+02:00', energyWh: 7, gridWh: 4, solarWh: 2, batteryWh: 1, priceCt: 30.125 },
        ...{ ownCt: 8, tariff: 'day', costCt: 0.1445, gap: true },
      },
    ]);
    assert.equal((signed as { text: string }[])[0]?.text, ocmf);
    assert.equal((recorded as { energyWh: number }).energyWh, 7);
    assert.deepEqual(corrections, []);
  });

  it('corrects by a row more, with who and why', async () => {
    const reply = await box.send('POST', '/api/v1/sessions/1/corrections', {
      ...{ why: 'A guest', energyWh: 6, costCt: 0.1, user: null },
    });
    assert.equal(reply.status, 201);
    const { energyWh, costCt, user, recorded, corrections, corrected } = reply.json as Record<string, unknown>;
    assert.deepEqual([energyWh, costCt, user, corrected], [6, 0.1, null, true]);
    assert.equal((recorded as { energyWh: number }).energyWh, 7);
    assert.deepEqual(corrections, [
      { at: '2026-12-01T01:00:00+01:00', who: 'admin', why: 'A guest', energyWh: 6, costCt: 0.1, user: null },
    ]);
    assert.equal((await list('?month=2026-10')).totals.energyWh, 13);
    assert.deepEqual(await ids('?user='), [1]);
    assert.equal(box.charging.sessions[0]?.session.energyWh, 7);
    for (const [id, body, status] of [
      [6, { why: 'runs', energyWh: 1 }, 409],
      [77, { why: 'none', energyWh: 1 }, 404],
      [1, { why: 'nothing' }, 400],
      [1, { energyWh: 5 }, 400],
      [1, { why: 'half', energyWh: 5.5 }, 400],
      [1, { why: 'other', gridWh: 5 }, 400],
    ] as const)
      assert.equal((await box.send('POST', `/api/v1/sessions/${id}/corrections`, body)).status, status);
  });

  it('S31 shows a user his own and nobody else’s', async () => {
    const anna = await asUser('anna');
    assert.deepEqual(await ids('', anna), [1, 3, 4, 5, 6]);
    assert.equal((await get('?user=ben', anna)).status, 403);
    assert.equal((await get('/2', anna)).status, 404);
    assert.equal((await get('/1', anna)).status, 200);
    const csv = await get('?format=csv&rows=quarters', await asUser('ben'));
    assert.equal(csv.text.split('\r\n').length, 2);
    const body = { why: 'me', user: 'anna' };
    assert.equal((await box.send('POST', '/api/v1/sessions/2/corrections', body, anna)).status, 403);
    assert.equal((await box.ask('/api/v1/sessions')).status, 401);
  });

  it('S31 shows who has given his PIN his own', async () => {
    const json = { 'content-type': 'application/json' };
    const pin = '271828';
    const put = await box.send('PUT', '/api/v1/users/anna/pin', { pin });
    assert.equal(put.status, 204, put.text);
    const body = JSON.stringify({ pin });
    const given = await box.ask('/api/v1/charge-points/E1/authorise', { method: 'POST', headers: json, body });
    const { right } = given.json as { right: { token: string } };
    const headers = { authorization: `Bearer ${right.token}` };
    assert.deepEqual(await ids('', headers), [1, 3, 4, 5, 6]);
    assert.equal((await get('/2', headers)).status, 404);
    assert.equal((await get('/1', headers)).status, 200);
  });

  it('tells that the file cannot be read', async () => {
    box.charging.fault = new StoreError('unreadable', 'sessions.sqlite cannot be read');
    for (const query of ['', '?format=csv', '/1']) assert.equal((await get(query)).status, 503, query);
    box.charging.fault = undefined;
  });

  it('refuses what it cannot read, by name', async () => {
    for (const [query, path] of [
      ['?month=2026-13', 'month'],
      ['?month=2026-10&from=2026-10-01T00:00:00Z', 'month'],
      ['?from=yesterday', 'from'],
      ['?from=2026-10-02T00:00:00Z&to=2026-10-01T00:00:00Z', 'to'],
      ['?format=xml', 'format'],
      ['?rows=quarters', 'rows'],
      ['?user=a&user=b', 'user'],
      ['?users=a', 'users'],
    ] as const) {
      const { status, json } = await get(query);
      assert.equal(status, 400, query);
      assert.equal((json as { path: string }).path, path);
    }
    for (const id of ['x', '1e3', '-1', '99']) assert.equal((await get(`/${id}`)).status, 404);
  });
});
