import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { command } from './command.ts';
import { hashOfFile } from './hash.ts';
import { stage } from './stage.ts';

/** Files that packages bring and nobody reads on the box. */
const unread = [
  '**/*.{map,md,markdown,ts,mts,cts,tsbuildinfo,flow,yml,yaml}',
  '**/{test,tests,__tests__,docs,doc,example,examples,benchmark,benchmarks,.github}/',
  '**/.*',
  'better-sqlite3/{deps,src,binding.gyp}',
  '@serialport/bindings-cpp/{src,binding.gyp}',
  'modbus-serial/{api,examples}',
];

/** `node_modules` of the program for the target's processor, and `node`, Node itself without its symbols. */
export function makeDependencies(build: Build): Promise<string> {
  const { repository, target } = build;
  const given = ['package.json', 'package-lock.json', '.npmrc'];
  const inputs = { files: given.map((name) => hashOfFile(join(repository, name))), unread };
  return stage(build, 'dependencies', inputs, async (folder) => {
    for (const name of given) cpSync(join(repository, name), join(folder, name));
    const npm = ['--no-fund', '--no-audit', '--loglevel=error', '--os=linux', `--cpu=${target.cpu}`, '--libc=glibc'];
    const path = { PATH: `${process.env.PATH}` };
    await command('npm', ['ci', '--omit=dev', '--omit=optional', ...npm], { cwd: folder, environment: path });
    const modules = join(folder, 'node_modules');
    prune(modules, target.cpu);

    const name = `node-linux-${target.cpu}`;
    const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
    const version = lock.packages[`node_modules/${name}`].version as string;
    const apart = join(folder, 'node-package');
    mkdirSync(apart);
    // Its own, or npm takes the one above.
    writeFileSync(join(apart, 'package.json'), '{}');
    await command('npm', ['install', '--no-save', '--force', ...npm, `${name}@${version}`], {
      cwd: apart,
      environment: path,
    });
    await command(target.strip, ['-o', join(folder, 'node'), join(apart, 'node_modules', name, 'bin/node')]);
    cpSync(join(apart, 'node_modules', name, 'LICENSE'), join(folder, 'node.LICENSE'), { force: true });
    rmSync(apart, { recursive: true });
  });
}

/** Takes out what the target cannot run or does not read. */
function prune(modules: string, cpu: string): void {
  for (const path of globSync(unread, { cwd: modules })) {
    rmSync(join(modules, path), { recursive: true, force: true });
  }
  for (const prebuilt of globSync('**/prebuilds/*', { cwd: modules })) {
    if (!new RegExp(`/linux-${cpu}(\\.node)?$`).test(prebuilt)) rmSync(join(modules, prebuilt), { recursive: true });
  }
  for (const musl of globSync('**/prebuilds/**/*musl*', { cwd: modules })) rmSync(join(modules, musl), { force: true });
}
