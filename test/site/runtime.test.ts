import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bare } from './bare.ts';

describe('the program under systemd', function () {
  this.timeout(60_000);
  let box: Bare;
  let dir: string;
  beforeEach(() => {
    box = new Bare();
    dir = mkdtempSync(join(tmpdir(), 'netwacht-run-'));
  });
  afterEach(async () => {
    await box.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const shownCode = (): string | undefined => /^Claim code {2}([0-9A-F]{10})$/m.exec(file('console'))?.[1];

  it('S1 shows the same claim code on the console until it is claimed, and never in its log', async () => {
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => shownCode() !== undefined);
    const code = shownCode() ?? '';
    assert.equal(statSync(join(dir, 'console')).mode & 0o007, 0);
    assert.equal(statSync(join(box.dataDir, 'claim-code')).mode & 0o777, 0o600);
    await box.kill();
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => shownCode() === code);
    assert.equal((await box.claim()).status, 201);
    assert.equal(existsSync(join(box.dataDir, 'claim-code')), false);
    await box.until(() => shownCode() === undefined);
    assert.ok(!box.output.tail(10_000).includes(code));
  });

  it('says every few seconds that cycles go on, its port answers and its disk takes what it writes', async () => {
    await box.start({ RUNTIME_DIRECTORY: dir });
    await box.until(() => existsSync(join(dir, 'health.json')));
    const first = JSON.parse(file('health.json')) as { cycle: number };
    assert.deepEqual(Object.keys(first), ['cycle', 'at', 'api', 'store']);
    await box.until(() => {
      const { cycle, api, store } = JSON.parse(file('health.json'));
      return cycle > first.cycle && api === true && store === true;
    });
  });
});
