// Lint, types, then every test in lanes beside each other; the last line printed is `N passed, N failed[, N skipped]`.
import '../firmware/system/node-version.ts';
import { globSync } from 'node:fs';
import { buildPageIfStale } from './page.ts';
import { type Lane, runLanes } from './test-lanes.ts';
import { step, warmUp } from './test-steps.ts';

const only = process.argv.slice(2);
const steps = only.length === 0 ? await beforeTheLanes() : [];

/** Whole programs and peers of other makers: they wait more than they compute. */
const waiting =
  '{test/site,test/foreign,test/drivers/link,test/firmware/{smgw,ocpp,store},test/scripts/smgw-sim}/**/*.test.ts';
const inBrowser = 'test/page/**/*.test.ts';
/** The long ones, begun first: no lane is left alone with one of them at the end. */
const long = /^test\/(site\/|page\/(every|tasks|.*-whole-box))|\/(invariants|replay|root|demo|fairness)\b/;

// Once, and before the lanes: two of them that build the page at a time empty each other's folder.
if (only.some((file) => /^test\/(page|site)\//.test(file))) await buildPageIfStale();
const ran = await runLanes(only.length > 0 ? [{ queues: [only], niceness: 0 }] : all());
const { passed, skipped } = ran;
const failed = ran.failed + steps.filter((well) => !well).length;
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

/** Lint, types, the built page and the compiled firmware, two at a time. Returns of each step whether it went well. */
async function beforeTheLanes(): Promise<boolean[]> {
  const scripts = async () => [
    await step('lint', ['scripts/biome.mjs', 'ci', '.']),
    await step('page types', ['node_modules/typescript/bin/tsc', '-p', 'web']),
    await step('page test types', ['node_modules/typescript/bin/tsc', '-p', 'test/page']),
  ];
  const warm = buildPageIfStale().then(warmUp);
  const [types, others] = await Promise.all([
    step('types', ['node_modules/typescript/bin/tsc', '-b']),
    scripts(),
    warm,
  ]);
  return [types, ...others];
}
