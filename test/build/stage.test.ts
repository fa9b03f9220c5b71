import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Build } from '../../build/stages/build.ts';
import { stage } from '../../build/stages/stage.ts';
import { targetOf } from '../../build/targets/target.ts';

describe('a stage', () => {
  let cache = '';
  let build: Build;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'netwacht-stage-'));
    build = { target: targetOf('cm4-arm64'), cache, times: [], say: () => undefined } as unknown as Build;
  });
  afterEach(() => rmSync(cache, { recursive: true }));
  const writing =
    (text: string) =>
    async (folder: string): Promise<void> =>
      writeFileSync(join(folder, 'result'), text);

  it('is made once for the same inputs and anew for others', async () => {
    const first = await stage(build, 'slot', { a: 1 }, writing('one'));
    const again = await stage(build, 'slot', { a: 1 }, writing('two'));
    const other = await stage(build, 'slot', { a: 2 }, writing('three'));
    assert.equal(again, first);
    assert.equal(readFileSync(join(again, 'result'), 'utf8'), 'one');
    assert.notEqual(other, first);
    assert.deepEqual(
      build.times.map(({ asBefore }) => asBefore),
      [false, true, false],
    );
  });

  it('of another target is another', async () => {
    const here = await stage(build, 'slot', {}, writing('arm'));
    const there = await stage({ ...build, target: targetOf('generic-amd64') }, 'slot', {}, writing('pc'));
    assert.notEqual(there, here);
  });

  it('that fails leaves nothing behind that a later build would take', async () => {
    const failing = async (folder: string): Promise<void> => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('cut');
    };
    await assert.rejects(stage(build, 'slot', {}, failing), /cut/);
    assert.deepEqual(readdirSync(cache), []);
    const made = await stage(build, 'slot', {}, writing('whole'));
    assert.ok(existsSync(join(made, 'result')) && !existsSync(join(made, 'half')));
  });

  it('made by two at once is one', async () => {
    const both = await Promise.all([stage(build, 'slot', {}, writing('a')), stage(build, 'slot', {}, writing('b'))]);
    assert.equal(both[0], both[1]);
    assert.equal(readdirSync(cache).length, 1);
  });
});
