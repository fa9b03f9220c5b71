// `npm run test:image [-- --target T] [--tier NAME] [--case NAME] [--image FILE] [--resume]`: boots the image in QEMU and tries it.
// Results: build/out/test-image/results.json and .md, a log of each machine beside them. docs/image-tests.md says what is tried.
import '../../firmware/system/node-version.ts';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareHost } from './harness/host.ts';
import { type ImageUnderTest, imageOf } from './harness/image-file.ts';
import { Results } from './harness/results.ts';
import { runCase } from './harness/run-case.ts';
import { type Target, targets } from './harness/targets.ts';
import { tiers } from './tiers/all.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    tier: { type: 'string' },
    case: { type: 'string' },
    image: { type: 'string' },
    resume: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const root = resolve('build', 'out', 'test-image');
const results = new Results(join(root, 'results.json'));
const chosenTargets = targets.filter((target) => values.target === undefined || target === values.target);
const chosenTiers = tiers.filter(({ name }) => values.tier === undefined || name === values.tier);
const plan = chosenTargets.flatMap((target) =>
  chosenTiers
    .filter(({ targets: fits }) => fits.includes(target))
    .flatMap((tier) => tier.cases(target).map((one) => ({ target, tier, one }))),
);
const chosen = plan.filter(({ one }) => values.case === undefined || one.name === values.case);
if (chosen.length === 0) {
  console.error(
    `netwacht: no such case; targets are ${targets.join(', ')}, tiers ${tiers.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}
if (values.list) {
  for (const { target, tier, one } of chosen)
    console.log(`${target} ${tier.name} ${one.name}${one.shows === undefined ? '' : `: ${one.shows}`}`);
  process.exit(0);
}

const images = new Map<Target, ImageUnderTest>();
async function imageFor(target: Target): Promise<ImageUnderTest> {
  const known = images.get(target) ?? (await imageOf(target, join(root, 'base'), values.image));
  images.set(target, known);
  return known;
}

const say = (sentence: string): void => console.log(`netwacht: ${sentence}`);
prepareHost([...new Set(chosen.map(({ target }) => target))], say);
const count = { passed: 0, failed: 0, skipped: 0 };
for (const { target, tier, one } of chosen) {
  const which = { target, tier: tier.name, name: one.name };
  const image = tier.needsImage ? await imageFor(target) : undefined;
  if (values.resume && results.passed(which, image?.sha256 ?? '')) {
    count.passed += 1;
    continue;
  }
  say(`${target}, ${tier.title}: ${one.name}`);
  const result = await runCase(tier.name, one, { target, image, root, say });
  results.put(result);
  count[result.state] += 1;
  say(
    `${result.state} after ${result.seconds.toFixed(0)} s${result.message === undefined ? '' : `: ${result.message}`}`,
  );
}
const { passed, failed, skipped } = count;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
