import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('rule sets as files', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.site.document = { name: 'Kerkstraat 12' };
  });
  const get = (path: string) => box.ask(`/api/v1/${path}`, { headers: asAdmin });

  it('go from a preset into the site and out again', async () => {
    const { presets } = (await get('rule-presets')).json as { presets: { id: string }[] };
    assert.ok(presets.some(({ id }) => id === 'night'));
    const { json: file } = await get('rule-presets/night');
    const put = await box.send('PUT', '/api/v1/rule-sets/night', file);
    assert.equal(put.status, 200, put.text);
    const read = await get('rule-sets/night');
    assert.deepEqual([read.json, read.headers.etag], [file, put.headers.etag]);
    const list = (await get('rule-sets')).json as { ruleSets: { id: string; rules: number }[] };
    assert.deepEqual(
      list.ruleSets.map(({ id, rules }) => [id, rules]),
      [['night', 1]],
    );
    const gone = await box.ask('/api/v1/rule-sets/night', { method: 'DELETE', headers: asAdmin });
    assert.equal(gone.status, 200);
    assert.equal((await get('rule-sets/night')).status, 404);
    assert.equal((await get('rule-presets/moon')).status, 404);
  });

  it('are refused with the place of what is not known, and to whoever was slower', async () => {
    const { json } = await get('rule-presets/night');
    const file = json as { rules: object[] };
    const wrong = { ...file, rules: [{ ...file.rules[0], colour: 1 }] };
    const reply = await box.send('PUT', '/api/v1/rule-sets/night', wrong);
    assert.equal(reply.status, 400);
    assert.deepEqual(reply.json, {
      error: 'badRuleSet',
      message: 'rules[0].colour: unknown key',
      path: 'rules[0].colour',
    });
    const late = await box.send('PUT', '/api/v1/rule-sets/night', file, { ...asAdmin, 'if-match': '"old"' });
    assert.equal(late.status, 412);
    assert.deepEqual(box.site.document, { name: 'Kerkstraat 12' });
  });
});

describe('the rules of a battery, asked for', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());

  it('are told as the worker tells them; a charge point is none', async () => {
    const battery = { battery: 'M3', at: '2026-01-01T00:00:00.000Z', lists: [] };
    box.ruleAnswers.M3 = { battery };
    const ask = (id: string) => box.ask(`/api/v1/batteries/${id}/rules`, { headers: asAdmin });
    assert.deepEqual((await ask('M3')).json, battery);
    assert.equal((await ask('M4')).status, 404);
    assert.equal((await box.ask('/api/v1/charge-points/M3/rules', { headers: asAdmin })).status, 404);
  });
});
