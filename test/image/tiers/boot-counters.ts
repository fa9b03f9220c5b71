import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Bench } from '../harness/bench.ts';
import { type BootDiskPlan, grubFolder, makeBootDisk } from '../harness/boot-disk.ts';
import { minutes, type Skipped, type Tier } from '../harness/image-case.ts';

/** Which slot is started how often, seen at the boot loaders themselves with kernels that are none: each start fails. */
export const bootCountersTier: Tier = {
  name: 'boot-counters',
  title: 'the boot loader counts tries',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: false,
  cases: () => [
    { name: 'all-branches', limitMs: minutes(6), run: allBranches },
    { name: 'other-disks', limitMs: minutes(4), run: otherDisks },
  ],
};

/** A disk, and what the boot loader says of its starts one after the other: slot, then tries left of A and B. */
const branches: readonly (readonly [string, Pick<BootDiskPlan, 'full' | 'state'>, readonly string[]])[] = [
  [
    'a new box, both slots full: each uses up its tries, then all are given anew',
    { full: 'AB', state: undefined },
    ['A 2 3', 'A 1 3', 'A 0 3', 'B 0 2', 'B 0 1', 'B 0 0', 'A 2 3 last', 'A 1 3'],
  ],
  ['a torn state', { full: 'AB', state: 'torn' }, ['A 2 3', 'A 1 3']],
  [
    'an update that does not start: B is given up, A is the one that was well',
    { full: 'AB', state: { BOOT_ORDER: 'B A', BOOT_A_LEFT: '1', BOOT_B_LEFT: '2', BOOT_GOOD: 'A' } },
    ['B 1 1', 'B 1 0', 'A 0 0', 'A 2 3 last'],
  ],
  ['slot B is empty', { full: 'A', state: undefined }, ['A 2 3', 'A 1 3', 'A 0 3', 'A 2 3 last']],
  [
    'A is being written when the power is cut: only B is in the order',
    { full: 'AB', state: { BOOT_ORDER: 'B', BOOT_A_LEFT: '0', BOOT_B_LEFT: '1', BOOT_GOOD: 'B' } },
    ['B 0 0', 'B 0 2 last'],
  ],
];

const oneStartMs = 30_000;
const start = /^netwacht: slot ([AB]), tries left A (\d) B (\d) ?(netwacht\.last_resort)?/;
const failed = /^netwacht: slot [AB] does not start/;

async function allBranches(bench: Bench): Promise<undefined | Skipped> {
  const missing = whatIsMissing(bench);
  if (missing !== undefined) return missing;
  let count = 0;
  let spentMs = 0;
  for (const [what, plan, expected] of branches) {
    const { seen, ms } = await startsOf(bench, plan, expected.length, []);
    assert.deepEqual(seen, expected, what);
    count += seen.length;
    spentMs += ms;
  }
  bench.fact('starts', `${count} in ${(spentMs / 1000).toFixed(0)} s`);
  return undefined;
}

/** The same script where the disk is another kind: it takes the boot loader's word for it. */
async function otherDisks(bench: Bench): Promise<undefined | Skipped> {
  const missing = whatIsMissing(bench);
  if (missing !== undefined) return missing;
  const usb = ['-device', 'qemu-xhci', '-device', 'usb-storage,drive=disk1'];
  const { seen } = await startsOf(bench, { full: 'AB', state: undefined }, 4, usb);
  assert.deepEqual(seen, ['A 2 3', 'A 1 3', 'A 0 3', 'B 0 2'], 'a disk at USB');
  bench.fact('a disk at USB', 'counts as well');
  return undefined;
}

function whatIsMissing(bench: Bench): Skipped | undefined {
  if (bench.target === 'cm4-arm64' || grubFolder() !== undefined) return undefined;
  return { skipped: 'there is no GRUB for UEFI: build the image of generic-amd64 first' };
}

async function startsOf(
  bench: Bench,
  plan: Pick<BootDiskPlan, 'full' | 'state'>,
  count: number,
  bus: readonly string[],
): Promise<{ seen: readonly string[]; ms: number }> {
  const file = bench.file('disk.raw');
  makeBootDisk({ target: bench.target, file, folder: bench.file('parts'), ...plan });
  const other = bench.file('nothing.raw');
  // With another bus the disk under test hangs there, and the usual place holds an empty one.
  const extra =
    bus.length === 0 ? [] : ['-blockdev', `driver=raw,node-name=disk1,file.driver=file,file.filename=${file}`, ...bus];
  if (bus.length > 0) writeFileSync(other, Buffer.alloc(1024 * 1024));
  const disk = { file: bus.length === 0 ? file : other, format: 'raw' as const };
  const machine = await bench.machine({ disk, extra, lanPorts: [], memoryMb: 512 });
  const seen: string[] = [];
  let from = 0;
  while (seen.length < count) {
    const found = await machine.console.waitFor(failed, oneStartMs, from);
    const lines = machine.console.lines.slice(from, found.index).map(({ text }) => start.exec(text));
    from = found.index + 1;
    const [, slot, a, b, last] = lines.find((match) => match !== null) ?? [];
    seen.push(`${slot} ${a} ${b}${last === undefined ? '' : ' last'}`);
  }
  const ms = machine.nowMs;
  await machine.cutPower();
  return { seen, ms };
}
