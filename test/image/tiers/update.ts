import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../harness/bench.ts';
import { boot, bootLimitMs, shellOf } from '../harness/box.ts';
import { breakKernel, breakRootHash, buildRelease, developmentKeys, repack } from '../harness/bundles.ts';
import { type ImageCase, minutes, type Skipped, type Tier } from '../harness/image-case.ts';
import { boxInUse, nothingIsLost } from '../harness/in-use.ts';
import { confirmed, install, offer, resets, updates } from '../harness/updates.ts';
import { brokenRelease } from './update-broken.ts';
import { refusesBadBundles } from './update-refused.ts';

/** Updates over the API: the good one, bad ones, broken ones, and the plug pulled while installing. */
export const updateTier: Tier = {
  name: 'update',
  title: 'updates',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: () => [
    {
      ...{ name: 'to-b-and-back', limitMs: minutes(30), run: needsKeys(toBAndBack) },
      shows: 'S17 S18 an update goes into B and back by hand; data and password stay',
    },
    {
      ...{ name: 'bad-bundles', limitMs: minutes(30), run: needsKeys(refusesBadBundles) },
      shows: 'S17 every bundle that must not be installed is refused, and the old version goes on',
    },
    { name: 'broken-kernel', limitMs: minutes(25), run: needsKeys((bench) => brokenRelease(bench, kernel)) },
    { name: 'broken-root-hash', limitMs: minutes(25), run: needsKeys((bench) => brokenRelease(bench, rootHash)) },
    { name: 'broken-program', limitMs: minutes(40), run: needsKeys((bench) => brokenRelease(bench, program)) },
    ...[5, 15, 30, 60].map(
      (percent): ImageCase => ({
        name: `cut-at-${percent}-percent`,
        limitMs: minutes(20),
        run: needsKeys((bench) => cutWhileInstalling(bench, percent)),
      }),
    ),
    { name: 'cut-when-installed', limitMs: minutes(20), run: needsKeys((bench) => cutWhileInstalling(bench, 100)) },
  ],
};

/** Bundles can be made only where the recipe's development keys are. */
const needsKeys =
  (run: (bench: Bench) => Promise<undefined | Skipped>): ImageCase['run'] =>
  async (bench) =>
    developmentKeys() === undefined || bench.image.bundle === undefined
      ? { skipped: 'no development keys or no bundle here: updates for this image cannot be made' }
      : await run(bench);

const newer = '9.1.0';

function newerBundle({ image, root, target }: Bench): string {
  const keys = developmentKeys();
  assert.ok(keys !== undefined && image.bundle !== undefined);
  return repack(image.bundle, keys, { version: newer }, join(root, `newer-${target}.raucb`));
}

async function toBAndBack(bench: Bench): Promise<undefined> {
  const bundle = newerBundle(bench);
  const box = await boxInUse(bench);
  assert.equal((await updates(box)).running.slot, 'A');
  const step = stepsOf(bench);

  assert.equal(await offer(box, bundle), undefined);
  step('upload and check');
  assert.equal(await install(box), undefined);
  step('install');
  await resets(box, 1, 180_000);
  step('shut down');
  await box.client.answers(bootLimitMs, () => box.machine.mustRun());
  step('reset to HTTP in B');
  const view = await confirmed(box);
  step('HTTP to confirmed');
  assert.equal(view.running.slot, 'B');
  assert.deepEqual([view.other.slot, view.other.state], ['A', 'good']);
  await nothingIsLost(box);

  await box.client.must('POST', '/api/v1/updates/rollback', {});
  await resets(box, 2, 180_000);
  const back = await confirmed(box);
  step('back to A by hand, confirmed');
  assert.equal(back.running.slot, 'A');
  await nothingIsLost(box);
  return undefined;
}

/** Says how long each step took since the one before. */
export function stepsOf(bench: Bench): (what: string) => void {
  let beforeMs = performance.now();
  return (what) => {
    const nowMs = performance.now();
    bench.seconds(what, nowMs - beforeMs);
    beforeMs = nowMs;
  };
}

const kernel = (bench: Bench) => repacked(bench, breakKernel);
const rootHash = (bench: Bench) => repacked(bench, breakRootHash);
const program = (bench: Bench) => buildRelease(bench.target, '9.2.0', 'test/image/overlays/program-throws');

function repacked({ image, target, root }: Bench, boot: (file: string) => void): string {
  const keys = developmentKeys();
  assert.ok(keys !== undefined && image.bundle !== undefined);
  return repack(image.bundle, keys, { version: '9.3.0', boot }, join(root, `broken-${target}.raucb`));
}

/** The plug is pulled when the install says `percent`: the old system boots, and the same bundle can be installed afterwards. */
async function cutWhileInstalling(bench: Bench, percent: number): Promise<undefined> {
  const bundle = newerBundle(bench);
  const box = await boxInUse(bench);
  const { disk } = box.machine.options;
  assert.equal(await offer(box, bundle), undefined);
  const installing = install(box);
  installing.catch(() => {});
  let seen = -1;
  for (const endMs = performance.now() + 300_000; performance.now() < endMs && seen < percent; ) {
    const { progress } = await updates(box).catch(() => ({ progress: { phase: 'restarting', percent: 100 } }));
    seen = ['installed', 'restarting'].includes(progress.phase)
      ? 100
      : progress.phase === 'installing'
        ? progress.percent
        : -1;
    if (seen < percent) await sleep(50);
  }
  assert.ok(seen >= percent, `the install never came to ${percent} %`);
  await box.machine.cutPower();
  bench.fact('cut at', `${seen} %`);

  const again = await boot(bench, { disk });
  const view = await updates(again);
  bench.fact('after the cut', `slot ${view.running.slot}, version ${view.running.version}, other ${view.other.state}`);
  if (seen < 100) assert.equal(view.running.slot, 'A', 'the old system runs');
  await nothingIsLost(again);
  const shell = await shellOf(again.machine);
  assert.match(await shell.must('cat /proc/mounts'), / \/data ext4 rw,/);
  return undefined;
}
