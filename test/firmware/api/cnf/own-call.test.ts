import assert from 'node:assert/strict';
import { Box } from '../box.ts';

const author = { name: 'output:heat', side: 'lan' } as const;

describe('a call of /cnf that the program makes itself', () => {
  let box: Box;
  before(async () => {
    box = await Box.open();
  });
  after(() => box.close());
  const call = (method: string, url: string, body?: string) => box.api.ownCall({ method, url, body }, author);
  const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

  it('sets variables in the name of its author, without a password and without a socket', async () => {
    await call('GET', '/cnf?cmd=set_cm_vars&name=X&val=3');
    await call('POST', '/cnf?cmd=set_cm_vars', '{"vars":[{"name":"Y","expr":4}]}');
    assert.deepEqual(box.variables.values(), { X: 3, Y: 4 });
    assert.deepEqual(box.variables.changes.at(-1)?.author, author);
    await call('POST', '/cnf?cmd=set_cplan&dev_id=E1', '{"cplan":[{"st":0,"dr":1,"lm":6000}]}');
    assert.equal(box.plans.get('E1').source, 'output:heat');
  });

  it('gives the answer, for what repeats it elsewhere', async () => {
    const answer = (await call('GET', '/cnf?cmd=get_dev_info')) as { devices: unknown };
    assert.ok(Array.isArray(answer.devices));
  });

  it('is refused as any other: what is owned, bad, unknown or elsewhere', async () => {
    box.variables.owned.add('avail');
    await assert.rejects(call('GET', '/cnf?cmd=set_cm_vars&name=AVAIL&val=3'), refused('owned'));
    await assert.rejects(call('GET', '/cnf?cmd=set_cm_vars&name=9&val=3'), refused('badName'));
    await assert.rejects(call('POST', '/cnf?cmd=set_cm_vars'), refused('badJson'));
    await assert.rejects(call('GET', '/cnf?cmd=nothing'), refused('unknownCommand'));
    await assert.rejects(call('GET', '/api/v1/site'), refused('notFound'));
  });
});
