import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../scripts/site/random.ts';
import { type LogEntry, readLog } from '../blklog/format.ts';
import { type CutMode, cutModes, cutPoints, durableCount, survivors } from '../blklog/power-cut.ts';
import { Replay } from '../blklog/replay.ts';
import type { Bench } from '../harness/bench.ts';
import { boot, firstCycle } from '../harness/box.ts';
import { checkData } from '../harness/data-check.ts';
import { overlayDisk, rawCopy } from '../harness/disks.ts';
import { minutes, type Skipped, type Tier } from '../harness/image-case.ts';
import { ownedDisk } from '../harness/owned-disk.ts';
import { whileInstalling } from './install-cuts.ts';

/** The plug is pulled while an operator sets variables; docs/decisions/037 says what is played and what is not. */
export const powerTier: Tier = {
  name: 'power-cuts',
  title: 'power cuts',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: (target) => [
    { name: 'while-variables-are-set', limitMs: minutes(30), run: whileVariablesAreSet },
    { name: 'booted-after-cuts', limitMs: minutes(40), run: bootedAfterCuts },
    // GRUB keeps its state in a file of the loader partition, which this look at the raw disk does not read.
    ...(target === 'cm4-arm64'
      ? [
          {
            name: 'while-installing',
            limitMs: minutes(40),
            run: whileInstalling,
            shows: 'S17 an install that is cut leaves a slot that boots',
          },
        ]
      : []),
  ],
};

const points = 50;
const fullBoots = 5;
const recordMs = 60_000;

/** One value that was set: how long the log was before it was asked for, and after it was answered. */
export interface Written {
  readonly value: number;
  readonly askedAtBytes: number;
  /** Infinity: it was never answered. */
  readonly answeredAtBytes: number;
}

async function whileVariablesAreSet(bench: Bench): Promise<undefined> {
  const { disk: owned } = await ownedDisk(bench);
  const disk = rawCopy(owned, bench.file('disk.img'));
  const durable = bench.file('durable.img');
  execFileSync('cp', ['--sparse=always', disk.file, durable]);
  const logFile = bench.file('writes.log');
  const { written, from } = await record(bench, disk, logFile);
  const entries = readLog(logFile);
  const first = entries.findIndex(({ endOffset }) => endOffset > from);
  const flushes = entries.slice(first).filter(({ kind }) => kind === 'flush').length;
  bench.fact(
    'recorded',
    `${written.length} values set, ${entries.length - first} writes and flushes, ${flushes} of them flushes`,
  );
  assert.ok(written.length > points, 'enough was written to be worth it');

  const seed = process.env.NETWACHT_TEST_SEED ?? new Date().toISOString().slice(0, 10);
  const chance = seededRandom(seed);
  bench.fact('seed', seed);
  const replay = new Replay({ logFile, diskFile: durable, entries });
  bench.defer(() => replay.close());
  const faults: string[] = [];
  let recovered = 0;
  const count = new Map<string, number>();
  const kept: KeptCut[] = [];
  rmSync(keptFolder(bench), { recursive: true, force: true });
  mkdirSync(keptFolder(bench), { recursive: true });
  for (const [k, cut] of cutPoints(entries, first, points, chance.next).entries()) {
    const mode: CutMode = cutModes[k % cutModes.length] ?? 'some';
    const image = bench.file('cut.img');
    replay.forwardTo(cut);
    execFileSync('cp', ['--sparse=always', durable, image]);
    const survived = survivors(entries, cut, mode, chance.next);
    replay.addTo(image, survived);
    const allowed = allowedValues(written, entries, cut);
    if (k % Math.ceil(points / fullBoots) === 0) {
      const disk = join(keptFolder(bench), `cut-${cut}.img`);
      execFileSync('cp', ['--sparse=always', image, disk]);
      kept.push({ disk, allowed });
    }
    const found = checkData(image, bench.file('scratch'));
    const value = found.variables.CUT ?? Number.NaN;
    count.set(mode, (count.get(mode) ?? 0) + 1);
    if (found.recovered) recovered += 1;
    const where = `cut after entry ${cut} (${cut - durableCount(entries, cut)} not flushed, ${mode})`;
    faults.push(...found.faults.map((fault) => `${where}: ${fault}`));
    if (!allowed.includes(value)) faults.push(`${where}: CUT is ${value}, may be ${allowed.join(' or ')}`);
  }
  writeFileSync(join(keptFolder(bench), 'kept.json'), JSON.stringify(kept));
  const modes = [...count].map(([mode, many]) => `${many} ${mode}`).join(', ');
  bench.fact('points', `${points}: ${modes} of what was not flushed`);
  bench.fact('the journal was played', `${recovered} times`);
  bench.fact('faults', faults.length === 0 ? 'none' : faults.slice(0, 3).join('; '));
  assert.deepEqual(faults, []);
  return undefined;
}

/** Boots the disk behind the log and sets CUT to 1, 2, 3 … until the plug is pulled. */
async function record(bench: Bench, disk: { file: string; format: 'raw' }, logFile: string) {
  rmSync(logFile, { force: true });
  execFileSync('touch', [logFile]);
  const box = await boot(bench, { disk, writeLog: logFile });
  await firstCycle(box, 120_000);
  assert.equal((await box.client.setVariable('CUT', 0)).status, 200);
  const size = (): number => statSync(logFile).size;
  const from = size();
  const written: Written[] = [{ value: 0, askedAtBytes: 0, answeredAtBytes: from }];
  const endMs = performance.now() + recordMs;
  for (let value = 1; performance.now() < endMs; value += 1) {
    const askedAtBytes = size();
    const { status } = await box.client.setVariable('CUT', value);
    assert.equal(status, 200);
    written.push({ value, askedAtBytes, answeredAtBytes: size() });
    // Room for the journal's own moments between two values.
    if (value % 10 === 0) await sleep(700);
  }
  await box.machine.cutPower();
  return { written, from };
}

/**
 * What CUT may be on a disk whose power went after `cut` entries: the last value that had been answered by then, or one
 * that had been asked for. A value whose asking began when the log was longer cannot be there.
 */
export function allowedValues(
  written: readonly Written[],
  entries: readonly LogEntry[],
  cut: number,
): readonly number[] {
  const lengthBytes = entries[cut - 1]?.endOffset ?? 0;
  const answered = written.filter(({ answeredAtBytes }) => answeredAtBytes <= lengthBytes).at(-1)?.value ?? 0;
  return written
    .filter(({ value, askedAtBytes }) => value >= answered && askedAtBytes < lengthBytes)
    .map(({ value }) => value);
}

/** A disk of a cut, kept to be booted, and what CUT may be on it. */
interface KeptCut {
  readonly disk: string;
  readonly allowed: readonly number[];
}

const keptFolder = ({ root, image }: Bench): string =>
  join(root, 'cuts', `${image.target}-${image.sha256.slice(0, 12)}`);

/** Five of the disks that the case before kept, each booted as it is. */
async function bootedAfterCuts(bench: Bench): Promise<undefined | Skipped> {
  const list = join(keptFolder(bench), 'kept.json');
  if (!existsSync(list)) return { skipped: 'run while-variables-are-set first: it makes the disks' };
  const kept: KeptCut[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { disk, allowed } of kept) {
    const box = await boot(bench, { disk: overlayDisk(disk, 'raw', bench.file('boot.qcow2'), statSync(disk).size) });
    await firstCycle(box, 120_000);
    const { CUT } = await box.client.variables();
    bench.fact(`CUT after the boot of ${basename(disk)}`, `${CUT}, may be ${allowed.join(' or ')}`);
    assert.ok(allowed.includes(Number(CUT)));
    const verified = (await box.client.must('GET', '/api/v1/grid/log/verify')).json as { ok: boolean };
    assert.equal(verified.ok, true, 'the proof log verifies');
    await box.machine.cutPower();
  }
  return undefined;
}
