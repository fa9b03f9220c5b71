import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { installedPackages } from '../sbom/debian-packages.ts';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { lockFile } from './packages.ts';

/** Debian 13. */
export const suite = 'trixie';

/** The packages of dpkg's status file as lines `name version`, sorted. */
export function lockOf(status: string): string {
  const lines = installedPackages(status).map(({ name, version }) => `${name} ${version}`);
  return `${lines.sort().join('\n')}\n`;
}

/** The lines of the target's lock file; none where it is not there. */
export function lockedOf(build: Build): readonly string[] {
  const file = lockFile(build);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/** Writes the versions in a root's tar file. */
export async function writeLock(tar: string, file: string): Promise<void> {
  const status = await command('tar', ['-xOf', tar, './var/lib/dpkg/status']);
  writeFileSync(file, lockOf(status));
}

/**
 * Holds what was installed (`now`, lock lines) against the lock file of the target, which is written where there is none.
 * Returns whether it was written. Throws `lockDiffers` on a release; says so on any other build.
 */
export function compareLock(build: Build, now: string): boolean {
  const file = lockFile(build);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, now);
    build.say(`wrote ${file}: commit it`);
    return true;
  }
  const locked = new Set(lockedOf(build));
  const other = now.split('\n').filter((line) => line !== '' && !locked.has(line));
  if (other.length === 0) return false;
  const text = `the mirror has other versions than ${file}: ${other.join(', ')}; delete the file to take them`;
  if (build.release) throw new NetwachtError('lockDiffers', `${text}. A release is not built from them`);
  build.say(text);
  return false;
}
