// Runs the test files that are named and tells scripts/test.ts what came of them.
import '../firmware/system/node-version.ts';
import { appendFileSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface LaneResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

// Long enough for a machine on which other lanes go first; what hangs is found all the same.
const mocha = new Mocha({ timeout: 60_000, reporter: process.env.NETWACHT_TEST_REPORTER ?? 'dot' });
for (const file of process.argv.slice(2)) mocha.addFile(file);
try {
  await mocha.loadFilesAsync();
} catch (error) {
  console.error(error);
  // Once more at the end, where people look: the stack above it is long.
  console.error(`netwacht: no test was run: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
const runner = mocha.run((failed) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  const result: LaneResult = { passed: passes, failed, skipped: pending };
  if (process.send === undefined) process.exit(failed > 0 ? 1 : 0);
  process.send(result, () => process.exit(failed > 0 ? 1 : 0));
});

// What each file costs, as lines `SECONDS CPU-SECONDS FILE`, when somebody wants to know: NETWACHT_TEST_COSTS=FILE.
const costs = process.env.NETWACHT_TEST_COSTS;
if (costs !== undefined) {
  let begun: { readonly atMs: number; readonly cpuS: number } | undefined;
  runner.on('suite', ({ parent }) => {
    if (parent?.root === true) begun = { atMs: performance.now(), cpuS: cpuS() };
  });
  runner.on('suite end', ({ parent, file }) => {
    if (parent?.root !== true || begun === undefined) return;
    const seconds = (performance.now() - begun.atMs) / 1000;
    appendFileSync(costs, `${seconds.toFixed(1)} ${(cpuS() - begun.cpuS).toFixed(1)} ${file ?? ''}\n`);
  });
}

/** Of this process and of its children that have ended, by proc(5). */
function cpuS(): number {
  const [, after = ''] = /^.*\) (.*)$/s.exec(readFileSync('/proc/self/stat', 'utf8')) ?? [];
  const ticks = after.split(' ').slice(11, 15).map(Number);
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}
