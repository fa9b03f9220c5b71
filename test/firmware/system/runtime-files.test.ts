import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeFiles } from '../../../firmware/system/runtime-files.ts';

describe('what the image looks at while the program runs', () => {
  let dir: string;
  let nowMs = 0;
  let cycle = 0;
  let api = true;
  let diskFull = false;
  let text = 'State good\n';
  let writes = 0;
  let errors = 0;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-runtime-'));
    [nowMs, cycle, api, diskFull, text, writes, errors] = [0, 0, true, false, 'State good\n', 0, 0];
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const files = (where = dir): RuntimeFiles =>
    new RuntimeFiles({
      dir: where,
      clock: { monotonicMs: () => nowMs, wallMs: () => Date.UTC(2026, 11, 1) + nowMs },
      cycle: () => cycle,
      api: async () => api,
      tryWrite: () => {
        writes += 1;
        if (diskFull) throw new Error('the disk is full');
      },
      consoleText: () => text,
      log: {
        error: () => {
          errors += 1;
        },
      },
    });
  const health = () => JSON.parse(readFileSync(join(dir, 'health.json'), 'utf8'));

  it('says the cycle, the time and whether port and disk do their work', async () => {
    const seen = files();
    cycle = 4;
    await seen.look();
    assert.deepEqual(health(), { cycle: 4, at: '2026-12-01T00:00:00.000Z', api: true, store: true });
    [cycle, api, diskFull, nowMs] = [9, false, true, 5000];
    await seen.look();
    assert.deepEqual(health(), { cycle: 9, at: '2026-12-01T00:00:05.000Z', api: false, store: false });
  });

  it('writes to the disk at every look while the start is judged, then once a minute', async () => {
    const seen = files();
    for (; nowMs < 600_000; nowMs += 5000) await seen.look();
    assert.equal(writes, 120);
    for (; nowMs < 1_200_000; nowMs += 5000) await seen.look();
    assert.equal(writes, 130);
  });

  it('leaves nothing but the two files, for the program and its group, and none of them at the end', async () => {
    const seen = files();
    await seen.look();
    assert.deepEqual(readdirSync(dir).toSorted(), ['console', 'health.json']);
    for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o777, 0o640);
    seen.end();
    await seen.look();
    assert.deepEqual(readdirSync(dir), []);
  });

  it('writes the text of the console only when it changes', async () => {
    const seen = files();
    await seen.look();
    rmSync(join(dir, 'console'));
    await seen.look();
    assert.equal(existsSync(join(dir, 'console')), false);
    text = 'State one thing is not as it should be\n';
    await seen.look();
    assert.equal(readFileSync(join(dir, 'console'), 'utf8'), text);
  });

  it('goes on, with one line in the log, when the folder is not there', async () => {
    const seen = files(join(dir, 'none'));
    await seen.look();
    await seen.look();
    assert.equal(errors, 1);
  });
});
