import { existsSync } from 'node:fs';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';

/** Debian packages of the machine that builds, and a file by which each is known to be there. */
const needed: Readonly<Record<string, string>> = {
  mmdebstrap: '/usr/bin/mmdebstrap',
  'debian-archive-keyring': '/usr/share/keyrings/debian-archive-keyring.gpg',
  'squashfs-tools': '/usr/bin/mksquashfs',
  'cryptsetup-bin': '/usr/sbin/veritysetup',
  mtools: '/usr/bin/mcopy',
  dosfstools: '/usr/sbin/mkfs.vfat',
  e2fsprogs: '/usr/sbin/mke2fs',
  genimage: '/usr/bin/genimage',
  rauc: '/usr/bin/rauc',
  zstd: '/usr/bin/zstd',
  openssl: '/usr/bin/openssl',
  binutils: '/usr/bin/strip',
  kmod: '/usr/sbin/depmod',
};
const neededForArm64: Readonly<Record<string, string>> = {
  'qemu-user-static': '/usr/bin/qemu-aarch64-static',
  'binfmt-support': '/usr/sbin/update-binfmts',
  'arch-test': '/usr/bin/arch-test',
  'binutils-aarch64-linux-gnu': '/usr/bin/aarch64-linux-gnu-strip',
  'u-boot-tools': '/usr/bin/mkimage',
};
const neededForAmd64: Readonly<Record<string, string>> = { 'grub-common': '/usr/bin/grub-mkimage' };

/** Installs what is missing on this machine. Throws `notRoot` without the rights for it, `commandFailed` where apt fails. */
export async function prepareHost(build: Build): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new NetwachtError(
      'notRoot',
      'an image is built as root: owners and devices of its files are set; run as root',
    );
  }
  const arm64 = build.target.architecture === 'arm64' && process.arch !== 'arm64';
  const binfmt = '/proc/sys/fs/binfmt_misc';
  // Before qemu-user-static is installed: it registers itself at its installation.
  if (arm64 && !existsSync(`${binfmt}/register`)) await command('mount', ['-t', 'binfmt_misc', 'binfmt_misc', binfmt]);
  const all = { ...needed, ...(build.target.architecture === 'arm64' ? neededForArm64 : neededForAmd64) };
  const missing = Object.entries(all).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length > 0) {
    build.say(`installing ${missing.join(' ')}`);
    const environment = { DEBIAN_FRONTEND: 'noninteractive' };
    const lock = ['-o', 'DPkg::Lock::Timeout=300'];
    await command('apt-get', [...lock, 'update'], { environment });
    await command('apt-get', [...lock, 'install', '-y', '--no-install-recommends', ...missing], { environment });
  }
  if (arm64 && !existsSync(`${binfmt}/qemu-aarch64`)) await command('update-binfmts', ['--enable', 'qemu-aarch64']);
}
