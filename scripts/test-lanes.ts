import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { LaneOrder, LaneReport, LaneResult } from './test-lane.ts';
import { compiledOnce } from './test-steps.ts';

/** One process that runs test files, one after the other. */
export interface Lane {
  /** The files it takes from: of the first queue that is not empty. Lanes share queues. */
  readonly queues: readonly string[][];
  /** How nice it is: whole programs with a clock of one second go before browsers and what only computes, and starve nobody. */
  readonly niceness: number;
}

/** What came of all lanes: the sums, and where something failed. */
export interface LanesResult extends LaneResult {
  readonly failedFiles: readonly string[];
}

interface FileResult extends LaneResult {
  readonly file: string;
}

/** Runs every file of the lanes' queues; a lane that has nothing of its own left helps the others. */
export async function runLanes(lanes: readonly Lane[]): Promise<LanesResult> {
  const results = (await Promise.all(lanes.map(runLane))).flat();
  const sum = (of: (result: LaneResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return {
    passed: sum((one) => one.passed),
    failed: sum((one) => one.failed),
    skipped: sum((one) => one.skipped),
    failedFiles: results.filter((one) => one.failed > 0).map(({ file }) => file),
  };
}

/** A lane that ends in the middle of a file has failed it; what is left of its queues is run by another one. */
async function runLane(lane: Lane): Promise<FileResult[]> {
  const results: FileResult[] = [];
  while (lane.queues.some((queue) => queue.length > 0)) {
    const lost = await inOneProcess(lane, results);
    if (lost === undefined) break;
    results.push({ file: lost, passed: 0, failed: 1, skipped: 0 });
    if (lost === noFile) break;
  }
  return results;
}

/** Where a process was that ended before it took a file: the next one would too. */
const noFile = 'no file';

/** Runs files until none is left; returns the file in which the process ended before that. */
function inOneProcess({ queues, niceness }: Lane, results: FileResult[]): Promise<string | undefined> {
  const child: ChildProcess = spawn(process.execPath, ['scripts/test-lane.ts'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: compiledOnce(),
  });
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  return new Promise((done) => {
    let file: string | null | undefined;
    child.on('message', ({ result }: LaneReport) => {
      if (result !== undefined && typeof file === 'string') results.push({ file, ...result });
      file = queues.find((queue) => queue.length > 0)?.shift() ?? null;
      const order: LaneOrder = { file };
      child.send(order);
    });
    child.on('close', (code, signal) => {
      if (file === null && code === 0) return done(undefined);
      console.log(`netwacht: tests ended without a result (${signal ?? `code ${code}`}) in ${file ?? noFile}`);
      done(file ?? noFile);
    });
  });
}
