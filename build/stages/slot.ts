import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { makeFat } from './fat.ts';
import { hashOfFile } from './hash.ts';
import { layoutOf } from './layout.ts';
import { stage } from './stage.ts';
import { volumeIdOf } from './uuid.ts';

/** The boot file system of a slot, `boot.img`: kernel, initramfs, `slot.env`. Device trees come from the loader. */
export function makeSlot(build: Build, base: string, system: string): Promise<string> {
  const env = slotEnvironmentOf(build, JSON.parse(readFileSync(join(system, 'verity.json'), 'utf8')));
  const recipe = hashOfFile(join(build.repository, 'build/stages/slot.ts'));
  return stage(build, 'slot', { base, env, recipe }, async (folder) => {
    const files = join(folder, 'files');
    mkdirSync(files);
    cpSync(join(base, 'vmlinuz'), join(files, 'vmlinuz'));
    cpSync(join(base, 'initrd'), join(files, 'initrd'));
    writeFileSync(join(files, 'slot.env'), env);
    const sizeBytes = layoutOf(build.target).find(({ label }) => label === 'boota')?.sizeBytes ?? 0;
    const volumeId = volumeIdOf('boot', build.target.name);
    await makeFat(join(folder, 'boot.img'), files, { sizeBytes, label: 'NETWACHT-B', volumeId, epochS: build.epochS });
    rmSync(files, { recursive: true });
  });
}

const grubBlockBytes = 1024;

/** What the boot loader and the kernel's command line need to know of a slot. */
export function slotEnvironmentOf(build: Build, verity: { rootHash: string; hashOffset: number }): string {
  const lines = `roothash=${verity.rootHash}\nhashoffset=${verity.hashOffset}\nversion=${build.version}\n`;
  if (build.target.slotEnvironment === 'lines') return lines;
  return `# GRUB Environment Block\n${lines}`.padEnd(grubBlockBytes, '#');
}
