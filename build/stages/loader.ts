import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { makeFat } from './fat.ts';
import { hashOfTree } from './hash.ts';
import { layoutOf } from './layout.ts';
import { layOver, wordsOf } from './overlay.ts';
import { stage } from './stage.ts';
import { volumeIdOf } from './uuid.ts';

/**
 * The loader partition, `loader.img`, which an update never writes: what the board's firmware starts.
 * `build/boot/TARGET/` goes there as it is; for arm64 boot.scr of `boot.cmd`, the Raspberry Pi's firmware, U-Boot and
 * device trees; for amd64 GRUB and its `grub.cfg`.
 */
export function makeLoader(build: Build, base: string, bootPackages: string): Promise<string> {
  const own = join(build.repository, 'build/boot');
  const recipe = hashOfTree(join(build.repository, 'build/stages/loader.ts'));
  const inputs = { base, bootPackages, own: hashOfTree(own), recipe, epochS: build.epochS };
  return stage(build, 'loader', inputs, async (folder) => {
    const files = join(folder, 'files');
    mkdirSync(files);
    layOver(join(own, build.target.name), files, wordsOf(build));
    if (build.target.architecture === 'arm64') await raspberry(build, base, bootPackages, files, own);
    else await grub(bootPackages, files, own);
    const [loader] = layoutOf(build.target);
    await makeFat(join(folder, 'loader.img'), files, {
      sizeBytes: loader?.sizeBytes ?? 0,
      label: 'NETWACHT',
      volumeId: volumeIdOf('loader', build.target.name),
      epochS: build.epochS,
    });
    rmSync(files, { recursive: true });
  });
}

async function raspberry(build: Build, base: string, packages: string, files: string, own: string): Promise<void> {
  const script = join(own, 'boot.cmd');
  if (existsSync(script)) {
    const args = ['-A', 'arm64', '-T', 'script', '-C', 'none', '-n', 'netwacht', '-d', script, join(files, 'boot.scr')];
    await command('mkimage', args, { environment: { SOURCE_DATE_EPOCH: String(build.epochS) } });
  }
  const config = join(own, 'config.txt');
  if (existsSync(config)) cpSync(config, join(files, 'config.txt'));
  const firmware = join(packages, 'files/usr/lib/raspi-firmware');
  for (const name of ['start4.elf', 'fixup4.dat']) cpSync(join(firmware, name), join(files, name));
  // Its licence goes where it goes.
  cpSync(join(packages, 'files/usr/share/doc/raspi-firmware/copyright'), join(files, 'LICENCE-raspi-firmware.txt'));
  cpSync(join(packages, 'files/usr/lib/u-boot/rpi_arm64/u-boot.bin'), join(files, 'u-boot.bin'));
  for (const tree of build.target.deviceTrees)
    cpSync(join(base, 'dtbs', tree), join(files, tree.split('/').at(-1) ?? ''));
}

/** Modules of GRUB: FAT and GPT, its environment block, a script with tests, starting Linux, a serial console. */
export const grubModules =
  'part_gpt fat linux normal configfile test true echo sleep loadenv search search_label serial terminal all_video efi_gop ' +
  'reboot halt minicmd regexp probe ls cat';

async function grub(packages: string, files: string, own: string): Promise<void> {
  const place = join(files, 'EFI/BOOT');
  mkdirSync(place, { recursive: true });
  const modules = join(packages, 'files/usr/lib/grub/x86_64-efi');
  const image = ['-O', 'x86_64-efi', '-d', modules, '-o', join(place, 'BOOTX64.EFI'), '-p', '/EFI/BOOT'];
  await command('grub-mkimage', [...image, ...grubModules.split(' ')]);
  const config = join(own, 'grub.cfg');
  if (existsSync(config)) cpSync(config, join(place, 'grub.cfg'));
}
