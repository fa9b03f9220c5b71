import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { compileProgram } from '../../scripts/compile.ts';
import { buildPageIfStale } from '../../scripts/page.ts';
import type { Build } from './build.ts';
import { hashOfTree } from './hash.ts';
import { stage } from './stage.ts';

const sources = ['firmware', 'drivers', 'web', 'scripts/compile.ts', 'tsconfig.json', 'tsconfig.program.json'];

/** The program as JavaScript, its device definitions and its page: the same for every target. */
export function makeProgram(build: Build): Promise<string> {
  const inputs = [...sources, 'package.json'].map((name) => hashOfTree(join(build.repository, name)));
  return stage(build, 'program', inputs, async (folder) => {
    const page = await buildPageIfStale();
    compileProgram();
    cpSync(join(build.repository, 'build/out/program'), folder, { recursive: true });
    cpSync(page, join(folder, 'web'), { recursive: true });
  });
}
