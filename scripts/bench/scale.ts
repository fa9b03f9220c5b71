import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileProgram } from '../compile.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { programAsItIs } from '../program.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { linePlot } from './measure/line-plot.ts';
import { percentile } from './measure/percentiles.ts';
import { type Usage, usageOf } from './measure/process-usage.ts';
import { allCharging, pause, quiet, siteOf, turnDown } from './measure/turn-down.ts';

const plotFile = fileURLToPath(new URL('../../docs/images/scale.svg', import.meta.url));
const turnDownPercent = 80;

/** One number of charge points. */
interface Size {
  readonly points: number;
  readonly cycleMs: readonly number[];
  readonly latencyMs: readonly number[];
  /** Of one core, percent. */
  readonly cpuPercent: number;
  readonly pssMb: number;
  /** From the start of the program to the first set-point written, s. */
  readonly firstWriteS: number;
}

/**
 * The whole program with ever more simulated TCP charge points, all of them charging: what grows, and how. `--points
 * 8,32,64,128,256`, `--seconds N` (60) of steady running, `--trials N` (10) of the operator's call; `--compiled` runs
 * it as the image does; `--plot` writes docs/images/scale.svg. The simulated site shares the machine with the firmware.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      points: { type: 'string', default: '8,32,64,128,256' },
      seconds: { type: 'string', default: '60' },
      trials: { type: 'string', default: '10' },
      compiled: { type: 'boolean', default: false },
      plot: { type: 'boolean', default: false },
    },
  });
  const program = values.compiled ? compileProgram() : programAsItIs;
  const sizes: Size[] = [];
  console.log(
    ['charge points', 'cycle ms p50', 'p99', 'latency ms p50', 'max', 'CPU %', 'PSS MB', 'first write s'].join(' | '),
  );
  for (const points of values.points.split(',').map(Number)) {
    const size = await measure(program, points, Number(values.seconds), Number(values.trials));
    sizes.push(size);
    console.log(describe(size));
  }
  if (!values.plot) return;
  writeFileSync(plotFile, plotOf(sizes));
  console.log(`plot in ${plotFile}`);
}

async function measure(program: string, points: number, seconds: number, trials: number): Promise<Size> {
  const trace = new CycleTrace();
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${points}`, seed: 1, overrides: quiet, env: trace.env, program },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  try {
    const firstWriteS = await firstWrite(running);
    await allCharging(running);
    trace.take();
    const before = firmwareUsage(running);
    await pause(seconds * 1000);
    const after = firmwareUsage(running);
    const cycleMs = trace.take().map(({ tookMs }) => tookMs);
    const latencyMs: number[] = [];
    for (let k = 0; k < trials; k += 1) {
      latencyMs.push((await turnDown(running, turnDownPercent)).lastWriteMs);
      await running.client.setVariable('AVAIL', 100);
      await allCharging(running);
    }
    const cpuPercent = (100 * (after.cpuS - before.cpuS)) / seconds;
    return { points, cycleMs, latencyMs, cpuPercent, pssMb: after.pssMb, firstWriteS };
  } finally {
    await running.stop();
    trace.remove();
  }
}

async function firstWrite(running: Running): Promise<number> {
  for (;;) {
    const { writes } = await siteOf(running).control.writesSince(running.startedMs);
    const first = writes.find(({ setpoint }) => setpoint);
    if (first !== undefined) return (first.atMs - running.startedMs) / 1000;
    await pause(500);
  }
}

function firmwareUsage({ firmware: { pid } }: Running): Usage {
  if (pid === undefined) throw new Error('the firmware does not run');
  return usageOf(pid);
}

const describe = ({ points, cycleMs, latencyMs, cpuPercent, pssMb, firstWriteS }: Size): string =>
  [
    String(points).padStart(13),
    percentile(cycleMs, 0.5).toFixed(2).padStart(12),
    percentile(cycleMs, 0.99).toFixed(2).padStart(5),
    percentile(latencyMs, 0.5).toFixed(0).padStart(14),
    percentile(latencyMs, 1).toFixed(0).padStart(4),
    cpuPercent.toFixed(1).padStart(5),
    pssMb.toFixed(0).padStart(6),
    firstWriteS.toFixed(2).padStart(13),
  ].join(' | ');

function plotOf(sizes: readonly Size[]): string {
  const line = (name: string, of: (size: Size) => number) => ({
    name,
    points: sizes.map((size) => [size.points, of(size)] as const),
  });
  return linePlot(
    [
      {
        title: 'cycle, ms',
        series: [
          line('p50', ({ cycleMs }) => percentile(cycleMs, 0.5)),
          line('p99', ({ cycleMs }) => percentile(cycleMs, 0.99)),
        ],
      },
      {
        title: 'call to last write, ms',
        series: [
          line('p50', ({ latencyMs }) => percentile(latencyMs, 0.5)),
          line('maximum', ({ latencyMs }) => percentile(latencyMs, 1)),
        ],
      },
      { title: 'CPU, % of one core', series: [line('', ({ cpuPercent }) => cpuPercent)] },
      { title: 'memory (PSS), MB', series: [line('', ({ pssMb }) => pssMb)] },
    ],
    'charge points',
  );
}
