import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';

/** Parts of a root, as they lie unpacked. The rest is Debian's and the overlay's. */
const parts: Readonly<Record<string, readonly string[]>> = {
  node: ['opt/netwacht/bin/node'],
  'npm packages': ['opt/netwacht/node_modules'],
  program: ['opt/netwacht/firmware', 'opt/netwacht/drivers'],
  page: ['opt/netwacht/web'],
  'kernel modules': ['usr/lib/modules'],
  licences: ['opt/netwacht/licences.txt.gz', 'opt/netwacht/licences.json'],
};

/** Bytes of each part of an unpacked root. */
export async function sizesOf(tree: string): Promise<Record<string, number>> {
  const all = await bytesIn(tree, '.');
  const sizes: Record<string, number> = {};
  for (const [name, paths] of Object.entries(parts)) {
    sizes[name] = 0;
    for (const path of paths) sizes[name] += await bytesIn(tree, path);
  }
  const known = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
  return { ...sizes, 'Debian and overlay': all - known };
}

async function bytesIn(tree: string, path: string): Promise<number> {
  const said = await command('du', ['--bytes', '--summarize', '--one-file-system', path], { cwd: tree });
  return Number(said.split('\t')[0]);
}

export interface Made {
  readonly base: string;
  readonly system: string;
  readonly slot: string;
  readonly disk: string;
  readonly bundle: string;
  readonly sbom: string;
}

/** Writes sizes per part and times per stage beside the image, and prints them. */
export function reportSizes(build: Build, made: Made, file: string): void {
  const size = (path: string): number => statSync(path).size;
  const verity: { hashOffset: number } = JSON.parse(readFileSync(join(made.system, 'verity.json'), 'utf8'));
  const root = size(join(made.system, 'root.img'));
  const unpacked: Record<string, number> = JSON.parse(readFileSync(join(made.system, 'sizes.json'), 'utf8'));
  const packed = {
    'root (squashfs)': verity.hashOffset,
    'root (verity tree)': root - verity.hashOffset,
    kernel: size(join(made.base, 'vmlinuz')),
    initramfs: size(join(made.base, 'initrd')),
    'disk image': size(join(made.disk, 'disk.img.zst')),
    'update bundle': size(join(made.bundle, 'update.raucb')),
  };
  writeFileSync(file, `${JSON.stringify({ unpacked, packed, stages: build.times }, null, 2)}\n`);
  const line = ([name, bytes]: [string, number]): string =>
    `  ${name.padEnd(20)} ${(bytes / 1e6).toFixed(1).padStart(8)} MB\n`;
  const table = `unpacked root\n${Object.entries(unpacked).map(line).join('')}packed\n${Object.entries(packed).map(line).join('')}`;
  build.say(`sizes (${basename(file)})\n${table.trimEnd()}`);
}
