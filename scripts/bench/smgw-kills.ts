import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { type GatewayChannel, openGatewayChannel } from './measure/gateway-channel.ts';
import { spread } from './measure/percentiles.ts';
import { allCharging, pause, quiet } from './measure/turn-down.ts';

/** The restart waits up to 5 s after one that died young. */
const newProcessWithinMs = 15_000;
const lookEveryMs = 50;

/**
 * Two firmwares side by side on one machine, each with a channel to a simulated gateway. The smgw process of one is killed
 * (kill -9) `--kills N` (100) times, every second time as soon as it is there, else once its channel is up; the other is left
 * alone. Goal: the cycles of the first begin no later (p99, max). `--points N` (16) each. About 6 s for each kill.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      compiled: { type: 'boolean', default: false },
      points: { type: 'string', default: '16' },
      kills: { type: 'string', default: '100' },
    },
  });
  const program = values.compiled ? compileProgram() : programAsItIs;
  const sides: Side[] = [];
  try {
    for (const name of ['killed', 'left alone']) sides.push(await open(name, values.points, program));
    const [killed] = sides;
    if (killed === undefined) throw new Error('there is no firmware');
    for (const { trace } of sides) trace.take();
    const backMs = await killAgainAndAgain(killed.channel, Number(values.kills));
    for (const side of sides) report(side);
    console.log(
      `killed ${values.kills} times; the channel was up again ${backMs.length} times, after ${spread(backMs)} ms`,
    );
    const { cycle } = await killed.running.client.state();
    await pause(3000);
    const later = await killed.running.client.state();
    console.log(`control goes on: cycle ${cycle}, 3 s later ${later.cycle}`);
  } finally {
    for (const { running, channel, trace } of sides) {
      await running.stop();
      await channel.sim.close();
      trace.remove();
    }
  }
}

interface Side {
  readonly name: string;
  readonly running: Running;
  readonly channel: GatewayChannel;
  readonly trace: CycleTrace;
}

async function open(name: string, points: string, program: string): Promise<Side> {
  const trace = new CycleTrace();
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${points}`, seed: 1, overrides: quiet, env: trace.env, program },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  const channel = await openGatewayChannel(running);
  await allCharging(running);
  return { name, running, channel, trace };
}

/** Kills the process so many times; how long the channel took to come back, where it was waited for. */
async function killAgainAndAgain(channel: GatewayChannel, kills: number): Promise<readonly number[]> {
  const backMs: number[] = [];
  let last: number | undefined;
  for (let n = 0; n < kills; n += 1) {
    last = await anotherProcess(channel, last);
    if (n % 2 === 0) {
      const startMs = performance.now();
      await channel.up();
      if (n > 0) backMs.push(performance.now() - startMs);
    }
    process.kill(last, 'SIGKILL');
  }
  await anotherProcess(channel, last);
  await channel.up();
  return backMs;
}

async function anotherProcess(channel: GatewayChannel, last: number | undefined): Promise<number> {
  const untilMs = performance.now() + newProcessWithinMs;
  for (;;) {
    const pid = channel.smgwPid();
    if (pid !== undefined && pid !== last) return pid;
    if (performance.now() > untilMs) throw new Error('the smgw process was not started anew');
    await pause(lookEveryMs);
  }
}

function report({ name, trace }: Side): void {
  const lateMs = trace
    .take()
    .filter(({ tick }) => tick)
    .map((cycle) => cycle.lateMs);
  console.log(`${name}: ${lateMs.length} cycles begin late by ${spread(lateMs)} ms`);
}
