import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { boards, type Target } from './targets.ts';

/** Debian packages of the machine that tests, and a file by which each is known to be there. */
const needed: Readonly<Record<string, string>> = {
  'qemu-utils': '/usr/bin/qemu-img',
  rauc: '/usr/bin/rauc',
  mtools: '/usr/bin/mcopy',
  'squashfs-tools': '/usr/bin/unsquashfs',
  e2fsprogs: '/sbin/e2fsck',
  zstd: '/usr/bin/zstd',
  openssl: '/usr/bin/openssl',
};
const neededFor: Readonly<Record<Target, Readonly<Record<string, string>>>> = {
  'cm4-arm64': { 'qemu-system-arm': '/usr/bin/qemu-system-aarch64', 'u-boot-qemu': firmwareOf('cm4-arm64') },
  'generic-amd64': { 'qemu-system-x86': '/usr/bin/qemu-system-x86_64', ovmf: firmwareOf('generic-amd64') },
};

/** Installs what is missing, as root; throws one sentence where it cannot. */
export function prepareHost(targets: readonly Target[], say: (sentence: string) => void): void {
  const all = Object.assign({}, needed, ...targets.map((target) => neededFor[target])) as Record<string, string>;
  const missing = Object.entries(all).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`the image tests need ${missing.join(' ')}: install them, or run as root`);
  say(`installing ${missing.join(' ')}`);
  const apt = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'pipe' as const };
  execFileSync('apt-get', [...apt, 'update'], options);
  execFileSync('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...missing], options);
}

function firmwareOf(target: Target): string {
  const { firmware } = boards[target];
  return 'bios' in firmware ? firmware.bios : firmware.code;
}
