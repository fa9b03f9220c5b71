import assert from 'node:assert/strict';
import { asAdmin, Box } from '../box.ts';

describe('variables by the REST API', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => box.variables.kept.clear());

  const put = (name: string, body: unknown) => box.send('PUT', `/api/v1/variables/${name}`, body);
  const remove = (name: string) => box.ask(`/api/v1/variables/${name}`, { method: 'DELETE', headers: asAdmin });

  it('are set one by one, as number or formula, listed and taken away', async () => {
    assert.equal((await put('AVAIL', { value: 40 })).status, 204);
    assert.equal((await put('half', { value: 'AVAIL / 2', tmp: true })).status, 204);
    assert.equal(box.variables.changes.at(-1)?.temporary, true);
    assert.deepEqual(box.variables.values(), { AVAIL: 40, half: 'AVAIL / 2' });
    const { json } = await box.ask('/api/v1/variables', { headers: asAdmin });
    const { variables } = json as { variables: { name: string; source: string }[] };
    assert.deepEqual(
      variables.map(({ name, source }) => [name, source]),
      [
        ['AVAIL', 'admin'],
        ['half', 'admin'],
      ],
    );
    assert.equal((await remove('avail')).status, 204);
    assert.deepEqual(box.variables.values(), { half: 'AVAIL / 2' });
    assert.equal((await remove('avail')).status, 404);
  });

  it('are refused as set_cm_vars refuses them', async () => {
    for (const [name, body, status] of [
      ['min', { value: 1 }, 400],
      ['M1', { value: 1 }, 400],
      ['AVAIL', { value: '' }, 400],
      ['AVAIL', {}, 400],
      ['AVAIL', { value: 1, more: 1 }, 400],
    ] as const)
      assert.equal((await put(name, body)).status, status, `${name} ${JSON.stringify(body)}`);
    assert.deepEqual(box.variables.values(), {});
  });

  it('of a channel stay its own', async () => {
    await put('AVAIL', { value: 40 });
    box.variables.owned.add('avail');
    assert.equal((await put('AVAIL', { value: 90 })).status, 403);
    assert.equal((await remove('AVAIL')).status, 403);
    assert.deepEqual(box.variables.values(), { AVAIL: 40 });
    box.variables.owned.clear();
  });
});
