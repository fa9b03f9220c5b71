// Lint, types, then every test; the last line printed is `N passed, N failed[, N skipped]`.
import '../firmware/system/node-version.ts';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import Mocha from 'mocha';

const only = process.argv.slice(2);
let failedSteps = 0;

if (only.length === 0) {
  step('lint', ['scripts/biome.mjs', 'ci', '.']);
  step('types', ['node_modules/typescript/bin/tsc', '-b']);
  step('page types', ['node_modules/typescript/bin/tsc', '-p', 'web']);
}

const mocha = new Mocha({ timeout: 20_000, reporter: process.env.NETWACHT_TEST_REPORTER ?? 'dot' });
const files = only.length > 0 ? only : globSync('test/**/*.test.ts').sort();
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const runner = mocha.run((failed) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  console.log(`${passes} passed, ${failed + failedSteps} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  process.exit(failed + failedSteps > 0 || passes === 0 ? 1 : 0);
});

function step(name: string, args: string[]): void {
  console.log(`netwacht: ${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) {
    failedSteps += 1;
    console.log(`netwacht: ${name} failed`);
  }
}
