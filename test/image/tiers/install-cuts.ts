import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../scripts/site/random.ts';
import { readLog } from '../blklog/format.ts';
import { cutModes, cutPoints, survivors } from '../blklog/power-cut.ts';
import { Replay } from '../blklog/replay.ts';
import type { Bench } from '../harness/bench.ts';
import { readBootState, slotTaken } from '../harness/boot-state.ts';
import { boot } from '../harness/box.ts';
import { developmentKeys, repack } from '../harness/bundles.ts';
import { compare } from '../harness/compare.ts';
import { checkData } from '../harness/data-check.ts';
import { rawCopy } from '../harness/disks.ts';
import type { Skipped } from '../harness/image-case.ts';
import { ownedDisk } from '../harness/owned-disk.ts';
import { partition } from '../harness/partitions.ts';
import { install, offer } from '../harness/updates.ts';

const points = 50;

/**
 * S17: the plug is pulled at 50 moments of an install, from its first write to the restart, with the cache lost. On each disk the
 * slot that the boot script would take holds, byte by byte, the version that belongs there, and the owner's data are whole.
 */
export async function whileInstalling(bench: Bench): Promise<undefined | Skipped> {
  const keys = developmentKeys();
  const { bundle } = bench.image;
  if (keys === undefined || bundle === undefined) return { skipped: 'no development keys or no bundle here' };
  const newer = repack(bundle, keys, { version: '9.1.0' }, bench.file('newer.raucb'));
  const content = bench.file('content');
  execFileSync('rauc', ['extract', '--keyring', keys.keyring, newer, content], { stdio: 'pipe' });

  const { disk: owned } = await ownedDisk(bench);
  const disk = rawCopy(owned, bench.file('disk.img'));
  const [durable, before] = [bench.file('durable.img'), bench.file('before.img')];
  for (const copy of [durable, before]) execFileSync('cp', ['--sparse=always', disk.file, copy]);
  const logFile = bench.file('writes.log');
  execFileSync('touch', [logFile]);
  const box = await boot(bench, { disk, writeLog: logFile });
  assert.equal((await box.client.setVariable('kept', 4711)).status, 200);
  assert.equal(await offer(box, newer), undefined);
  const fromBytes = statSync(logFile).size;
  assert.equal(await install(box), undefined);
  await box.machine.cutPower();

  const entries = readLog(logFile);
  const first = entries.findIndex(({ endOffset }) => endOffset > fromBytes);
  bench.fact('recorded', `${entries.length - first} writes and flushes of an install`);
  const seed = process.env.NETWACHT_TEST_SEED ?? new Date().toISOString().slice(0, 10);
  const chance = seededRandom(seed);
  bench.fact('seed', seed);
  const replay = new Replay({ logFile, diskFile: durable, entries });
  bench.defer(() => replay.close());
  const taken = { A: 0, B: 0 };
  const faults: string[] = [];
  for (const [k, cut] of cutPoints(entries, first, points, chance.next).entries()) {
    const mode = cutModes[k % cutModes.length] ?? 'some';
    const image = bench.file('cut.img');
    replay.forwardTo(cut);
    execFileSync('cp', ['--sparse=always', durable, image]);
    replay.addTo(image, survivors(entries, cut, mode, chance.next));
    const slot = slotTaken(readBootState(image));
    taken[slot] += 1;
    const where = `cut after entry ${cut} (${mode}), slot ${slot}`;
    for (const fault of slot === 'A' ? asBefore(image, before) : asInBundle(image, content))
      faults.push(`${where}: ${fault}`);
    const found = checkData(image, bench.file('scratch'));
    faults.push(...found.faults.map((fault) => `${where}: ${fault}`));
    if (found.variables.kept !== 4711) faults.push(`${where}: the variable "kept" is ${found.variables.kept}`);
  }
  bench.fact('points', `${points}; A is booted after ${taken.A}, B after ${taken.B} of them`);
  bench.fact('faults', faults.length === 0 ? 'none' : faults.slice(0, 3).join('; '));
  assert.deepEqual(faults, []);
  assert.ok(taken.A > 0, 'the old slot is taken as long as the new one is not whole');
  rmSync(content, { recursive: true, force: true });
  return undefined;
}

/** Nothing of slot A was touched. */
function asBefore(image: string, before: string): readonly string[] {
  return ['boota', 'roota'].flatMap((label) => {
    const { offsetBytes, sizeBytes } = partition(image, label);
    const found = compare({ file: image, offsetBytes }, { file: before, offsetBytes }, sizeBytes);
    return found === undefined ? [] : [`${label} differs in ${found.bytes} bytes`];
  });
}

/** Slot B holds what the bundle brought. */
function asInBundle(image: string, content: string): readonly string[] {
  return [
    ['bootb', 'boot.img'],
    ['rootb', 'rootfs.img'],
  ].flatMap(([label = '', name = '']) => {
    const file = join(content, name);
    const { offsetBytes } = partition(image, label);
    const found = compare({ file: image, offsetBytes }, { file, offsetBytes: 0 }, statSync(file).size);
    return found === undefined ? [] : [`${label} is not what the bundle brought: ${found.bytes} bytes differ`];
  });
}
