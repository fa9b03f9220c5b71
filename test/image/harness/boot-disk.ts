import { execFileSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { grubModules } from '../../../build/stages/loader.ts';
import { partition } from './partitions.ts';
import type { Target } from './targets.ts';

/** What a small disk with the boot loader's files begins with; its kernels are no kernels. */
export interface BootDiskPlan {
  readonly target: Target;
  readonly file: string;
  /** Work files go here. */
  readonly folder: string;
  /** Slots that hold a kernel. */
  readonly full: string;
  /** The state as words; undefined: none; `torn`: one whose checksum does not fit. */
  readonly state: Readonly<Record<string, string>> | 'torn' | undefined;
}

const mebibyte = 1024 * 1024;
const stateBytes = 512;
const grubStateBytes = 1024;
const labels = ['loader', 'env', 'boota', 'bootb', 'roota', 'rootb', 'data'];
/** GRUB for UEFI: of this machine, or of a build of the image. */
const grubFolders = [
  '/usr/lib/grub',
  join(process.env.NETWACHT_IMAGE_CACHE ?? 'build/out/cache', 'boot-packages-generic-amd64-*/files/usr/lib/grub'),
];

/** The folder of GRUB's modules; undefined where there is none. */
export const grubFolder = (): string | undefined =>
  grubFolders.flatMap((path) => globSync(`${path}/x86_64-efi`)).find((path) => existsSync(join(path, 'normal.mod')));

/** Makes the disk. */
export function makeBootDisk({ target, file, folder, full, state }: BootDiskPlan): void {
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, '');
  truncateSync(file, 64 * mebibyte);
  const parts = labels.flatMap((label, k) => [`-n${k + 1}:0:+${label === 'env' ? 1 : 8}M`, `-c${k + 1}:${label}`]);
  const type = target === 'generic-amd64' ? ['-t1:ef00'] : [];
  execFileSync('sgdisk', [...parts, ...type, file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const loader = join(folder, 'loader');
  rmSync(loader, { recursive: true, force: true });
  mkdirSync(loader);
  if (target === 'cm4-arm64') uBoot(loader);
  else grub(loader, state);
  put(file, 'loader', fat(folder, loader));
  const slot = join(folder, 'slot');
  rmSync(slot, { recursive: true, force: true });
  mkdirSync(slot);
  for (const name of ['vmlinuz', 'initrd', 'slot.env']) writeFileSync(join(slot, name), 'nothing that starts\n');
  for (const name of full) put(file, `boot${name.toLowerCase()}`, fat(folder, slot));
  if (target === 'cm4-arm64' && state !== undefined) put(file, 'env', uBootState(state));
}

function uBoot(loader: string): void {
  const words = ['-A', 'arm64', '-T', 'script', '-C', 'none', '-n', 'netwacht', '-d', 'build/boot/boot.cmd'];
  execFileSync('mkimage', [...words, join(loader, 'boot.scr')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function grub(loader: string, state: BootDiskPlan['state']): void {
  const place = join(loader, 'EFI/BOOT');
  mkdirSync(place, { recursive: true });
  const modules = grubFolder() ?? '';
  const image = ['-O', 'x86_64-efi', '-d', modules, '-o', join(place, 'BOOTX64.EFI'), '-p', '/EFI/BOOT'];
  execFileSync('grub-mkimage', [...image, ...grubModules.split(' ')]);
  cpSync('build/boot/grub.cfg', join(place, 'grub.cfg'));
  cpSync('build/boot/generic-amd64/grubenv-spare', join(place, '../../grubenv-spare'));
  const lines = state === 'torn' || state === undefined ? '' : textOf(state, '\n');
  const block = `# GRUB Environment Block\n${lines}`.padEnd(grubStateBytes, '#');
  writeFileSync(join(loader, 'grubenv'), state === 'torn' ? block.replace('Block', 'Bl\0ck') : block);
}

function uBootState(state: Exclude<BootDiskPlan['state'], undefined>): Buffer {
  const sector = Buffer.alloc(stateBytes);
  sector.write(state === 'torn' ? 'BOOT_ORDER=B A\0' : textOf(state, '\0'), 4);
  sector.writeUInt32LE(crc32(sector.subarray(4)), 0);
  if (state === 'torn') sector.write('A B', 15);
  return sector;
}

const textOf = (state: Readonly<Record<string, string>>, end: string): string =>
  Object.entries(state)
    .map(([name, value]) => `${name}=${value}${end}`)
    .join('');

function fat(folder: string, content: string): string {
  const file = join(folder, 'fat.img');
  rmSync(file, { force: true });
  execFileSync('mkfs.vfat', ['-C', file, String((8 * mebibyte) / 1024)], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('mcopy', ['-s', '-i', file, ...globSync(`${content}/*`), '::/']);
  return file;
}

function put(disk: string, label: string, content: string | Buffer): void {
  const { offsetBytes } = partition(disk, label);
  if (typeof content === 'string') {
    const places = [`if=${content}`, `of=${disk}`, 'bs=512', `seek=${offsetBytes / 512}`];
    execFileSync('dd', [...places, 'conv=notrunc', 'status=none']);
    return;
  }
  const handle = openSync(disk, 'r+');
  writeSync(handle, content, 0, content.length, offsetBytes);
  closeSync(handle);
}
