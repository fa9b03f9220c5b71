import assert from 'node:assert/strict';
import { Bare } from './bare.ts';

interface Result {
  readonly spans: readonly { readonly resultA: number; readonly states: Readonly<Record<string, string>> }[];
  readonly gaps: readonly object[];
}

describe('a dry run, on the running program', () => {
  const bare = new Bare();
  before(async () => {
    await bare.start();
    assert.equal((await bare.claim()).status, 201);
    const site = {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }] },
      devices: [{ id: 'E1', definition: 'keba-p30', address: '127.0.0.1:1', unitId: 255 }],
      variables: [{ name: 'TARIF', value: 1 }],
    };
    assert.equal((await bare.send('PUT', '/api/v1/site', site)).status, 200);
  });
  after(() => bare.close());

  it('walks rules over what the box has recorded itself, and says where it has not', async () => {
    const rules = [{ id: 'low', if: { kind: 'formula', formula: 'TARIF == 1' }, then: { kind: 'set', valueA: 10 } }];
    let result: Result = { spans: [], gaps: [] };
    await bare.until(async () => {
      const toMs = Date.now();
      const over = { from: new Date(toMs - 120_000).toISOString(), to: new Date(toMs).toISOString() };
      const reply = await bare.send('POST', '/api/v1/rules/dry-run', { chargePoint: 'E1', rules, everyS: 10, ...over });
      assert.equal(reply.status, 200, await reply.clone().text());
      result = (await reply.json()) as Result;
      return result.spans.length > 0;
    });
    assert.deepEqual([result.spans[0]?.resultA, result.spans[0]?.states], [10, { low: 'true' }]);
    assert.ok(result.gaps.length > 0);
  });
});
