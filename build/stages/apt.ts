import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.ts';
import { suite } from './lock.ts';
import { mirrorsOfHost } from './mirrors.ts';

/**
 * Makes an apt of its own in a folder, for another processor and another release than the host's, and fetches the lists of
 * Debian's archives. Returns the surroundings in which apt's programs use it.
 */
export async function scratchApt(folder: string, architecture: string): Promise<Readonly<Record<string, string>>> {
  for (const path of ['lists/partial', 'archives/partial', 'etc']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'etc/sources.list'), sourcesList());
  writeFileSync(join(folder, 'apt.conf'), aptConf(folder, architecture));
  const environment = { APT_CONFIG: join(folder, 'apt.conf') };
  await command('apt-get', ['update'], { environment });
  return environment;
}

function sourcesList(): string {
  const { archive, security } = mirrorsOfHost();
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  const source = (uri: string, of: string): string => `deb ${signed} ${uri} ${of} main non-free-firmware\n`;
  return source(archive, suite) + source(archive, `${suite}-updates`) + source(security, `${suite}-security`);
}

function aptConf(folder: string, architecture: string): string {
  return (
    `APT::Architecture "${architecture}"; APT::Architectures {"${architecture}";}; Acquire::Retries "5"; ` +
    `Dir::State::lists "${folder}/lists"; Dir::State::status "${folder}/status"; Dir::Cache "${folder}"; ` +
    `Dir::Etc::sourcelist "${folder}/etc/sources.list"; Dir::Etc::sourceparts "-"; APT::Sandbox::User "root"; ` +
    'Dir::Etc::preferences "-"; Dir::Etc::preferencesparts "-"; Acquire::Languages "none";'
  );
}
