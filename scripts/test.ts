// Lint, types, then every test; the last line printed is `N passed, N failed[, N skipped]`.
import '../firmware/system/node-version.ts';
import { spawn, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { setPriority } from 'node:os';
import { resolve } from 'node:path';
import { buildPageIfStale } from './page.ts';
import type { LaneResult } from './test-lane.ts';

const only = process.argv.slice(2);
let failedSteps = 0;

if (only.length === 0) {
  step('lint', ['scripts/biome.mjs', 'ci', '.']);
  step('types', ['node_modules/typescript/bin/tsc', '-b']);
  step('page types', ['node_modules/typescript/bin/tsc', '-p', 'web']);
  step('page test types', ['node_modules/typescript/bin/tsc', '-p', 'test/page']);
}

/** Whole programs, browsers and peers of other makers: they wait more than they compute, beside those that only compute. */
const waiting =
  '{test/site,test/foreign,test/drivers/link,test/firmware/{smgw,ocpp,store},test/scripts/smgw-sim}/**/*.test.ts';
/** Not more browsers at a time than a small machine bears. */
const inBrowser = 'test/page/**/*.test.ts';
const dealtOut = (files: readonly string[], lanes: number): string[][] =>
  Array.from({ length: lanes }, (_, lane) => files.filter((_file, k) => k % lanes === lane));
const computing =
  only.length > 0 ? [] : dealtOut(globSync('test/**/*.test.ts', { exclude: [waiting, inBrowser] }).sort(), 1);
const lanes =
  only.length > 0
    ? [only]
    : [...computing, ...dealtOut(globSync(inBrowser).sort(), 2), ...dealtOut(globSync(waiting).sort(), 2)];
// Once, and before the lanes: two of them that build the page at a time empty each other's folder.
if (lanes.flat().some((file) => file.startsWith('test/page/') || file.startsWith('test/site/')))
  await buildPageIfStale();
const results = await Promise.all(lanes.map((files) => lane(files.sort(), givingWay(files))));

const sum = (of: (result: LaneResult) => number): number => results.reduce((total, result) => total + of(result), 0);
const passed = sum((result) => result.passed);
const failed = sum((result) => result.failed) + failedSteps;
const skipped = sum((result) => result.skipped);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** How nice a lane is: whole programs with a clock of one second go before browsers and what only computes, and starve nobody. */
function givingWay(files: readonly string[]): number {
  const isWaiting = !computing.includes(files as string[]) && !files.some((file) => file.startsWith('test/page/'));
  return isWaiting ? 0 : 4;
}

/** Runs files in a process of their own. One that ends without a result counts as a failure. */
function lane(files: readonly string[], niceness: number): Promise<LaneResult> {
  const child = spawn(process.execPath, ['scripts/test-lane.ts', ...files], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // The same program is started hundreds of times: what was compiled once need not be again.
    env: { ...process.env, NODE_COMPILE_CACHE: resolve('build/out/compile-cache') },
  });
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  return new Promise((resolve) => {
    let result: LaneResult | undefined;
    child.on('message', (message) => {
      result = message as LaneResult;
    });
    child.on('close', (code, signal) => {
      if (result === undefined) console.log(`netwacht: tests ended without a result (${signal ?? `code ${code}`})`);
      resolve(result ?? { passed: 0, failed: 1, skipped: 0 });
    });
  });
}

function step(name: string, args: string[]): void {
  console.log(`netwacht: ${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) {
    failedSteps += 1;
    console.log(`netwacht: ${name} failed`);
  }
}
