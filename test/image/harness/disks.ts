import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boards, type Target } from './targets.ts';

/** The size of every test's disk: larger than the image, so that data is grown at the first boot as on a card. */
export const diskBytes = 4 * 1024 ** 3;

/** A disk whose writes go to `file`; what lies beneath is never changed. Overwrites `file`. */
export function overlayDisk(base: string, baseFormat: 'raw' | 'qcow2', file: string, sizeBytes = diskBytes) {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const args = ['create', '-q', '-f', 'qcow2', '-b', base, '-F', baseFormat, file, String(sizeBytes)];
  execFileSync('qemu-img', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return { file, format: 'qcow2' as const };
}

/** The whole content of a disk as a sparse raw file. Overwrites `file`. */
export function rawCopy(disk: { readonly file: string; readonly format: string }, file: string) {
  mkdirSync(dirname(file), { recursive: true });
  execFileSync('qemu-img', ['convert', '-q', '-f', disk.format, '-O', 'raw', '-S', '4k', disk.file, file]);
  return { file, format: 'raw' as const };
}

/** A copy of UEFI's empty settings; undefined where the board has none. */
export function freshFirmwareSettings(target: Target, folder: string): string | undefined {
  const { firmware } = boards[target];
  if ('bios' in firmware) return undefined;
  const file = join(folder, 'uefi-settings');
  copyFileSync(firmware.settings, file);
  return file;
}
