import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bare, basic, password } from './bare.ts';

const canary = 'Canaryweg 4711';
const site = { name: canary, timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }], devices: [] };

describe('the factory reset of the whole program', () => {
  let box: Bare;
  beforeEach(() => {
    box = new Bare();
  });
  afterEach(() => box.close());

  const holding = (text: string): string[] =>
    readdirSync(box.dataDir, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => readFileSync(file).includes(text));

  it('S32 leaves nothing of the owner, ends with 75, and the next start is another box without an owner', async () => {
    await box.start();
    await box.served();
    assert.equal((await box.claim()).status, 201);
    assert.equal((await box.send('PUT', '/api/v1/site', site)).status, 200);
    const made = await box.send('POST', '/api/v1/certificates', { name: 'cls' });
    const { subject } = (await made.json()) as { subject: string };
    await box.send('POST', '/api/v1/tokens', { name: 'ems', role: 'viewer' });
    await box.send('POST', '/api/v1/recording', { action: 'start', maxMinutes: 5 });
    const page = box.fingerprint();
    assert.ok(holding(canary).length >= 2);
    assert.ok(holding(subject).length >= 2);

    const refused = await box.send('POST', '/api/v1/reset', { confirm: 'please' });
    assert.equal(refused.status, 400);
    const { message } = (await refused.json()) as { message: string };
    assert.ok(message.includes(subject), message);
    assert.equal((await box.send('POST', '/api/v1/reset', { confirm: subject })).status, 202);
    assert.deepEqual(await box.ended, { code: 75, signal: null });
    assert.deepEqual(readdirSync(box.dataDir), []);

    await box.start();
    await box.served();
    assert.equal(((await (await box.ask('/api/v1/setup')).json()) as { claimed: boolean }).claimed, false);
    // Neither the old password nor any other lets anybody in.
    for (const headers of [basic, { authorization: `Basic ${btoa('admin:')}` }])
      assert.equal((await box.ask('/api/v1/certificates', { headers })).status, 403);
    assert.notEqual(box.fingerprint(), page);
    assert.deepEqual([holding(canary), holding(subject), holding(password)], [[], [], []]);
  });
});
