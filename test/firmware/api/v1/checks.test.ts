import assert from 'node:assert/strict';
import type { CheckResult } from '../../../../firmware/domain/check.ts';
import { asAdmin, Box } from '../box.ts';

describe('commissioning checks over the API', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  const start = (body: object, headers: Record<string, string> = asAdmin) =>
    box.send('POST', '/api/v1/checks', body, headers);
  const begun = async (): Promise<CheckResult> => {
    const { status, json } = await start({ kind: 'wiring', device: 'E1' });
    assert.equal(status, 201);
    return json as CheckResult;
  };

  it('starts one in the worker, tells where it can be read, and gives what the worker says', async () => {
    const { status, json, headers } = await start({ kind: 'meter', device: 'M1', loadPhase: 'L2' });
    assert.equal(status, 201);
    const result = json as CheckResult;
    assert.equal(headers.location, `/api/v1/checks/${result.id}`);
    assert.deepEqual([result.status, result.code], ['running', 'settling']);
    assert.deepEqual(box.carrier.started, [
      { id: result.id, request: { kind: 'meter', device: 'M1', loadPhase: 'L2' } },
    ]);
    box.carrier.tell({
      ...result,
      status: 'found',
      code: 'signInverted',
      sign: [-1, -1, -1],
      siteChange: { factor: -1 },
    });
    const read = (await box.ask(`/api/v1/checks/${result.id}`, { headers: asAdmin })).json as CheckResult;
    assert.deepEqual([read.code, read.siteChange], ['signInverted', { factor: -1 }]);
  });

  it('runs one at a time, and the next one after the end of the first', async () => {
    const first = await begun();
    const second = await start({ kind: 'meter', device: 'M1' });
    assert.deepEqual([second.status, (second.json as { error: string }).error], [409, 'checkRuns']);
    assert.equal((await box.send('DELETE', `/api/v1/checks/${first.id}`, {})).status, 204);
    assert.equal(box.carrier.ended, 1);
    const read = (await box.ask(`/api/v1/checks/${first.id}`, { headers: asAdmin })).json as CheckResult;
    assert.deepEqual([read.status, read.code], ['failed', 'ended']);
    await begun();
  });

  it('does not wait for ever for a worker that never answers', async () => {
    await begun();
    box.clock.nowMs += 611_000;
    await begun();
  });

  it('refuses what is no such device, what it does not know, and who may not', async () => {
    const refused = async (body: object) => {
      const { status, json } = await start(body);
      const { error, path } = json as { error: string; path?: string };
      return [status, error, path];
    };
    assert.deepEqual(await refused({ kind: 'meter', device: 'E1' }), [400, 'unknownDevice', 'device']);
    assert.deepEqual(await refused({ kind: 'wiring', device: 'M1' }), [400, 'unknownDevice', 'device']);
    assert.deepEqual(await refused({ kind: 'wiring', device: 'E9' }), [400, 'unknownDevice', 'device']);
    assert.deepEqual(await refused({ kind: 'wiring', device: 'E1', loadPhase: 'L1' }), [400, 'badBody', 'loadPhase']);
    assert.deepEqual(await refused({ kind: 'fuse', device: 'M1' }), [400, 'badBody', 'kind']);
    assert.equal((await start({ kind: 'meter', device: 'M1' }, {})).status, 401);
    const reader = await box.send('POST', '/api/v1/tokens', { name: 'reader', role: 'user' });
    const { token } = reader.json as { token: string };
    assert.equal((await start({ kind: 'meter', device: 'M1' }, { authorization: `Bearer ${token}` })).status, 403);
    assert.equal((await box.ask('/api/v1/checks/none', { headers: asAdmin })).status, 404);
    assert.deepEqual(box.carrier.started, []);
  });
});
