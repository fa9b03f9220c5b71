import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { asAdmin, Box } from '../box.ts';

describe('/api/v1/recording', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const post = (body: unknown) => box.send('POST', '/api/v1/recording', body);

  it('starts, says how it stands, and stops', async () => {
    const started = await post({ action: 'start', maxMinutes: 10 });
    assert.equal(started.status, 200);
    assert.deepEqual(started.json, {
      ...{ running: true, bytes: 0, ended: null },
      ...{ since: '1970-01-01T00:00:00.000Z', until: '1970-01-01T00:10:00.000Z' },
    });
    const second = await post({ action: 'start', maxMinutes: 10 });
    assert.deepEqual([second.status, (second.json as { error: string }).error], [409, 'exists']);
    const status = await box.ask('/api/v1/recording/status', { headers: asAdmin });
    assert.deepEqual(status.json, started.json);
    const stopped = await post({ action: 'stop' });
    assert.deepEqual([stopped.status, (stopped.json as { ended: string }).ended], [200, 'asked']);
  });

  it('refuses what is no order, and more than a day', async () => {
    for (const body of [
      {},
      { action: 'pause' },
      { action: 'start' },
      { action: 'start', maxMinutes: 1441 },
      { action: 'start', maxMinutes: 0 },
    ])
      assert.equal((await post(body)).status, 400, JSON.stringify(body));
  });

  it('gives the lines as a file, and 404 when there are none', async () => {
    const { status, text, headers } = await box.ask('/api/v1/recording', { headers: asAdmin });
    assert.deepEqual([status, text], [200, '{"format":"netwacht-replay/1"}\n']);
    assert.match(headers['content-type'] ?? '', /^application\/jsonl/);
    assert.equal(headers['content-disposition'], 'attachment; filename="recording.jsonl"');
    box.recording.lines = undefined;
    assert.equal((await box.ask('/api/v1/recording', { headers: asAdmin })).status, 404);
  });
});
