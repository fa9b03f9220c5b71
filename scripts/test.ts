// Lint, types, then every test in lanes beside each other; the last line printed is `N passed, N failed[, N skipped]`.
import '../firmware/system/node-version.ts';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildPageIfStale } from './page.ts';
import { type Lane, runLanes } from './test-lanes.ts';

const only = process.argv.slice(2);
let failedSteps = 0;

if (only.length === 0) {
  step('lint', ['scripts/biome.mjs', 'ci', '.']);
  step('types', ['node_modules/typescript/bin/tsc', '-b']);
  step('page types', ['node_modules/typescript/bin/tsc', '-p', 'web']);
  step('page test types', ['node_modules/typescript/bin/tsc', '-p', 'test/page']);
}

/** Whole programs and peers of other makers: they wait more than they compute. */
const waiting =
  '{test/site,test/foreign,test/drivers/link,test/firmware/{smgw,ocpp,store},test/scripts/smgw-sim}/**/*.test.ts';
const inBrowser = 'test/page/**/*.test.ts';
/** The long ones, begun first: no lane is left alone with one of them at the end. */
const long = /^test\/(site\/|page\/(every|tasks|.*-whole-box))|\/(invariants|replay|root|demo|fairness)\b/;

if (only.length === 0 || only.some((file) => /^test\/(page|site)\//.test(file)))
  // Once, and before the lanes: two of them that build the page at a time empty each other's folder.
  await buildPageIfStale();
const ran = await runLanes(only.length > 0 ? [{ queues: [only], niceness: 0 }] : all());
const { passed, skipped } = ran;
const failed = ran.failed + failedSteps;
for (const file of ran.failedFiles) console.log(`\nnetwacht: failed: ${file}`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** Every file, in lanes for two cores: not more browsers at a time than a small machine bears. */
function all(): Lane[] {
  const whole = inOrder(globSync(waiting));
  const page = inOrder(globSync(inBrowser));
  const computing = inOrder(globSync('test/**/*.test.ts', { exclude: [waiting, inBrowser] }));
  return [
    { queues: [whole, computing], niceness: 0 },
    { queues: [whole, computing], niceness: 0 },
    { queues: [page, computing, whole], niceness: 4 },
    { queues: [page, whole, computing], niceness: 4 },
    { queues: [computing, whole, page], niceness: 4 },
  ];
}

function inOrder(files: readonly string[]): string[] {
  const sorted = files.toSorted();
  return [...sorted.filter((file) => long.test(file)), ...sorted.filter((file) => !long.test(file))];
}

function step(name: string, args: string[]): void {
  console.log(`netwacht: ${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) {
    failedSteps += 1;
    console.log(`netwacht: ${name} failed`);
  }
}
