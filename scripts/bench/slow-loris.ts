import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { spread } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { SlowPeers } from './measure/slow-peers.ts';
import { allCharging, pause, quiet } from './measure/turn-down.ts';

/**
 * S26: control cycles and memory while `--peers N` (500) connections from ten addresses send a byte a second and never
 * finish a call, beside the same without them; `--points N` (16), `--seconds N` (60) each, twice in turn.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      compiled: { type: 'boolean', default: false },
      points: { type: 'string', default: '16' },
      seconds: { type: 'string', default: '60' },
      peers: { type: 'string', default: '500' },
    },
  });
  const trace = new CycleTrace();
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${values.points}`, seed: 1, overrides: quiet, env: trace.env },
    program: values.compiled ? compileProgram() : programAsItIs,
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    await allCharging(running);
    trace.take();
    for (const round of [1, 2]) {
      await pause(Number(values.seconds) * 1000);
      report(`${round}: nobody`, trace, running);
      const slow = new SlowPeers(Number(new URL(running.url).port), Number(values.peers));
      const answeredMs = await askMeanwhile(running, Number(values.seconds));
      report(`${round}: ${values.peers} slow peers`, trace, running);
      console.log(
        `${round}: ${slow.holding} of them held at the end, ${slow.closed} times closed; ` +
          `a whole call beside them is answered within ${spread(answeredMs)} ms`,
      );
      slow.leave();
    }
  } finally {
    await running.stop();
    trace.remove();
  }
}

/** One whole call a second; how long each took. */
async function askMeanwhile({ url }: Running, seconds: number): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const startMs = performance.now();
    // One of its own each: a connection that is kept idle is what makes room for others.
    const response = await fetch(`${url}/api/v1/setup`, { headers: { connection: 'close' } });
    await response.arrayBuffer();
    tookMs.push(performance.now() - startMs);
    await pause(1000);
  }
  return tookMs;
}

function report(when: string, trace: CycleTrace, { firmware }: Running): void {
  const lateMs = trace
    .take()
    .filter(({ tick }) => tick)
    .map((cycle) => cycle.lateMs);
  if (firmware.pid === undefined) throw new Error('the firmware ended');
  const { pssMb } = usageOf(firmware.pid);
  console.log(
    `${when}: ${lateMs.length} cycles begin late by ${spread(lateMs)} ms; memory (PSS) ${pssMb.toFixed(1)} MB`,
  );
}
