import { Worker } from 'node:worker_threads';
import type { CarPlan, PlanProblem } from '../../sessions/planning/problem.ts';

/** Run as it is, or compiled for the image. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './planner-thread.ts' : './planner-thread.js', import.meta.url);
const withinMs = 60_000;

/** Makes a plan in a thread of its own. Undefined where there is none: the solver gave up, or took too long. Rejects when the thread fails. */
export function planInThread(problem: PlanProblem): Promise<readonly CarPlan[] | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: problem });
    let ended = false;
    const end = (settle: () => void): void => {
      // Ending the thread makes it tell that it has ended.
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      void worker.terminate().then(settle);
    };
    const timer = setTimeout(() => end(() => resolve(undefined)), withinMs);
    timer.unref();
    worker.on('message', (plans: readonly CarPlan[] | undefined) => end(() => resolve(plans)));
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', () => end(() => resolve(undefined)));
    // A plan that nobody waits for holds no program up.
    worker.unref();
  });
}
