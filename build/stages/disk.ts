import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { layoutOf, mebibyte } from './layout.ts';
import { stage } from './stage.ts';
import { uuidOf } from './uuid.ts';

/** Folders of the stages whose images make the disk. */
export interface Contents {
  readonly loader: string;
  readonly slot: string;
  readonly system: string;
  readonly data: string;
}

/** The whole disk: `disk.img.zst`. */
export function makeDisk(build: Build, contents: Contents): Promise<string> {
  const config = genimageConfigOf(build);
  const level = build.fast ? '-3' : '-12';
  return stage(build, 'disk', { contents, config, level }, async (folder) => {
    const input = join(folder, 'input');
    mkdirSync(input);
    symlinkSync(join(contents.loader, 'loader.img'), join(input, 'loader.img'));
    symlinkSync(join(contents.slot, 'boot.img'), join(input, 'boot.img'));
    symlinkSync(join(contents.system, 'root.img'), join(input, 'root.img'));
    symlinkSync(join(contents.data, 'data.img'), join(input, 'data.img'));
    // An empty environment: the boot loader's script starts with its defaults.
    writeFileSync(join(input, 'env.img'), Buffer.alloc(mebibyte));
    const file = join(folder, 'genimage.cfg');
    writeFileSync(file, config);
    const nothing = join(folder, 'nothing');
    mkdirSync(nothing);
    const tmp = join(folder, 'tmp');
    const places = ['--rootpath', nothing, '--tmppath', tmp, '--inputpath', input, '--outputpath', folder];
    await command('genimage', ['--config', file, ...places]);
    // Roots are packed already; 19 would take a minute for one percent less.
    await command('zstd', ['-q', '--rm', '-T2', level, join(folder, 'disk.img')]);
    for (const gone of [input, file, nothing, tmp]) rmSync(gone, { recursive: true, force: true });
  });
}

/** genimage's description of the disk: GPT, each partition with a UUID that is the same in every build. */
export function genimageConfigOf(build: Pick<Build, 'target'>): string {
  const partitions = layoutOf(build.target).map(({ label, sizeBytes, type, content }) =>
    [
      `  partition ${label} {`,
      ...(content === undefined ? [] : [`    image = "${content}"`]),
      `    size = ${sizeBytes}`,
      `    partition-type-uuid = "${type}"`,
      `    partition-uuid = "${uuidOf('partition', build.target.name, label)}"`,
      '  }',
    ].join('\n'),
  );
  const disk = `    partition-table-type = "gpt"\n    disk-uuid = "${uuidOf('disk', build.target.name)}"\n    align = 1M`;
  return `image disk.img {\n  hdimage {\n${disk}\n  }\n${partitions.join('\n')}\n}\n`;
}
