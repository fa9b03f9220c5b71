import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('the site document over REST', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('is read with its ETag', async () => {
    const reply = await box.ask('/api/v1/site', { headers: asAdmin });
    assert.deepEqual([reply.status, reply.headers.etag, reply.json], [200, '"v1"', { name: 'Kerkstraat 12' }]);
    assert.equal(reply.headers['cache-control'], 'no-store');
  });

  it('is put without If-Match, with the current one, with one of a list and with *', async () => {
    const tags: [string | undefined, number][] = [
      [undefined, 2],
      ['"v2"', 3],
      ['"v9", "v3"', 4],
      ['*', 5],
      ['v5', 6],
    ];
    for (const [tag, version] of tags) {
      const headers = tag === undefined ? asAdmin : { ...asAdmin, 'if-match': tag };
      const reply = await box.send('PUT', '/api/v1/site', { name: `site ${version}` }, headers);
      assert.equal(reply.status, 200, tag);
      assert.equal(reply.headers.etag, `"v${version}"`);
      assert.deepEqual(box.site.document, { name: `site ${version}` });
    }
  });

  it('is not put with an old, a weak or a broken If-Match: 412', async () => {
    for (const tag of ['"v0"', 'W/"v1"', '"v8", "v9"', '""', '"v1']) {
      const reply = await box.send('PUT', '/api/v1/site', { name: 'x' }, { ...asAdmin, 'if-match': tag });
      assert.equal(reply.status, 412, tag);
    }
    assert.equal(box.site.version, 1);
  });

  it('is put with If-None-Match: * only where there is none yet: 412', async () => {
    const first = { ...asAdmin, 'if-none-match': '*' };
    assert.equal((await box.send('PUT', '/api/v1/site', { name: 'x' }, first)).status, 412);
    assert.equal(box.site.version, 1);
    box.site.document = undefined;
    assert.equal((await box.send('PUT', '/api/v1/site', { name: 'x' }, first)).status, 200);
    assert.deepEqual(box.site.document, { name: 'x' });
  });

  it('with a fault is 400 with the path, and the old one stays', async () => {
    const reply = await box.send('PUT', '/api/v1/site', { nam: 'x' });
    assert.equal(reply.status, 400);
    assert.deepEqual(reply.json, { error: 'badSite', message: 'The name is missing', path: 'name' });
    assert.equal(box.site.version, 1);
  });

  it('S16 sends no secret that is set to another place for who may not set one', async () => {
    const made = await box.send('POST', '/api/v1/tokens', { name: 'fitter', role: 'installer' });
    const headers = { authorization: `Bearer ${(made.json as { token: string }).token}` };
    const to = (url: string, secret: string) => ({ name: 'x', influx: { url, secret } });
    box.site.document = to('http://10.0.0.7', 'influx');
    const put = async (body: unknown, as: Record<string, string>) =>
      (await box.send('PUT', '/api/v1/site', body, as)).status;
    assert.equal(await put(to('http://10.0.0.8', 'influx'), headers), 200);
    await box.send('PUT', '/api/v1/secrets/influx', { password: 'geheim' });
    assert.equal(await put(to('http://10.0.0.8', 'influx'), headers), 200);
    assert.equal(await put(to('http://evil.example', 'influx'), headers), 403);
    assert.equal(
      await put({ ...to('http://10.0.0.8', 'influx'), mqtt: { address: 'a:1', secret: 'influx' } }, headers),
      403,
    );
    assert.equal(await put(to('http://10.0.0.9', 'another'), headers), 200);
    assert.equal(await put(to('http://10.0.0.9', 'influx'), asAdmin), 200);
  });

  it('is checked without being put', async () => {
    assert.deepEqual((await box.send('POST', '/api/v1/site/check', { name: 'x' })).json, { ok: true, faults: [] });
    const { status, json } = await box.send('POST', '/api/v1/site/check', {});
    assert.equal(status, 200);
    assert.deepEqual(json, { ok: false, faults: [{ error: 'badSite', message: 'The name is missing', path: 'name' }] });
    assert.equal(box.site.version, 1);
  });

  it('S27 that is not JSON, no object, nested without an end or too large is refused', async () => {
    const bodies: [string, number][] = [
      ['{"name":', 400],
      ['[]', 400],
      ['"x"', 400],
      ['{"name":"a","name":"b"}', 400],
      [`{"x":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 400],
      [`{"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, 400],
      [`{"name":"${'x'.repeat(1024 * 1024)}"}`, 413],
    ];
    for (const [body, status] of bodies) {
      const reply = await box.ask('/api/v1/site', { method: 'PUT', body, headers: asAdmin });
      assert.equal(reply.status, status, body.slice(0, 40));
    }
    assert.equal(box.site.version, 1);
    assert.deepEqual(box.log.errors(), []);
  });
});

describe('S27 a formula in a variable', () => {
  it('goes to the formula room as text: nothing here runs it', async () => {
    const box = await Box.open();
    const texts = ['constructor', '(('.repeat(400), 'process.exit(1)', 'a'.repeat(1001), 'this', '__proto__', '1;1'];
    for (const expr of texts) {
      const body = JSON.stringify({ vars: [{ name: 'f', expr }] });
      const reply = await box.ask('/cnf?cmd=set_cm_vars', { body, headers: asAdmin });
      assert.ok(reply.status === 200 || /^"badFormula: /.test(reply.text), reply.text);
      if (reply.status === 200) assert.deepEqual(box.variables.values(), { f: expr });
    }
    assert.deepEqual(box.log.errors(), []);
    await box.close();
  });
});
