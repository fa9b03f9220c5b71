import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scratchApt } from './apt.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfFile } from './hash.ts';
import { lockedOf, suite } from './lock.ts';
import { stage } from './stage.ts';

/**
 * Files of Debian packages that go to the loader partition and are never installed (raspi-firmware would take over the
 * kernel's hooks): unpacked in `files/`, their versions in `packages.lock`, their control fields with the SHA-256 of each in
 * `control`.
 */
export function makeBootPackages(build: Build): Promise<string> {
  const { bootPackages: names, architecture } = build.target;
  const pins = lockedOf(build).filter((line) => names.includes(line.split(' ')[0] ?? ''));
  return stage(build, 'boot-packages', { suite, names, pins, control: 1 }, async (folder) => {
    const apt = join(folder, 'apt');
    const environment = await scratchApt(apt, architecture);
    const wanted = names.map((name) => {
      const version = pins.find((line) => line.startsWith(`${name} `))?.split(' ')[1];
      return version === undefined ? name : `${name}=${version}`;
    });
    await command('apt-get', ['download', ...wanted], { environment, cwd: folder });
    for (const file of globSync('*.deb', { cwd: folder }).sort()) {
      await command('dpkg-deb', ['-x', join(folder, file), join(folder, 'files')]);
      const control = await command('dpkg-deb', ['--field', join(folder, file)]);
      const sum = `SHA256: ${hashOfFile(join(folder, file))}`;
      writeFileSync(join(folder, 'control'), `${control.trimEnd()}\n${sum}\n\n`, { flag: 'a' });
      rmSync(join(folder, file));
      const [name, version] = basename(file, '.deb').split('_');
      writeFileSync(join(folder, 'packages.lock'), `${name} ${decodeURIComponent(version ?? '')}\n`, { flag: 'a' });
    }
    rmSync(apt, { recursive: true });
  });
}

/** The lines of a package lock in a stage's folder. */
export const lockIn = (folder: string): string => readFileSync(join(folder, 'packages.lock'), 'utf8');
