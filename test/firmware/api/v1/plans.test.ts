import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

const everyDay = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

describe('plans from outside', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => box.plans.kept.clear());

  const put = (body: unknown, id = 'E1') => box.send('PUT', `/api/v1/plans/${id}`, body);
  const get = (id: string) => box.ask(`/api/v1/plans/${id}`, { headers: asAdmin });
  const call = (query: string, body?: string) =>
    box.ask(`/cnf?${query}`, { headers: asAdmin, ...(body === undefined ? {} : { body }) });

  it('are given, read and taken away', async () => {
    const dated = { from: '2026-05-01T18:00:00Z', until: '2026-05-01T20:00:00+02:00', limitA: 6 };
    assert.equal((await put({ plan: [dated] })).status, 400);
    const fine = { ...dated, until: '2026-05-01T22:00:00+02:00' };
    assert.equal((await put({ plan: [fine, { fromMin: 0, minutes: 60, limitA: 0 }], tmp: true })).status, 204);
    const reply = await get('E1');
    const plan = [fine, { fromMin: 0, minutes: 60, limitA: 0, days: everyDay }];
    const view = { id: 'E1', kind: 'chargePoint', plan, at: '2026-01-01T00:00:00.000Z', source: 'admin' };
    assert.deepEqual(reply.json, view);
    assert.deepEqual((await box.ask('/api/v1/plans', { headers: asAdmin })).json, { plans: [view] });
    assert.equal((await box.ask('/api/v1/plans/E1', { method: 'DELETE', headers: asAdmin })).status, 204);
    assert.deepEqual((await get('E1')).json, { id: 'E1', kind: 'chargePoint', plan: [], at: null, source: null });
    assert.equal((await get('E9')).status, 404);
  });

  it('refuse what cannot be meant, with its path, and change nothing', async () => {
    const entry = { fromMin: 0, minutes: 60, limitA: 6 };
    const bodies: [unknown, RegExp][] = [
      [[entry], /./],
      [{}, /plan/],
      [{ plan: [{ ...entry, limitA: -1 }] }, /plan/],
      [{ plan: [{ ...entry, fromMin: 1440 }] }, /plan/],
      [{ plan: [{ ...entry, days: ['noday'] }] }, /plan/],
      [{ plan: [{ ...entry, from: '2026-05-01T18:00:00Z' }] }, /plan/],
      [{ plan: Array.from({ length: 101 }, () => entry) }, /plan/],
      [{ plan: [entry], tmp: 'yes' }, /tmp/],
      [{ plan: [entry], raise: true }, /raise/],
    ];
    for (const [body, names] of bodies) {
      const reply = await put(body);
      assert.equal(reply.status, 400, JSON.stringify(body));
      assert.match(reply.text, names);
    }
    assert.deepEqual(box.plans.list(), []);
  });

  it('need an installer; whoever reads may look', async () => {
    const make = async (role: string) => {
      const reply = await box.send('POST', '/api/v1/tokens', { name: role, role, expires: '2027-01-01T00:00:00Z' });
      return { authorization: `Bearer ${(reply.json as { token: string }).token}`, 'content-type': 'application/json' };
    };
    const body = JSON.stringify({ plan: [] });
    for (const [role, status] of [
      ['user', 403],
      ['installer', 204],
    ] as const) {
      const headers = await make(role);
      assert.equal((await box.ask('/api/v1/plans/E1', { headers })).status, 200);
      assert.equal((await box.ask('/api/v1/plans/E1', { method: 'PUT', headers, body })).status, status, role);
    }
  });

  it('are taken and told in the shape of the original, $G for the house connection', async () => {
    const body = '{"cplan":[{"dc":false,"st":1020,"dr":180,"lm":10500},{"dc":0,"st":0,"dr":60,"lm":0}]}';
    const reply = await call('cmd=set_cplan&dev_id=$G&tmp=1', body);
    assert.deepEqual([reply.status, reply.text], [200, '{"ok":true}']);
    assert.deepEqual(box.plans.kept.get('house')?.plan, [
      { fromMin: 1020, minutes: 180, limitA: 10.5, days: everyDay },
      { fromMin: 0, minutes: 60, limitA: 0, days: everyDay },
    ]);
    assert.deepEqual((await call('cmd=get_cplan&dev_id=%24G')).json, {
      cplan: [
        { dc: false, st: 1020, dr: 180, lm: 10_500 },
        { dc: false, st: 0, dr: 60, lm: 0 },
      ],
    });
    assert.deepEqual((await call('cmd=get_cplan&dev_id=E1')).json, { cplan: [] });
  });

  it('of a battery are in W, for charging and discharging', async () => {
    const body = '{"cplan":[{"dc":true,"st":1020,"dr":180,"lm":500},{"dc":false,"st":0,"dr":60,"lm":0}]}';
    assert.equal((await call('cmd=set_cplan&dev_id=M3', body)).status, 200);
    assert.deepEqual(box.plans.kept.get('M3')?.plan, [
      { fromMin: 1020, minutes: 180, limitW: 500, of: 'discharge', days: everyDay },
      { fromMin: 0, minutes: 60, limitW: 0, of: 'charge', days: everyDay },
    ]);
    assert.deepEqual((await call('cmd=get_cplan&dev_id=M3')).json, JSON.parse(body));
    const entry = { from: '2026-05-01T18:00:00Z', until: '2026-05-01T20:00:00Z', limitW: 100, of: 'charge' };
    assert.equal((await put({ plan: [entry] }, 'M3')).status, 204);
    assert.equal((await put({ plan: [{ ...entry, of: 'both' }] }, 'M3')).status, 400);
  });

  it('refuse in the shape of the original what is none: a text, and nothing changed', async () => {
    const fine = '{"cplan":[]}';
    const cases: [string, string | undefined, number][] = [
      ['cmd=set_cplan', fine, 400],
      ['cmd=set_cplan&dev_id=E1', undefined, 405],
      ['cmd=set_cplan&dev_id=E1&tmp=2', fine, 400],
      ['cmd=set_cplan&dev_id=E9', fine, 404],
      ['cmd=set_cplan&dev_id=E1&dev_id=E2', fine, 400],
      ['cmd=set_cplan&dev_id=E1', '{"cplan":[{"st":0,"dr":60,"lm":-1}]}', 400],
      ['cmd=set_cplan&dev_id=E1', '{"cplan":[{"st":0,"dr":60,"lm":6000,"x":1}]}', 400],
      ['cmd=set_cplan&dev_id=E1', '{"cplan":[{"dc":true,"st":0,"dr":60,"lm":6000}]}', 400],
      ['cmd=set_cplan&dev_id=E1', '[', 400],
      ['cmd=set_cplan&dev_id=M3', '{"cplan":[{"dc":2,"st":0,"dr":60,"lm":0}]}', 400],
    ];
    for (const [query, body, status] of cases) {
      const reply = await call(query, body);
      assert.equal(reply.status, status, `${query} ${body} ${reply.text}`);
      assert.equal(typeof reply.json, 'string', query);
    }
    assert.deepEqual(box.plans.list(), []);
  });
});
