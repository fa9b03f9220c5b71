import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { type Finding, type FuzzRun, fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

/** What a run in a thread is asked for. `progress`: index of the input that is being fed, for who watches. */
export interface WorkerRun extends Omit<FuzzRun, 'before'> {
  readonly target: string;
  readonly progress: SharedArrayBuffer;
}

/** What it answers. `heapMb`: in use after a collection, at the first tenth and a second after the end. */
export interface WorkerAnswer {
  readonly findings: readonly Finding[];
  readonly heapMb: { readonly atFirst: number; readonly atLast: number };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapMb = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
};

const { target: name, progress, ...run } = workerData as WorkerRun;
const target = targets.find((one) => one.name === name);
if (target === undefined) throw new Error(`there is no target ${name}`);
const counter = new Int32Array(progress);
const warm = run.from + Math.ceil(run.inputs / 10);
let atFirst = 0;
const findings = await fuzz(target, {
  ...run,
  before: (index) => {
    if (index === warm) atFirst = heapMb();
    Atomics.store(counter, 0, index);
  },
});
// Timers of what was fed last run out: what is still held then is held for good.
await new Promise((resolve) => setTimeout(resolve, 1000));
const answer: WorkerAnswer = { findings, heapMb: { atFirst, atLast: heapMb() } };
parentPort?.postMessage(answer);
