import { seededRandom } from '../site/random.ts';
import { mutated } from './mutate.ts';
import type { FuzzTarget, Trial } from './target.ts';

/** Something that a parser should not have done. */
export interface Finding {
  readonly target: string;
  /** Which input of the run; with the seed it can be made again. */
  readonly index: number;
  readonly what: string;
  readonly inputBase64: string;
}

export interface FuzzRun {
  readonly seed: string;
  /** First input, and how many from there on. */
  readonly from: number;
  readonly inputs: number;
  /** Longer for one input is a hang. */
  readonly budgetMs: number;
  /** Told before each input, so that a watcher knows which one never came back. */
  readonly before?: (index: number) => void;
}

const keptFindings = 20;
/** What must stay as it is, whatever is parsed. */
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Number.prototype];
const shapeOf = (): string =>
  prototypes.map((one) => Reflect.ownKeys(one).map(String).join()).join('|') + Object.keys(globalThis).length;

/** Feeds `inputs` mutated inputs to a target. Findings end up in the answer, at most 20 of them; it throws nothing of them. */
export async function fuzz(target: FuzzTarget, run: FuzzRun): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const trial = await target.open();
  const seeds = trial.seeds.map((seed) => Buffer.from(seed as string));
  const shape = shapeOf();
  try {
    for (let index = run.from; index < run.from + run.inputs && findings.length < keptFindings; index += 1) {
      const random = seededRandom(`${run.seed}/${target.name}/${index}`);
      // The first ones are the seeds as they are.
      const input = seeds[index] ?? mutated(random, { ...target, seeds });
      run.before?.(index);
      const startMs = performance.now();
      const what = await failureOf(trial, input, run.budgetMs);
      const tookMs = performance.now() - startMs;
      const found =
        what ??
        (tookMs > run.budgetMs ? `took ${Math.round(tookMs)} ms` : undefined) ??
        (shapeOf() === shape ? undefined : 'changed a prototype or a global');
      if (found !== undefined)
        findings.push({ target: target.name, index, what: found, inputBase64: input.toString('base64') });
    }
  } finally {
    await trial.close?.();
  }
  return findings;
}

async function failureOf(trial: Trial, input: Buffer, budgetMs: number): Promise<string | undefined> {
  try {
    // A copy: a parser that writes into its input must not change the next one.
    const taken = trial.take(Buffer.from(input));
    if (taken instanceof Promise) await within(taken, 2 * budgetMs);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
