import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { spread } from './measure/percentiles.ts';
import { allCharging, pause, quiet } from './measure/turn-down.ts';
import { Visitors } from './measure/visitors.ts';

/**
 * How late control cycles begin while everybody wants something of the program: requests, live pages, sign-ins from as
 * many addresses. `--points N` (64), `--seconds N` (120), `--requests N` a second (200), `--pages N` (20), `--sign-ins N`
 * (20). There is no history to ask for yet; the heaviest read there is, the whole state, stands for it. Goal: p99 20 ms.
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
    },
  });
  const program = values.compiled ? compileProgram() : programAsItIs;
  const trace = new CycleTrace();
  const running = await startDemo({
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
  }
}

async function underLoad(
  { url, password }: Running,
  values: { seconds: string; requests: string; pages: string; 'sign-ins': string },
): Promise<void> {
  const visitors = new Visitors(url, password);
  visitors.openPages(Number(values.pages));
  visitors.askEverySecond(Number(values.requests));
  visitors.signInEverySecond(Number(values['sign-ins']));
  await pause(Number(values.seconds) * 1000);
  const { answered, refused, signedIn, events } = await visitors.leave();
  console.log(
    `answered ${answered} requests, refused or lost ${refused}; ${signedIn} sign-ins; ${events} events on the live pages`,
  );
}

function report(when: string, trace: CycleTrace): void {
  const cycles = trace.take();
  const lateMs = cycles.filter(({ tick }) => tick).map(({ lateMs: late }) => late);
  console.log(`${when}: cycles begin late by ${spread(lateMs)} ms (goal p99 20), ${lateMs.length} cycles`);
  console.log(`${when}: a cycle takes ${spread(cycles.map(({ tookMs }) => tookMs))} ms`);
}
