import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Finding } from '../fuzz/fuzz.ts';
import { shareOut, targets } from '../fuzz/targets.ts';
import type { WorkerAnswer, WorkerRun } from '../fuzz/worker.ts';
import type { Soak } from './soak.ts';

const inputs = 1_000_000;
const seed = 'soak-1';
/** Of one input; a machine with other work to do is slow now and then. */
const budgetMs = 5_000;
/** The result is kept so often, and a thread begins anew. */
const inputsAtOnce = 10_000;
/** More than this between the first tenth of a part and its end is growth and not noise. */
const mostGrowthMb = 30;

interface Kept {
  readonly done: Record<string, number>;
  readonly findings: Finding[];
  /** Most that the heap grew within one part, by target, MB. */
  readonly growthMb: Record<string, number>;
  readonly seconds: Record<string, number>;
}

/** S33: a million mutated inputs, shared out over every parser of what comes from outside; none may do anything but refuse or take. */
export const soak: Soak = {
  async run(result) {
    const kept = (result.read() as Kept | undefined) ?? { done: {}, findings: [], growthMb: {}, seconds: {} };
    const parts = shareOut(inputs);
    for (const { name } of targets) {
      const total = parts.get(name) ?? 0;
      for (let from = kept.done[name] ?? 0; from < total; from = kept.done[name] ?? total) {
        const startMs = performance.now();
        const count = Math.min(inputsAtOnce, total - from);
        const { findings, heapMb } = await inThread({ target: name, seed, from, inputs: count, budgetMs });
        kept.findings.push(...findings);
        kept.done[name] = from + count;
        kept.growthMb[name] = Math.max(kept.growthMb[name] ?? 0, heapMb.atLast - heapMb.atFirst);
        kept.seconds[name] = (kept.seconds[name] ?? 0) + (performance.now() - startMs) / 1000;
        result.write(kept);
      }
      tell(name, kept);
    }
    const grown = Object.values(kept.growthMb).some((mb) => mb > mostGrowthMb);
    console.log(
      `${Object.values(kept.done).reduce((sum, one) => sum + one, 0)} inputs, ${kept.findings.length} findings`,
    );
    return kept.findings.length === 0 && !grown;
  },
};

function tell(name: string, { done, findings, growthMb, seconds }: Kept): void {
  const found = findings.filter(({ target }) => target === name);
  console.log(
    `${name.padEnd(18)} ${String(done[name]).padStart(7)} inputs  ${found.length} findings  ` +
      `heap +${(growthMb[name] ?? 0).toFixed(1)} MB  ${(seconds[name] ?? 0).toFixed(0)} s`,
  );
  for (const { index, what } of found) console.log(`  input ${index}: ${what.split('\n')[0]}`);
}

/** One part in a thread of its own, which is ended when one input takes for ever. */
async function inThread(run: Omit<WorkerRun, 'progress'>): Promise<WorkerAnswer> {
  const progress = new SharedArrayBuffer(4);
  const counter = new Int32Array(progress);
  const worker = new Worker(new URL('../fuzz/worker.ts', import.meta.url), { workerData: { ...run, progress } });
  let last = -1;
  let hung: ((answer: WorkerAnswer) => void) | undefined;
  const hang = new Promise<WorkerAnswer>((resolve) => {
    hung = resolve;
  });
  // Twice the same input in a row: it has had its time by far. Opening a target takes less.
  const watch = setInterval(() => {
    const index = Atomics.load(counter, 0);
    if (index !== last) last = index;
    else hung?.({ findings: [finding(run.target, index, 'never came back')], heapMb: { atFirst: 0, atLast: 0 } });
  }, 4 * run.budgetMs);
  try {
    const answer = once(worker, 'message').then(([message]) => message as WorkerAnswer);
    const died = once(worker, 'error').then(([error]) => ended(run.target, Atomics.load(counter, 0), error));
    return await Promise.race([answer, died, hang]);
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

const ended = (target: string, index: number, error: unknown): WorkerAnswer => ({
  findings: [finding(target, index, `outside of the call: ${error instanceof Error ? error.stack : String(error)}`)],
  heapMb: { atFirst: 0, atLast: 0 },
});

const finding = (target: string, index: number, what: string): Finding => ({ target, index, what, inputBase64: '' });
