import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { until } from '../../../until.ts';
import { asAdmin, Box } from '../box.ts';
import { FakeProof } from '../proof-fakes.ts';

describe('the proof log over REST', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const get = (path: string, headers: Record<string, string> = asAdmin) => box.ask(path, { headers });

  async function tokenOf(role: string): Promise<Record<string, string>> {
    const reply = await box.send('POST', '/api/v1/tokens', { name: `t-${role}`, role });
    return { authorization: `Bearer ${Object(reply.json).token}` };
  }

  it('gives the rows between two times as JSON or CSV', async () => {
    const csv = await get('/api/v1/grid/log?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B01:00&format=csv');
    assert.equal(csv.status, 200);
    assert.match(csv.headers['content-type'] ?? '', /^text\/csv/);
    assert.match(csv.headers['content-disposition'] ?? '', /^attachment/);
    assert.equal(csv.text, 'stream,seq\ngrid,1\n');
    assert.deepEqual(box.proof.asked.at(-1), {
      fromMs: Date.UTC(2026, 0, 1),
      toMs: Date.UTC(2026, 0, 31, 23),
      format: 'csv',
    });
    assert.equal((await get('/api/v1/grid/log')).status, 200);
    assert.deepEqual(box.proof.asked.at(-1), { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, format: 'json' });
    assert.equal((await get('/api/v1/grid/log?chain=grid')).status, 200);
    assert.equal(Object(box.proof.asked.at(-1)).chain, 'grid');
  });

  it('refuses bad times, formats and repeated parameters, and asks nothing', async () => {
    const asked = box.proof.asked.length;
    for (const query of [
      'from=yesterday',
      'from=2026-13-01T00:00:00Z',
      'to=1',
      'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      'format=xml',
      'chain=power',
      'from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z',
    ])
      assert.equal((await get(`/api/v1/grid/log?${query}`)).status, 400, query);
    assert.equal((await box.ask('/api/v1/grid/log', { method: 'HEAD', headers: asAdmin })).status, 200);
    assert.equal(box.proof.asked.length, asked);
  });

  it('lets go of an export whose client has left before its turn came', async () => {
    const { proof } = box;
    const exported = new Readable({ read: () => undefined });
    const turn = Promise.withResolvers<void>();
    let isAsked = false;
    proof.export = async () => {
      isAsked = true;
      await turn.promise;
      return exported;
    };
    const leaves = new AbortController();
    const asked = fetch(`http://127.0.0.1:${box.port}/api/v1/grid/log`, { headers: asAdmin, signal: leaves.signal });
    await until(() => isAsked);
    leaves.abort();
    await assert.rejects(asked, { name: 'AbortError' });
    turn.resolve();
    await until(() => exported.destroyed);
    proof.export = FakeProof.prototype.export;
  });

  it('gives what limited the site between two times, the last 30 days where none is said', async () => {
    const reply = await get('/api/v1/grid/limits?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z');
    assert.deepEqual([reply.status, reply.json], [200, { limits: [] }]);
    assert.deepEqual(box.proof.asked.at(-1), { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 1, 1) });
    await get('/api/v1/grid/limits');
    const asked = Object(box.proof.asked.at(-1));
    assert.equal(asked.toMs - asked.fromMs, 30 * 86_400_000);
    assert.equal((await get('/api/v1/grid/limits?from=x')).status, 400);
    assert.equal((await get('/api/v1/grid/limits?chain=grid')).status, 400);
    assert.equal((await box.ask('/api/v1/grid/limits', { headers: {} })).status, 401);
  });

  it('tells what a walk through the log found, with the signed head', async () => {
    const good = Object((await get('/api/v1/grid/log/verify')).json);
    assert.deepEqual([good.ok, good.broken, good.head.spki], [true, null, 'c3BraQ==']);
    box.proof.found = { ...box.proof.found, verdict: { ok: false, stream: 'grid', seq: 17, why: 'changed' } };
    const bad = Object((await get('/api/v1/grid/log/verify')).json);
    assert.deepEqual([bad.ok, bad.broken], [false, { chain: 'grid', row: 17, why: 'changed' }]);
  });

  it('a viewer reads the log; who is behind it, and the audit trail, only the administrator', async () => {
    const viewer = await tokenOf('viewer');
    const installer = await tokenOf('installer');
    assert.equal((await get('/api/v1/grid/log', viewer)).status, 200);
    for (const path of ['/api/v1/grid/log/identities', '/api/v1/audit']) {
      assert.equal((await get(path, viewer)).status, 403, path);
      assert.equal((await get(path, installer)).status, 403, path);
      assert.equal((await get(path)).status, 200, path);
    }
    assert.equal((await box.send('POST', '/api/v1/grid/test', { limitW: 1, durationS: 1 }, viewer)).status, 403);
    assert.equal((await box.send('POST', '/api/v1/grid/test', { limitW: 1, durationS: 1 }, installer)).status, 200);
  });

  it('S31 the administrator has it forget who is behind a pseudonym, nobody else', async () => {
    const path = '/api/v1/grid/log/identities';
    const forget = async (name: string, headers: Record<string, string> = asAdmin) =>
      (await box.ask(`${path}/${name}`, { method: 'DELETE', headers })).status;
    assert.equal(await forget('p0011', await tokenOf('user')), 403);
    assert.equal(await forget('p0011'), 204);
    assert.equal(await forget('p9999'), 404);
  });

  it('plays a limit and ends it', async () => {
    const reply = await box.send('POST', '/api/v1/grid/test', { limitW: 4200, durationS: 60 });
    assert.deepEqual(reply.json, { until: new Date(box.clock.nowMs + 60_000).toISOString() });
    assert.deepEqual(Object(box.gridTest.asked.at(-1))[0], { limitW: 4200, durationS: 60 });
    assert.equal((await box.ask('/api/v1/grid/test', { method: 'DELETE', headers: asAdmin })).status, 204);
    assert.equal(box.gridTest.asked.at(-1), 'end');
  });

  it('refuses a test that is not one limit with an end', async () => {
    const asked = box.gridTest.asked.length;
    for (const body of [
      { limitW: 4200 },
      { durationS: 60 },
      { limitW: -1, durationS: 60 },
      { limitW: 1, percent: 1, durationS: 60 },
      { percent: 101, durationS: 60 },
      { limitW: 1, durationS: 3601 },
      { variables: {}, durationS: 1 },
      { variables: { 'a b': 1 }, durationS: 1 },
      { variables: { AVAIL: 1, avail: 2 }, durationS: 1 },
      { variables: { AVAIL: '1' }, durationS: 1 },
      { limitW: 1, durationS: 1, more: 1 },
    ])
      assert.equal((await box.send('POST', '/api/v1/grid/test', body)).status, 400, JSON.stringify(body));
    assert.equal(box.gridTest.asked.length, asked);
  });
});

describe('the audit trail over REST', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  it('has what persons and programs did, with their names and without secrets', async () => {
    const made = await box.send('POST', '/api/v1/tokens', { name: 'script', role: 'viewer' });
    await box.send('DELETE', '/api/v1/tokens', { name: 'script' });
    await box.send('PUT', '/api/v1/charge-points/E1/override', { limitA: 'off' });
    await box.send('PUT', '/api/v1/charge-points/E1/need', { departure: '2026-01-02T07:00:00Z' });
    await box.send('POST', '/api/v1/recording', { action: 'start', maxMinutes: 5 });
    await box.send('POST', '/api/v1/grid/test', { percent: 60, durationS: 5 });
    const said = box.auditTrail.said();
    assert.deepEqual(
      said.map((line) => line.split(' {')[0]),
      [
        'admin: A token was made',
        'admin: A token was taken away',
        'admin: A charge point was overridden',
        'admin: A recording of control cycles was started or stopped',
        'admin: A limit is played as a test',
      ],
    );
    assert.ok(!said.join().includes(Object(made.json).token));
  });

  it('is listed newest first, in pages', async () => {
    const first = await box.ask('/api/v1/audit?limit=2', { headers: asAdmin });
    const [a, b] = first.json as { id: number; what: string }[];
    assert.equal((first.json as unknown[]).length, 2);
    assert.ok(a !== undefined && b !== undefined && a.id > b.id);
    const next = await box.ask(`/api/v1/audit?limit=500&before=${b.id}`, { headers: asAdmin });
    assert.ok((next.json as { id: number }[]).every(({ id }) => id < b.id));
    for (const query of ['limit=0', 'limit=501', 'limit=x', 'before=-1', 'before=1.5'])
      assert.equal((await box.ask(`/api/v1/audit?${query}`, { headers: asAdmin })).status, 400, query);
  });

  it('has failed sign-ins, those of one address together', async () => {
    const before = box.auditTrail.entries.length;
    for (let i = 0; i < 4; i += 1)
      await box.send('POST', '/api/v1/session', { user: 'admin', password: `wrong ${i}` }, {});
    const said = () => box.auditTrail.said().slice(before);
    assert.deepEqual(said(), ['127.0.0.1: A sign-in failed']);
    box.clock.nowMs += 11 * 60_000;
    await box.send('POST', '/api/v1/session', { user: 'admin', password: 'wrong again' }, {});
    assert.deepEqual(said().slice(1), [
      '127.0.0.1: A sign-in failed, 3 times more within ten minutes',
      '127.0.0.1: A sign-in failed',
    ]);
  });
});
