import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { simulatedMonth } from '../soak/month/simulated-month.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { spread } from './measure/percentiles.ts';
import { allCharging, pause, quiet } from './measure/turn-down.ts';
import { Visitors } from './measure/visitors.ts';

/**
 * How late control cycles begin while everybody wants something of the program: requests, live pages, sign-ins from as
 * many addresses. `--points N` (64), `--seconds N` (120), `--requests N` a second (200), `--pages N` (20), `--sign-ins N`
 * (20), `--history FILE`: a history.sqlite (of `npm run soak -- month`), whose thirty days somebody asks for every second as
 * well. Goal: p99 20 ms.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      compiled: { type: 'boolean', default: false },
      points: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '120' },
      requests: { type: 'string', default: '200' },
      pages: { type: 'string', default: '20' },
      'sign-ins': { type: 'string', default: '20' },
      history: { type: 'string' },
    },
  });
  const program = values.compiled ? compileProgram() : programAsItIs;
  const trace = new CycleTrace();
  const dataDir = values.history === undefined ? undefined : folderWith(values.history);
  const running = await startDemo({
    ...(dataDir && { dataDir }),
    ...{ port: 0, scenario: `many:${values.points}`, seed: 1, overrides: quiet, env: trace.env, program },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    await allCharging(running);
    trace.take();
    await pause(20_000);
    report('nobody asks', trace);
    await underLoad(running, values);
    report('everybody asks', trace);
  } finally {
    await running.stop();
    trace.remove();
    if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function underLoad(
  { url, password }: Running,
  values: { seconds: string; requests: string; pages: string; 'sign-ins': string; history?: string | undefined },
): Promise<void> {
  const visitors = new Visitors(url, password);
  visitors.openPages(Number(values.pages));
  visitors.askEverySecond(Number(values.requests));
  visitors.signInEverySecond(Number(values['sign-ins']));
  if (values.history !== undefined) visitors.askAgain(thirtyDays());
  await pause(Number(values.seconds) * 1000);
  const { answered, refused, signedIn, events } = await visitors.leave();
  console.log(
    `answered ${answered} requests, refused or lost ${refused}; ${signedIn} sign-ins; ${events} events on the live pages`,
  );
}

function folderWith(history: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-jitter-'));
  copyFileSync(history, join(dir, 'history.sqlite'));
  return dir;
}

/** Flows and the power of every charge point, thirty days of them. */
function thirtyDays(): string {
  const { bays, beginMs } = simulatedMonth;
  const span = `from=${new Date(beginMs).toISOString()}&to=${new Date(beginMs + 30 * 86_400_000).toISOString()}`;
  const powers = Array.from({ length: bays }, (_, i) => `chargePoint.E${i + 1}.powerW`);
  return `/api/v1/history?${span}&series=flow,${powers.join()}`;
}

function report(when: string, trace: CycleTrace): void {
  const cycles = trace.take();
  const lateMs = cycles.filter(({ tick }) => tick).map(({ lateMs: late }) => late);
  console.log(`${when}: cycles begin late by ${spread(lateMs)} ms (goal p99 20), ${lateMs.length} cycles`);
  console.log(`${when}: a cycle takes ${spread(cycles.map(({ tookMs }) => tookMs))} ms`);
}
