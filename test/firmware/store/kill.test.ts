import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const writeLoop = fileURLToPath(new URL('./write-loop.ts', import.meta.url));

/**
 * Runs the write loop until it has answered `answers` times and `extraMs` more have passed, kills it with SIGKILL, and
 * returns every number it has answered.
 */
async function runAndKill(dir: string, from: number, answers: number, extraMs: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [writeLoop, dir, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let armed = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (armed || text.split('\n').length - 1 < answers) return;
    armed = true;
    setTimeout(() => child.kill('SIGKILL'), extraMs);
  });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL');
  return text
    .split('\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number);
}

describe('a program killed while it writes', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('has kept the last answered set of variables, or the one in flight, whole', async () => {
    let from = 1;
    for (let round = 0; round < 6; round += 1) {
      const answered = await runAndKill(folder.dir, from, 3 + ((round * 37) % 100), (round * 7) % 5);
      const last = answered.at(-1) ?? 0;
      folder.with((store) => {
        assert.deepEqual(store.startUp, { restored: 'none' });
        const values = new Set(store.variables.all().map((v) => v.value ?? store.rulings.all()[0]?.value));
        assert.equal(values.size, 1, `a mixture after ${last}: ${[...values].join(', ')}`);
        const [value = -1] = values;
        assert.ok(value === last || value === last + 1, `${value} on disk after ${last} was answered`);
        // Even numbers remove the last four of the twelve, odd ones set all.
        const set = store.variables.all().filter((v) => v.value !== undefined).length;
        assert.equal(set, value % 2 === 0 ? 8 : 12);
        assert.deepEqual(
          store.rulings.all().map((r) => r.value),
          [value],
        );
        from = value + 1;
      });
    }
  });

  it('at its very first start leaves a folder that opens, with nothing set aside', async () => {
    for (let round = 0; round < 5; round += 1) {
      const fresh = testFolder();
      try {
        await runAndKill(fresh.dir, 0, 1, round * 3);
        const store = fresh.open();
        assert.equal(store.startUp.setAside, undefined, store.startUp.reason);
        assert.deepEqual(
          readdirSync(fresh.dir).filter((name) => name.includes('set-aside')),
          [],
        );
      } finally {
        fresh.end();
      }
    }
  });
});
