import { parentPort, workerData } from 'node:worker_threads';
import { planOf } from '../../sessions/planning/plan.ts';
import type { PlanProblem } from '../../sessions/planning/problem.ts';
import { highsSolver } from './highs-solver.ts';

/** One problem, one answer: a plan may take seconds, which nobody else should wait for. */
const port = parentPort;
if (port === null) throw new Error('planner-thread.ts runs as a thread only');
port.postMessage(planOf(workerData as PlanProblem, await highsSolver()));
