import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { command } from './command.ts';
import { type Device, devicesOf, driversOf } from './device-tree.ts';

export interface ModuleLists {
  /** Kept, as paths below `kernel/`, `*` and `**`; one with `?` first may find none. */
  readonly patterns: readonly string[];
  /** Device trees of the target's boards. */
  readonly boards: readonly Buffer[];
  /** Modules of theirs that the box does without. */
  readonly unwanted: readonly string[];
}

/**
 * Keeps the kernel modules that match the patterns, and what they need; deletes the others and makes the index anew. Throws
 * `moduleMissing` when a pattern matches nothing and nothing built in, `driverMissing` for a device of a board.
 */
export async function keepModules(tree: string, kernel: string, lists: ModuleLists): Promise<void> {
  const folder = join(tree, 'usr/lib/modules', kernel);
  const dependencies = dependenciesOf(readFileSync(join(folder, 'modules.dep'), 'utf8'));
  const builtIn = readFileSync(join(folder, 'modules.builtin'), 'utf8').split('\n');
  const { kept, unmatched } = choose([...dependencies.keys()], builtIn, dependencies, lists.patterns);
  if (unmatched.length > 0) {
    throw new NetwachtError('moduleMissing', `kernel ${kernel} has no module ${unmatched.join(', ')}`);
  }
  const aliases = readFileSync(join(folder, 'modules.alias'), 'utf8');
  const missing = lists.boards.flatMap((board) => missingDrivers(devicesOf(board), aliases, kept, lists.unwanted));
  if (missing.length > 0) {
    const what = [...new Set(missing)].join(', ');
    throw new NetwachtError('driverMissing', `devices of the board have no driver on the list of modules: ${what}`);
  }
  for (const file of globSync('kernel/**/*.ko*', { cwd: folder })) {
    if (!kept.has(file)) rmSync(join(folder, file));
  }
  for (const link of ['build', 'source']) if (existsSync(join(folder, link))) rmSync(join(folder, link));
  await command('depmod', ['-b', join(tree, 'usr'), kernel]);
}

/**
 * Modules that drive a device of the board, are not kept, and are not on the list of unwanted ones: `module (path of the
 * device)`. `kept` are paths of module files.
 */
export function missingDrivers(
  devices: readonly Device[],
  aliases: string,
  kept: ReadonlySet<string>,
  unwanted: readonly string[],
): readonly string[] {
  const drivers = driversOf(aliases);
  const name = (file: string): string =>
    basename(file)
      .replace(/\.ko.*$/, '')
      .replaceAll('-', '_');
  const there = new Set([...[...kept].map(name), ...unwanted]);
  const missing = devices.flatMap(({ path, compatible }) =>
    compatible.flatMap((what) => (drivers.get(what) ?? []).map((module) => ({ path, module }))),
  );
  return missing.filter(({ module }) => !there.has(module)).map(({ path, module }) => `${module} (${path})`);
}

/** Modules and what each needs, of the lines of modules.dep. */
export function dependenciesOf(text: string): Map<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const [file = '', needs = ''] = line.split(':');
      return [file, needs.trim().split(/\s+/).filter(Boolean)];
    }),
  );
}

/** Which of the modules are kept, and which patterns found none (neither built in). A pattern with `?` first may find none. */
export function choose(
  modules: readonly string[],
  builtIn: readonly string[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  patterns: readonly string[],
): { kept: ReadonlySet<string>; unmatched: readonly string[] } {
  const kept = new Set<string>();
  const unmatched: string[] = [];
  const keep = (file: string): void => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const need of dependencies.get(file) ?? []) keep(need);
  };
  for (const given of patterns) {
    const pattern = given.replace(/^\?/, '');
    const fits = matcher(pattern);
    const found = modules.filter((file) => fits.test(file));
    found.forEach(keep);
    if (found.length === 0 && given === pattern && !builtIn.some((file) => fits.test(file))) unmatched.push(pattern);
  }
  return { kept, unmatched };
}

function matcher(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**', '\u0000')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0000', '.*');
  return new RegExp(`^kernel/${body}\\.ko(\\.(xz|zst|gz))?$`);
}
