import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StoreHealth } from '../../../../firmware/store/health.ts';
import { answerOf } from '../../../../firmware/store/history/answer.ts';
import { HistoryBook } from '../../../../firmware/store/history/history-book.ts';
import { stepsOf } from '../../../../firmware/store/history/steps.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';

const loop = fileURLToPath(new URL('history-loop.ts', import.meta.url));
const beginS = Date.UTC(2026, 10, 2, 12) / 1000;

/** Runs the loop from a second on, kills it after so many minutes of its time, and returns the last minute it told. */
async function killed(dir: string, fromS: number, minutes: number): Promise<number> {
  const child = spawn(process.execPath, [loop, dir, String(fromS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let last = fromS / 60;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last - fromS / 60 >= minutes) child.kill('SIGKILL');
  }
  await ended;
  assert.equal(child.signalCode, 'SIGKILL');
  return last;
}

describe('history under kill -9', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  it('loses at most the last minutes, the open quarter hour, and nothing before', async () => {
    const health = new StoreHealth(folder.clock);
    const runs: { readonly fromS: number; readonly toS: number }[] = [];
    for (const minutes of [3, 11, 17, 64, 391]) {
      // A few minutes until it is started anew.
      const fromS = (runs.at(-1)?.toS ?? beginS - 300) + 300;
      const toS = 60 * (await killed(folder.dir, fromS, minutes));
      runs.push({ fromS, toS });
      const nowMs = toS * 1000;
      const book = new HistoryBook({ dir: folder.dir, nowMs: () => nowMs, health, leaveFreeBytes: 0 });
      const series = book.series().filter(({ name }) => name === 'meter.M1.importWh');
      for (const [everyS, mayMissS] of [
        [1, 600],
        [60, 300],
        [900, 300],
      ] as const) {
        const steps = stepsOf({ fromMs: beginS * 1000, toMs: nowMs, everyS }, nowMs);
        let compared = 0;
        const values = answerOf(book, series, steps).series[0]?.values ?? [];
        for (const [i, value] of values.entries()) {
          const [begin, end] = [beginS + i * everyS, beginS + (i + 1) * everyS];
          if (runs.some((run) => begin >= run.fromS && end <= run.toS - mayMissS)) {
            assert.equal(value, end - 1);
            compared += 1;
          } else if (value !== null) assert.ok(Number(value) >= begin && Number(value) < end);
        }
        if (minutes > 60) assert.ok(compared > 0);
      }
      book.close();
    }
    assert.deepEqual(health.list(), []);
  });
});
