// `npm run compile`: the program as JavaScript in build/out/program, with the page and the device definitions, as the image
// runs it: `node build/out/program/firmware/main.js`. Types are checked elsewhere (`npm run types`).
import '../firmware/system/node-version.ts';
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPageIfStale } from './page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const programFolder = join(root, 'build/out/program');

/** What the program reads at run time besides its code. */
const readByIt = ['package.json', 'drivers/definitions/*/*.json', 'firmware/control/rule-sets/presets/*.json'];

/** Compiles the program anew, without the page. Returns the file to run; throws when the compiler fails. */
export function compileProgram(): string {
  rmSync(programFolder, { recursive: true, force: true });
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(root, 'tsconfig.program.json')], { stdio: 'inherit' });
  for (const file of globSync(readByIt, { cwd: root })) cpSync(join(root, file), join(programFolder, file));
  return join(programFolder, 'firmware/main.js');
}

if (import.meta.main) {
  const page = await buildPageIfStale();
  const program = compileProgram();
  cpSync(page, join(programFolder, 'web'), { recursive: true });
  console.log(`netwacht: compiled, to be run by node ${program}`);
}
