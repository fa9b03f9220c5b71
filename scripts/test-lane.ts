// Runs the test files that scripts/test.ts hands over, one after the other, and tells what came of each.
import '../firmware/system/node-version.ts';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';
import { LaneReporter } from './test-reporter.ts';

/** What came of one file. */
export interface LaneResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a lane says to the program that deals out the files: the result of its last one; it waits for the next. */
export interface LaneReport {
  /** Absent: the lane has just started. */
  readonly result?: LaneResult;
}

/** What it is told then. */
export interface LaneOrder {
  /** Null: there is nothing left to run. */
  readonly file: string | null;
}

/** Where each file's cost goes, as lines `SECONDS CPU-SECONDS FILE`, when somebody wants to know: NETWACHT_TEST_COSTS=FILE. */
const costs = process.env.NETWACHT_TEST_COSTS;

let report: LaneReport = {};
for (;;) {
  const answer = once(process, 'message') as Promise<[LaneOrder]>;
  process.send?.(report);
  const [{ file }] = await answer;
  if (file === null) break;
  const begun = { atMs: performance.now(), cpuS: cpuS() };
  report = { result: await run(file) };
  if (costs === undefined) continue;
  const seconds = (performance.now() - begun.atMs) / 1000;
  appendFileSync(costs, `${seconds.toFixed(1)} ${(cpuS() - begun.cpuS).toFixed(1)} ${file}\n`);
}
process.exit(0);

/** A file that cannot be read is one failure, and says why. */
async function run(file: string): Promise<LaneResult> {
  // Long enough for a machine on which other lanes go first; what hangs is found all the same.
  const mocha = new Mocha({ timeout: 300_000, reporter: process.env.NETWACHT_TEST_REPORTER ?? LaneReporter });
  mocha.addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    console.error(error);
    console.error(`netwacht: ${file} could not be run: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      // It would go on to hear of what is thrown in later files.
      mocha.dispose();
      resolve({ passed: passes, failed, skipped: pending });
    });
  });
}

/** Of this process and of its children that have ended, by proc(5). */
function cpuS(): number {
  const [, after = ''] = /^.*\) (.*)$/s.exec(readFileSync('/proc/self/stat', 'utf8')) ?? [];
  const ticks = after.split(' ').slice(11, 15).map(Number);
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}
