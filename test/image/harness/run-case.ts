import { Bench, type BenchOptions } from './bench.ts';
import type { ImageCase } from './image-case.ts';
import type { CaseResult } from './results.ts';
import { within } from './until.ts';

/** Runs one case within its limit and says what came of it; nothing it started is left then. */
export async function runCase(tier: string, one: ImageCase, options: Omit<BenchOptions, 'name'>): Promise<CaseResult> {
  const bench = new Bench({ ...options, name: `${options.target}-${tier}-${one.name}` });
  const startedMs = performance.now();
  let state: CaseResult['state'] = 'passed';
  let message: string | undefined;
  try {
    const run = one.run(bench);
    // When the limit ends it, its machine is cut off, and what it still waits for fails unheard.
    run.catch(() => {});
    const skipped = await within(`${one.name} is done`, one.limitMs, run);
    if (skipped !== undefined) {
      state = 'skipped';
      message = skipped.skipped;
    }
  } catch (error) {
    state = 'failed';
    message = error instanceof Error ? error.message : String(error);
    options.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await bench.end();
  }
  return {
    ...{ target: options.target, tier, name: one.name, state, facts: bench.facts, message },
    ...{ seconds: (performance.now() - startedMs) / 1000, at: new Date().toISOString() },
    image: options.image?.sha256 ?? '',
  };
}
