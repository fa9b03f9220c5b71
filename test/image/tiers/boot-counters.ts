import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createWriteStream, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { type BootDiskPlan, grubFolder, makeBootDisk } from '../harness/boot-disk.ts';
import { minutes, type Skipped, type Tier } from '../harness/image-case.ts';
import { LineWatch } from '../harness/line-watch.ts';
import { until } from '../harness/until.ts';

/** Which slot is started how often, seen at the boot loaders themselves with kernels that are none: each start fails. */
export const bootCountersTier: Tier = {
  name: 'boot-counters',
  title: 'the boot loader counts tries',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: false,
  cases: (target) => [
    {
      name: 'all-branches',
      shows: 'S17 tries are counted, used up and given anew',
      limitMs: minutes(6),
      run: allBranches,
    },
    { name: 'other-disks', limitMs: minutes(4), run: otherDisks },
    ...(target === 'cm4-arm64' ? [{ name: 'raspberry-pi', limitMs: minutes(3), run: raspberryPi }] : []),
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
const start = /netwacht: slot ([AB]), tries left A (\d) B (\d) ?(netwacht\.last_resort)?/;

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

/** The same script where the disk is of another kind: it takes the boot loader's word for it. */
async function otherDisks(bench: Bench): Promise<undefined | Skipped> {
  const missing = whatIsMissing(bench);
  if (missing !== undefined) return missing;
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['USB', ['-device', 'usb-ehci', '-device', 'usb-storage,drive=disk1']],
    ['NVMe', ['-device', 'nvme,drive=disk1,serial=netwacht']],
  ];
  for (const [what, bus] of kinds) {
    const { seen } = await startsOf(bench, { full: 'AB', state: undefined }, 4, bus);
    assert.deepEqual(seen, ['A 2 3', 'A 1 3', 'A 0 3', 'B 0 2'], `a disk at ${what}`);
    bench.fact(`a disk at ${what}`, 'counts as well');
  }
  return undefined;
}

/** The U-Boot that goes to the loader partition, on the one Raspberry Pi that QEMU has an SD card for (a Pi 3). */
async function raspberryPi(bench: Bench): Promise<undefined | Skipped> {
  const board = raspberryPiOf(bench);
  if (board === undefined) return { skipped: 'there is no U-Boot for the Pi: build the image of cm4-arm64 first' };
  const file = bench.file('disk.raw');
  const state = { BOOT_ORDER: 'B A', BOOT_A_LEFT: '3', BOOT_B_LEFT: '1', BOOT_GOOD: 'A' };
  makeBootDisk({ target: bench.target, file, folder: bench.file('parts'), full: 'AB', state });
  const words = ['-M', 'raspi3b', '-accel', 'tcg', '-display', 'none', '-monitor', 'none', '-serial', 'null'];
  const disk = ['-serial', 'stdio', '-drive', `if=sd,format=raw,file=${file}`];
  const args = [...words, ...disk, '-kernel', board.uBoot, '-dtb', board.tree];
  const startedMs = performance.now();
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-aarch64', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  bench.defer(() => void child.kill('SIGKILL'));
  const log = createWriteStream(join(bench.logFolder, `${bench.target}-boot-counters-raspberry-pi.log`));
  bench.defer(() => void log.end());
  const console = new LineWatch(
    () => performance.now() - startedMs,
    ({ text }) => log.write(`${text}\n`),
  );
  child.stdout.on('data', (chunk: Buffer) => console.take(chunk));
  assert.deepEqual(await startsIn(console, 3), ['B 3 0', 'A 2 0', 'A 1 0']);
  bench.fact("an SD card, by the Pi's own U-Boot", 'counts as well');
  return undefined;
}

/** U-Boot and a device tree of the last builds of the image. */
function raspberryPiOf(bench: Bench): { uBoot: string; tree: string } | undefined {
  const cache = process.env.NETWACHT_IMAGE_CACHE ?? 'build/out/cache';
  const [uBoot] = globSync(`${cache}/boot-packages-${bench.target}-*/files/usr/lib/u-boot/rpi_arm64/u-boot.bin`);
  const [tree] = globSync(`${cache}/base-${bench.target}-*/dtbs/broadcom/bcm2837-rpi-3-b.dtb`);
  return uBoot === undefined || tree === undefined ? undefined : { uBoot, tree };
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
  const seen = await startsIn(machine.console, count);
  const ms = machine.nowMs;
  await machine.cutPower();
  return { seen, ms };
}

/** So many starts in a row, as the boot loader tells them. Only whole lines count: the end of a line says more. */
async function startsIn(console: LineWatch, count: number): Promise<readonly string[]> {
  return await until({
    what: `the boot loader has started ${count} times`,
    limitMs: count * oneStartMs,
    everyMs: 200,
    ask: async () => {
      const seen = console.lines.flatMap(({ text }) => {
        const [, slot, a, b, last] = start.exec(text) ?? [];
        return slot === undefined ? [] : [`${slot} ${a} ${b}${last === undefined ? '' : ' last'}`];
      });
      return seen.length < count ? undefined : seen.slice(0, count);
    },
    facts: () => console.tail(),
  });
}
