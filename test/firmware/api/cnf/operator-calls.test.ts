import assert from 'node:assert/strict';
import { asAdmin, Box, basic, password } from '../box.ts';

describe('the operator calls on /cnf', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => box.variables.kept.clear());

  const get = (query: string) => box.ask(`/cnf?${query}`, { headers: asAdmin });
  const post = (query: string, body: string, headers: Record<string, string> = {}) =>
    box.ask(`/cnf?${query}`, { body, headers: { ...asAdmin, ...headers } });

  it('set one variable with GET and answer {"ok":true}', async () => {
    const reply = await get('cmd=set_cm_vars&name=AVAIL&val=40');
    assert.equal(reply.status, 200);
    assert.equal(reply.text, '{"ok":true}');
    assert.match(reply.headers['content-type'] ?? '', /^application\/json/);
    assert.deepEqual(box.variables.values(), { AVAIL: 40 });
    assert.deepEqual(box.variables.changes.at(-1)?.author, { name: 'admin', side: 'lan' });
  });

  it('replace all with a flat POST body, whatever content type curl -d sends', async () => {
    await get('cmd=set_cm_vars&name=old&val=1');
    const reply = await post('cmd=set_cm_vars', '{"tarif":1,"PWR":70}', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    assert.equal(reply.status, 200);
    assert.deepEqual(box.variables.values(), { tarif: 1, PWR: 70 });
  });

  it('add to the others with a POST of vars, and replace them with clear=1', async () => {
    await get('cmd=set_cm_vars&name=old&val=1');
    await post('cmd=set_cm_vars', '{"vars":[{"name":"var1","expr":1.5},{"name":"f","expr":"2*var1"}]}');
    assert.deepEqual(box.variables.values(), { old: 1, var1: 1.5, f: '2*var1' });
    await post('cmd=set_cm_vars&clear=1', '{"vars":[{"name":"var2","expr":"7"}]}');
    assert.deepEqual(box.variables.values(), { var2: 7 });
  });

  it('remove all others with clear=1, and everything when nothing is named', async () => {
    await post('cmd=set_cm_vars', '{"a":1,"b":2}');
    await get('cmd=set_cm_vars&name=c&val=3&clear=1');
    assert.deepEqual(box.variables.values(), { c: 3 });
    await get('cmd=set_cm_vars&clear=1');
    assert.deepEqual(box.variables.values(), {});
  });

  it('hand on tmp=1 as temporary', async () => {
    await get('cmd=set_cm_vars&name=a&val=1&tmp=1');
    assert.equal(box.variables.changes.at(-1)?.temporary, true);
    await post('cmd=set_cm_vars', '{"a":1}');
    assert.equal(box.variables.changes.at(-1)?.temporary, false);
  });

  it('know set_cm_var as another name of set_cm_vars', async () => {
    assert.equal((await get('cmd=set_cm_var&name=N&val=1')).status, 200);
    assert.deepEqual(box.variables.values(), { N: 1 });
  });

  it('read the variables flat, null for a formula without a value, and ignore surplus parameters', async () => {
    await post('cmd=set_cm_vars', '{"vars":[{"name":"var1","expr":1.5},{"name":"f","expr":"1/0"}]}');
    const reply = await get('cmd=get_cm_vars&name=var3&val=123');
    assert.deepEqual(reply.json, { var1: 1.5, f: null });
  });

  it('leave out of the flat answer what is declared and not set, and show it with detail=1', async () => {
    await get('cmd=set_cm_vars&name=a&val=1');
    box.variables.kept.set('b', { name: 'B', value: null, expr: null, at: '', source: 'site', stale: true });
    assert.deepEqual((await get('cmd=get_cm_vars')).json, { a: 1 });
    assert.deepEqual((await get('cmd=get_cm_vars&detail=1')).json, {
      a: { value: 1, expr: null, at: '2026-01-01T00:00:00.000Z', source: 'admin', stale: false },
      B: { value: null, expr: null, at: '', source: 'site', stale: true },
    });
  });

  it('take the flat answer back as a body, and lose nothing', async () => {
    await post('cmd=set_cm_vars', '{"a":1,"b":-2.5e3}');
    const { text } = await get('cmd=get_cm_vars');
    assert.equal((await post('cmd=set_cm_vars', text)).status, 200);
    assert.deepEqual(box.variables.values(), { a: 1, b: -2500 });
  });

  it('understand //cnf, a query that is encoded as a whole, and the absolute form of a proxy', async () => {
    const whole = encodeURIComponent('cmd=set_cm_vars&name=a&val=1');
    assert.equal((await box.ask(`//cnf?${whole}`, { headers: asAdmin })).status, 200);
    const absolute = `http://127.0.0.1:${box.port}/cnf?cmd=get_cm_vars`;
    assert.deepEqual((await box.ask(absolute, { headers: asAdmin })).json, { a: 1 });
  });

  it('ignore surplus parameters of a set', async () => {
    assert.equal((await get('cmd=set_cm_vars&name=a&val=1&x=2&x=3&_=99')).status, 200);
  });

  it('answer only after the change is on disk, and 503 with nothing lost when it cannot be', async () => {
    await get('cmd=set_cm_vars&name=a&val=1');
    box.variables.diskFull = true;
    const reply = await get('cmd=set_cm_vars&name=a&val=2');
    box.variables.diskFull = false;
    assert.equal(reply.status, 503);
    assert.equal(reply.json, 'notPersisted: The value could not be written to disk');
    assert.deepEqual(box.variables.values(), { a: 1 });
  });

  it('answer 403 owned for a variable of the operator', async () => {
    box.variables.owned.add('avail');
    const reply = await get('cmd=set_cm_vars&name=AVAIL&val=2');
    box.variables.owned.clear();
    assert.equal(reply.status, 403);
    assert.match(String(reply.json), /^owned: /);
  });

  it('let Home Assistant try its credentials on /ui/en/sim.htm', async () => {
    assert.equal((await box.ask('/ui/en/sim.htm', { headers: asAdmin })).status, 200);
    assert.equal((await box.ask('/ui/en/sim.htm')).status, 401);
    const wrong = { authorization: basic('admin', `${password}x`) };
    const reply = await box.ask('/ui/en/sim.htm', { headers: wrong });
    assert.equal(reply.status, 401);
    assert.equal(typeof reply.json, 'string');
  });

  it('change nothing on HEAD or PUT', async () => {
    for (const method of ['HEAD', 'PUT', 'DELETE']) {
      const reply = await box.ask('/cnf?cmd=set_cm_vars&name=a&val=1', { method, headers: asAdmin });
      assert.equal(reply.status, 405);
      assert.equal(reply.headers.allow, 'GET, POST');
    }
    assert.deepEqual(box.variables.values(), {});
  });
});
