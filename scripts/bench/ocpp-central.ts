import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../demo/free-port.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { machineMs } from '../site/machine-clock.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import type { StationsTold } from './measure/ocpp-stations.ts';
import { percentile, spread } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { pause, quiet } from './measure/turn-down.ts';

/** A limit is at its charge point, whatever became of the next. */
const withinMs = 5000;
const aloneMs = 120_000;

/**
 * OCPP charge points at the box: from the operator's variable to the profile in each of them while all speak once a second
 * (goal p99 2 s), control cycles with and without them (goal p99 20 ms late, unchanged), messages a second that are
 * answered for a while (goal 1,000), memory with and without them (goal 60 MB more). The charge points are an independent
 * program (ocpp-rpc, strict) in a process of its own. `--stations N` (50), `--trials N` (15), `--seconds N` (20).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      stations: { type: 'string', default: '50' },
      trials: { type: 'string', default: '15' },
      seconds: { type: 'string', default: '20' },
    },
  });
  const [count, trials, seconds] = [Number(values.stations), Number(values.trials), Number(values.seconds)];
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-ocpp-bench-'));
  const siteFile = join(dir, 'site.json');
  writeFileSync(siteFile, JSON.stringify(carPark(count)));
  const trace = new CycleTrace();
  const port = await freePort(0);
  const running = await startDemo({
    ...{ port: 0, scenario: 'none', siteFile, env: { ...trace.env, NETWACHT_OCPP_PORT: String(port) } },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  let stations: ChildProcess | undefined;
  try {
    const pid = running.firmware.pid ?? 0;
    await pause(10_000);
    trace.take();
    // As many cycles as there will be with charge points.
    await pause(aloneMs);
    const alone = usageOf(pid).pssMb;
    report('no charge point is connected', trace);

    stations = start('ocpp-stations.ts', [`ws://127.0.0.1:${port}`, String(count)]);
    await answerOf(stations);
    stations.send({ perSecond: 1 });
    await pause(15_000);
    await take(stations);
    trace.take();
    await latency({ running, stations, trials, count });
    report(`${count} charge points, one message a second each`, trace);
    const together = usageOf(pid).pssMb;
    console.log(
      `memory: ${alone.toFixed(1)} MB without, ${together.toFixed(1)} MB with ${count} charge points (PSS, goal 60 more)`,
    );
    for (const total of [1000, 2000]) await sustained({ stations, total, count, seconds, pid, trace });
    console.log(`memory afterwards: ${usageOf(pid).pssMb.toFixed(1)} MB`);
  } finally {
    stations?.kill('SIGKILL');
    await running.stop();
    trace.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A connection that bears half of its charge points, without a meter: what is offered is what counts. */
function carPark(count: number): object {
  const fuseA = count * 8 + 20;
  const value = `${fuseA * 3 * 230} * AVAIL / 100`;
  return {
    name: `Car park with ${count} OCPP charge points`,
    timezone: 'Europe/Amsterdam',
    circuits: [
      {
        ...{ id: 'house', name: 'House connection', fuseA },
        limits: [{ id: 'operator', scope: 'all', unit: 'W', value, fallback: 4200 }],
      },
    ],
    devices: Array.from({ length: count }, (_, k) => ({
      ...{ id: `E${k + 1}`, definition: 'ocpp', address: `CP-${k + 1}`, insecure: true },
      ...{ role: 'chargePoint', circuit: 'house', maxCurrentA: 16 },
    })),
    variables: [{ name: 'AVAIL', value: 100 }],
    timing: quiet.document.timing,
  };
}

interface Latency {
  readonly running: Running;
  readonly stations: ChildProcess;
  readonly trials: number;
  readonly count: number;
}

/** The operator turns down by a fifth, and up again. */
async function latency({ running: { client }, stations, trials, count }: Latency): Promise<void> {
  const lateMs: number[] = [];
  const answersMs: number[] = [];
  let missing = 0;
  for (let n = 0; n < trials; n += 1) {
    const { allowedA } = await atRest(stations);
    const calledMs = machineMs();
    await client.setVariable('AVAIL', 80);
    answersMs.push(machineMs() - calledMs);
    await pause(withinMs);
    const { limits } = await take(stations);
    for (let k = 0; k < count; k += 1) {
      const before = allowedA[k] ?? 0;
      const first = limits.find(({ station, limitA, atMs }) => station === k && atMs >= calledMs && limitA < before);
      if (first === undefined) missing += 1;
      else lateMs.push(first.atMs - calledMs);
    }
    await client.setVariable('AVAIL', 100);
  }
  console.log(`answer to the operator's call: ${spread(answersMs)} ms`);
  console.log(
    `variable to SetChargingProfile: ${spread(lateMs)} ms (goal p99 2000), ${lateMs.length} profiles in ${trials} trials` +
      `, ${missing} did not come within ${withinMs / 1000} s`,
  );
}

/** Waits until no more limits come, and all cars charge. */
async function atRest(stations: ChildProcess): Promise<StationsTold> {
  for (let n = 0; n < 60; n += 1) {
    await pause(4000);
    const told = await take(stations);
    const changes = new Map<number, Set<number>>();
    for (const { station, limitA } of told.limits)
      changes.set(station, (changes.get(station) ?? new Set()).add(limitA));
    // A profile that is only refreshed says what held before.
    const rests = [...changes].every(([k, said]) => said.size === 1 && said.has(told.allowedA[k] ?? 0));
    if (rests && told.allowedA.every((a) => a >= 7)) return told;
  }
  throw new Error('the charge points did not come to rest within 4 minutes');
}

interface Sustained {
  readonly stations: ChildProcess;
  readonly total: number;
  readonly count: number;
  readonly seconds: number;
  readonly pid: number;
  readonly trace: CycleTrace;
}

async function sustained({ stations, total, count, seconds, pid, trace }: Sustained): Promise<void> {
  stations.send({ perSecond: total / count });
  await pause(2000);
  await take(stations);
  trace.take();
  const cpuS = usageOf(pid).cpuS;
  const beganMs = performance.now();
  await pause(seconds * 1000);
  const tookS = (performance.now() - beganMs) / 1000;
  const { answeredMs, failed } = await take(stations);
  const cores = (usageOf(pid).cpuS - cpuS) / tookS;
  console.log(
    `${total} messages a second wanted: ${(answeredMs.length / tookS).toFixed(0)} answered for ${tookS.toFixed(0)} s, ` +
      `${failed} failed, each within ${spread(answeredMs)} ms, box ${(cores * 100).toFixed(0)} % of a core`,
  );
  report(`${total} messages a second`, trace);
}

function report(when: string, trace: CycleTrace): void {
  const cycles = trace.take();
  const lateMs = cycles.filter(({ tick }) => tick).map(({ lateMs: late }) => late);
  const tookMs = cycles.map((cycle) => cycle.tookMs);
  console.log(
    `${when}: cycles begin late by ${spread(lateMs)} ms (${lateMs.length} cycles), take p99 ${percentile(tookMs, 0.99).toFixed(1)} ms`,
  );
}

function start(program: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'measure', program), args);
}

/** Resolves with the next message; rejects when the process ends first. */
function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the bench ended with code ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

function take(stations: ChildProcess): Promise<StationsTold> {
  stations.send({ take: true });
  return answerOf(stations) as Promise<StationsTold>;
}
