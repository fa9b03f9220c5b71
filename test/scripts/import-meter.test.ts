import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/import-meter.ts', import.meta.url));
const files = fileURLToPath(new URL('../drivers/definitions/import/files/', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

describe('import-meter', () => {
  it('prints the definition, and says what was left out', () => {
    const whole = run(join(files, 'http-solar.json5'));
    assert.deepEqual([whole.status, whole.stderr], [0, '']);
    assert.equal(JSON.parse(whole.stdout).id, 'user-example-roof');
    const part = run(join(files, 'mqtt-plug.json5'));
    assert.equal(part.status, 2);
    assert.match(part.stderr, /^many: its address is no topic/);
  });

  it('writes it into a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-import-'));
    try {
      assert.equal(run(join(files, 'http-solar.json5'), '--out', folder).status, 0);
      assert.equal(JSON.parse(readFileSync(join(folder, 'user-example-roof.json'), 'utf8')).protocol, 'http');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says why nothing can be made of a file', () => {
    const none = run(script);
    assert.equal(none.status, 1);
    assert.match(none.stderr, /no JSON/);
  });
});
