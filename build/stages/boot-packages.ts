import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { lockedOf, suite } from './lock.ts';
import { mirrorsOfHost } from './mirrors.ts';
import { stage } from './stage.ts';

/**
 * Files of Debian packages that go to the loader partition and are never installed (raspi-firmware would take over the
 * kernel's hooks): unpacked in `files/`, their versions in `packages.lock`.
 */
export function makeBootPackages(build: Build): Promise<string> {
  const { bootPackages: names, architecture } = build.target;
  const pins = lockedOf(build).filter((line) => names.includes(line.split(' ')[0] ?? ''));
  return stage(build, 'boot-packages', { suite, names, pins }, async (folder) => {
    const apt = join(folder, 'apt');
    for (const path of ['lists/partial', 'archives/partial', 'etc']) mkdirSync(join(apt, path), { recursive: true });
    writeFileSync(join(apt, 'status'), '');
    writeFileSync(join(apt, 'etc/sources.list'), sourcesList());
    writeFileSync(join(apt, 'apt.conf'), aptConf(apt, architecture));
    const environment = { APT_CONFIG: join(apt, 'apt.conf') };
    await command('apt-get', ['update'], { environment });
    const wanted = names.map((name) => {
      const version = pins.find((line) => line.startsWith(`${name} `))?.split(' ')[1];
      return version === undefined ? name : `${name}=${version}`;
    });
    await command('apt-get', ['download', ...wanted], { environment, cwd: folder });
    for (const file of globSync('*.deb', { cwd: folder }).sort()) {
      await command('dpkg-deb', ['-x', join(folder, file), join(folder, 'files')]);
      rmSync(join(folder, file));
      const [name, version] = basename(file, '.deb').split('_');
      writeFileSync(join(folder, 'packages.lock'), `${name} ${decodeURIComponent(version ?? '')}\n`, { flag: 'a' });
    }
    rmSync(apt, { recursive: true });
  });
}

function sourcesList(): string {
  const { archive, security } = mirrorsOfHost();
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  const source = (uri: string, of: string): string => `deb ${signed} ${uri} ${of} main non-free-firmware\n`;
  return source(archive, suite) + source(archive, `${suite}-updates`) + source(security, `${suite}-security`);
}

/** An apt of its own in a folder, for another processor and another release than the host's. */
function aptConf(folder: string, architecture: string): string {
  return (
    `APT::Architecture "${architecture}"; APT::Architectures {"${architecture}";}; Acquire::Retries "5"; ` +
    `Dir::State::lists "${folder}/lists"; Dir::State::status "${folder}/status"; Dir::Cache "${folder}"; ` +
    `Dir::Etc::sourcelist "${folder}/etc/sources.list"; Dir::Etc::sourceparts "-"; APT::Sandbox::User "root"; ` +
    'Dir::Etc::preferences "-"; Dir::Etc::preferencesparts "-"; Acquire::Languages "none";'
  );
}

/** The lines of a package lock in a stage's folder. */
export const lockIn = (folder: string): string => readFileSync(join(folder, 'packages.lock'), 'utf8');
