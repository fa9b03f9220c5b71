import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { type Build, lastingEpochS } from './build.ts';
import { command } from './command.ts';
import { hashOfTree } from './hash.ts';
import { inRoot } from './in-root.ts';
import { keepModules } from './modules.ts';
import { listed } from './packages.ts';
import { stage } from './stage.ts';

/** What of the overlay the initramfs is made of. */
const inInitramfs = ['initramfs-tools', 'e2fsck.conf', 'mke2fs.conf'].map((name) => `build/overlay/etc/${name}`);

/**
 * What changes only with Debian's packages, the kernel modules kept and the initramfs: `base.tar` (the root without boot
 * files), `vmlinuz`, `initrd`, `dtbs/` (arm64) and `kernel` (its release).
 */
export function makeBase(build: Build, root: string): Promise<string> {
  const lists = ['modules', 'unwanted-drivers', 'unused-paths', 'build-only'].map(
    (name) => `build/packages/${name}.txt`,
  );
  const inputs = {
    root,
    parts: [...inInitramfs, ...lists, 'build/stages/base.ts'].map((path) => hashOfTree(join(build.repository, path))),
  };
  return stage(build, 'base', inputs, async (folder) => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    await command('tar', ['-xpf', join(root, 'root.tar'), '-C', tree, '--numeric-owner']);
    const kernel = kernelOf(tree);
    const list = (name: string) => listed(join(build.repository, 'build/packages', `${name}.txt`));
    const trees = join(tree, 'usr/lib', `linux-image-${kernel}`);
    await keepModules(tree, kernel, {
      patterns: list('modules'),
      boards: build.target.deviceTrees.map((name) => readFileSync(join(trees, name))),
      unwanted: list('unwanted-drivers'),
    });
    // Ours instead of what was there while the kernel's package was installed.
    rmSync(join(tree, 'etc/initramfs-tools/conf.d/netwacht'));
    for (const path of inInitramfs) {
      const from = join(build.repository, path);
      if (existsSync(from)) cpSync(from, join(tree, path.replace('build/overlay/', '')), { recursive: true });
    }
    rmSync(join(tree, `boot/initrd.img-${kernel}`), { force: true });
    const epoch = { SOURCE_DATE_EPOCH: String(lastingEpochS) };
    await inRoot(tree, ['mkinitramfs', '-o', `/boot/initrd.img-${kernel}`, kernel], epoch);
    renameSync(join(tree, `boot/initrd.img-${kernel}`), join(folder, 'initrd'));
    renameSync(join(tree, `boot/vmlinuz-${kernel}`), join(folder, 'vmlinuz'));
    for (const folderOfTrees of globSync(`usr/lib/linux-image-*`, { cwd: tree })) {
      renameSync(join(tree, folderOfTrees), join(folder, 'dtbs'));
    }
    await takeOut(build, tree);
    await command('tar', ['--sort=name', '--numeric-owner', '-cf', join(folder, 'base.tar'), '-C', tree, '.']);
    rmSync(tree, { recursive: true });
  });
}

function kernelOf(tree: string): string {
  const [found, ...more] = globSync('boot/vmlinuz-*', { cwd: tree });
  if (found === undefined || more.length > 0) {
    throw new NetwachtError('kernelCount', `the root has ${more.length + (found ? 1 : 0)} kernels, one is needed`);
  }
  return found.replace('boot/vmlinuz-', '');
}

/** Files of packages that only build, and paths nobody reads. */
async function takeOut(build: Build, tree: string): Promise<void> {
  const lists = join(build.repository, 'build/packages');
  for (const name of listed(join(lists, 'build-only.txt'))) {
    for (const list of globSync(`var/lib/dpkg/info/${name}{,:*}.list`, { cwd: tree })) {
      for (const path of readFileSync(join(tree, list), 'utf8').split('\n')) {
        if (path !== '' && !lstatSync(join(tree, path), { throwIfNoEntry: false })?.isDirectory()) {
          rmSync(join(tree, path), { force: true });
        }
      }
    }
  }
  // The day of a password's last change is the day of the build; nobody has a password.
  const shadow = readFileSync(join(tree, 'etc/shadow'), 'utf8');
  writeFileSync(join(tree, 'etc/shadow'), shadow.replaceAll(/^([^:]*:[^:]*):[0-9]*:/gm, '$1::'));
  for (const pattern of listed(join(lists, 'unused-paths.txt'))) {
    // A plain path is taken as it is: glob does not see a link that leads nowhere.
    const paths = /[*?{[(]/.test(pattern) ? globSync(pattern, { cwd: tree }) : [pattern];
    for (const path of paths) rmSync(join(tree, path), { recursive: true, force: true });
  }
  await command('find', ['usr', 'etc', '-xdev', '-type', 'd', '-empty', '-path', '*/share/*', '-delete'], {
    cwd: tree,
  });
}
