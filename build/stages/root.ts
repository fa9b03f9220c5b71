import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Build, lastingEpochS } from './build.ts';
import { command } from './command.ts';
import { lockedOf, suite, writeLock } from './lock.ts';
import { mirrorsOfHost } from './mirrors.ts';
import { packagesOf } from './packages.ts';
import { idOf, stage } from './stage.ts';

/**
 * What the initramfs tools find, should they make one while packages are installed: the quickest kind. Nobody uses it
 * (`INITRD=No` asks the kernel's package for none): the base stage makes ours.
 */
const seed = 'MODULES=list\nCOMPRESS=zstd\n';

/**
 * Debian's root as mmdebstrap makes it: `root.tar`, and `packages.lock` with the version of each package in it.
 * Versions of the lock file are asked for above any other; a mirror that no longer has one gets the newer one, and the
 * comparison afterwards says so.
 */
export function makeRoot(build: Build): Promise<string> {
  const locked = lockedOf(build);
  const inputs = rootInputs(build, locked);
  return stage(build, 'root', inputs, async (folder) => {
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
        `--include=${inputs.packages.join(',')}`,
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
      { environment: { SOURCE_DATE_EPOCH: String(lastingEpochS), PINS: pinsOf(inputs.locked), INITRD: 'No' } },
    );
    await writeLock(tar, join(folder, 'packages.lock'));
  });
}

/**
 * Gives a root that was made without a lock file the name it has with the one that was written of it, so that the next
 * build finds it. Returns its folder.
 */
export function renameToLocked(build: Build, root: string): string {
  const folder = join(build.cache, idOf(build, 'root', rootInputs(build, lockedOf(build))));
  if (folder !== root && !existsSync(folder)) renameSync(root, folder);
  return folder;
}

function rootInputs(build: Build, locked: readonly string[]) {
  const packages = packagesOf(build.repository, build.target.name);
  const ofRoot = locked.filter((line) => !build.target.bootPackages.includes(line.split(' ')[0] ?? ''));
  return { suite, packages, locked: ofRoot, seed, epochS: lastingEpochS };
}

/** apt's preferences that ask for the versions of a lock file. */
export function pinsOf(locked: readonly string[]): string {
  return locked
    .map((line) => line.split(' '))
    .map(([name, version]) => `Package: ${name}\nPin: version ${version}\nPin-Priority: 1001\n\n`)
    .join('');
}
