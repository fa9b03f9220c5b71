import { join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { lockedOf, suite, writeLock } from './lock.ts';
import { mirrorsOfHost } from './mirrors.ts';
import { packagesOf } from './packages.ts';
import { stage } from './stage.ts';

/** What the kernel's own packages find before they make their initramfs, which nobody uses: the quickest kind (a stage of its own makes ours). */
const seed = 'MODULES=list\nCOMPRESS=zstd\n';

/**
 * Debian's root as mmdebstrap makes it: `root.tar`, and `packages.lock` with the version of each package in it.
 * Versions of the lock file are asked for above any other; a mirror that no longer has one gets the newer one, and the
 * comparison afterwards says so.
 */
export function makeRoot(build: Build): Promise<string> {
  const packages = packagesOf(build.repository, build.target.name);
  const locked = lockedOf(build).filter((line) => !build.target.bootPackages.includes(line.split(' ')[0] ?? ''));
  return stage(build, 'root', { suite, packages, locked, seed }, async (folder) => {
    const tar = join(folder, 'root.tar');
    const { archive, security } = mirrorsOfHost();
    const components = 'main non-free-firmware';
    const before =
      'mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/etc/apt/preferences.d"; ' +
      `printf '${seed.replaceAll('\n', '\\n')}' > "$1/etc/initramfs-tools/conf.d/netwacht"; ` +
      `printf '%s' "$PINS" > "$1/etc/apt/preferences.d/netwacht"`;
    await command(
      'mmdebstrap',
      [
        '--mode=root',
        '--variant=apt',
        `--architectures=${build.target.architecture}`,
        `--include=${packages.join(',')}`,
        '--dpkgopt=force-confold',
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=Acquire::Retries "5"',
        `--setup-hook=${before}`,
        suite,
        tar,
        `deb ${archive} ${suite} ${components}`,
        `deb ${archive} ${suite}-updates ${components}`,
        `deb ${security} ${suite}-security ${components}`,
      ],
      { environment: { SOURCE_DATE_EPOCH: String(build.epochS), PINS: pinsOf(locked) } },
    );
    await writeLock(tar, join(folder, 'packages.lock'));
  });
}

/** apt's preferences that ask for the versions of a lock file. */
export function pinsOf(locked: readonly string[]): string {
  return locked
    .map((line) => line.split(' '))
    .map(([name, version]) => `Package: ${name}\nPin: version ${version}\nPin-Priority: 1001\n\n`)
    .join('');
}
