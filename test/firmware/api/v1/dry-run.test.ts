import assert from 'node:assert/strict';
import { Box } from '../box.ts';

describe('a dry run, asked for', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  beforeEach(() => {
    box.dryRuns.length = 0;
  });
  const over = { from: '2026-05-01T00:00:00+02:00', to: '2026-05-02T00:00:00+02:00' };
  const ask = (body: object) => box.send('POST', '/api/v1/rules/dry-run', { chargePoint: 'E1', ...over, ...body });

  it('goes with its rules, filled with their defaults, and answers spans', async () => {
    const reply = await ask({ rules: [{ id: 'a', if: { kind: 'always' }, then: { kind: 'and' } }], everyS: 60 });
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.json, { chargePoint: 'E1', everyS: 60, spans: [], gaps: [], unknown: [], cut: false });
    const [asked] = box.dryRuns as { fromMs: number; rules: { holdS: number }[] }[];
    assert.deepEqual([asked?.fromMs, asked?.rules[0]?.holdS], [Date.UTC(2026, 3, 30, 22), 0]);
    assert.equal((await ask({})).status, 200);
  });

  it('is refused with the place of what is wrong in a rule', async () => {
    const bad: [object, string][] = [
      [{ rules: [{ id: 'a', if: { kind: 'moon' }, then: { kind: 'and' } }] }, 'rules.0.if.kind'],
      [{ rules: [{ id: 'a', if: { kind: 'always' }, then: { kind: 'and', colour: 1 } }] }, 'rules.0.then.colour'],
      [{ everyS: 30 }, 'everyS'],
      [{ from: 'yesterday' }, 'from'],
      [{ forever: true }, 'forever'],
    ];
    for (const [body, path] of bad) {
      const reply = await ask(body);
      assert.equal(reply.status, 400);
      assert.equal((reply.json as { path: string }).path, path);
    }
    assert.deepEqual(box.dryRuns, []);
  });
});
