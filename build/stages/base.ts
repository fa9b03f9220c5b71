import { cpSync, existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfTree } from './hash.ts';
import { inRoot } from './in-root.ts';
import { keepModules } from './modules.ts';
import { listed } from './packages.ts';
import { stage } from './stage.ts';

/**
 * What changes only with Debian's packages, the kernel modules kept and the initramfs: `base.tar` (the root without boot
 * files), `vmlinuz`, `initrd`, `dtbs/` (arm64) and `kernel` (its release).
 */
export function makeBase(build: Build, root: string): Promise<string> {
  const initramfs = 'build/overlay/etc/initramfs-tools';
  const lists = ['build/packages/modules.txt', 'build/packages/unused-paths.txt'];
  const inputs = {
    root,
    parts: [initramfs, `build/overlay-${build.target.name}/etc/initramfs-tools`, ...lists, 'build/stages/base.ts'].map(
      (path) => hashOfTree(join(build.repository, path)),
    ),
  };
  return stage(build, 'base', inputs, async (folder) => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    await command('tar', ['-xpf', join(root, 'root.tar'), '-C', tree, '--numeric-owner']);
    const kernel = kernelOf(tree);
    await keepModules(tree, kernel, listed(join(build.repository, 'build/packages/modules.txt')));
    const given = join(build.repository, initramfs);
    if (existsSync(given)) {
      rmSync(join(tree, 'etc/initramfs-tools/conf.d/netwacht'));
      cpSync(given, join(tree, 'etc/initramfs-tools'), { recursive: true });
    }
    rmSync(join(tree, `boot/initrd.img-${kernel}`), { force: true });
    const epoch = { SOURCE_DATE_EPOCH: String(build.epochS) };
    await inRoot(tree, ['mkinitramfs', '-o', `/boot/initrd.img-${kernel}`, kernel], epoch);
    renameSync(join(tree, `boot/initrd.img-${kernel}`), join(folder, 'initrd'));
    renameSync(join(tree, `boot/vmlinuz-${kernel}`), join(folder, 'vmlinuz'));
    for (const folderOfTrees of globSync(`usr/lib/linux-image-*`, { cwd: tree })) {
      renameSync(join(tree, folderOfTrees), join(folder, 'dtbs'));
    }
    for (const path of globSync([...listed(join(build.repository, 'build/packages/unused-paths.txt'))], {
      cwd: tree,
    })) {
      rmSync(join(tree, path), { recursive: true, force: true });
    }
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
