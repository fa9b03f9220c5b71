import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';

/** The words of a list file: one a line, `#` starts a remark. */
export function listed(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** Debian packages asked for in the root of a target, sorted. */
export function packagesOf(repository: string, target: string): readonly string[] {
  const folder = join(repository, 'build/packages');
  return [...listed(join(folder, 'common.txt')), ...listed(join(folder, `${target}.txt`))].sort();
}

/** Folder of package lists and version locks. */
export const lockFile = (build: Build): string => join(build.repository, 'build/lock', `${build.target.name}.lock`);
