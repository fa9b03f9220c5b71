import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './build.ts';
import { hashOf } from './hash.ts';

/**
 * The folder with the results of a stage, made anew only where no run with the same inputs has made it yet.
 * `make` writes into an empty folder; the folder gets its name when it is complete, so a build that was cut goes on where
 * it was. `inputs` is everything the result depends on beside the target.
 */
export async function stage(
  build: Build,
  name: string,
  inputs: unknown,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const id = idOf(build, name, inputs);
  const folder = join(build.cache, id);
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    build.times.push({ stage: name, seconds: 0, asBefore: true });
    build.say(`${name}: as before (${id})`);
    return folder;
  }
  build.say(`${name} …`);
  const startedMs = performance.now();
  mkdirSync(build.cache, { recursive: true });
  const part = mkdtempSync(join(build.cache, `part-${name}-`));
  try {
    await make(part);
    // Somebody else may have made the same meanwhile: theirs is as good.
    if (existsSync(folder)) rmSync(part, { recursive: true });
    else renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  build.times.push({ stage: name, seconds, asBefore: false });
  build.say(`${name}: ${seconds.toFixed(0)} s`);
  return folder;
}

/** Name of a stage's folder in the cache. */
export const idOf = (build: Build, name: string, inputs: unknown): string =>
  `${name}-${build.target.name}-${hashOf([name, build.target.name, inputs])}`;
