// Runs the test files that are named and tells scripts/test.ts what came of them.
import '../firmware/system/node-version.ts';
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
