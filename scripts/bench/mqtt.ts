import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { freePort } from '../demo/free-port.ts';
import { type Running, startDemo } from '../demo/running.ts';
import { CycleTrace } from './measure/cycle-trace.ts';
import { percentile, spread } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { pause, quiet } from './measure/turn-down.ts';

interface Part {
  readonly cpuPercent: number;
  readonly pssMb: number;
  readonly lateMs: readonly number[];
  readonly tookMs: readonly number[];
  readonly messages: number;
}

/** The readings of every charge point move as real ones do: each has something new to say every second. */
const moving = { ...quiet, plant: { ...quiet.plant, eachBox: { readingNoiseA: 0.15 } } };

/**
 * Sixty charge points, all of which change every second, that are told to a broker (Debian's mosquitto, with discovery and a
 * listener), and not told, in turn in one run: share of a core, memory, how late control cycles begin (goal: unchanged). `--points N` (60),
 * `--seconds N` (30) a part, `--rounds N` (3).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      points: { type: 'string', default: '60' },
      seconds: { type: 'string', default: '30' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-mqtt-bench-'));
  const port = await freePort(0);
  const broker = await startBroker(folder, port);
  const trace = new CycleTrace();
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${values.points}`, seed: 1, overrides: moving, env: trace.env },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  const heard = await listen(port);
  const parts: Record<'off' | 'on', Part[]> = { off: [], on: [] };
  try {
    // Cars begin to charge, and what is compiled just in time is.
    await pause(60_000);
    for (let round = 0; round < Number(values.rounds); round += 1)
      for (const state of ['off', 'on'] as const) {
        await switchTo(running, state === 'on' ? { address: `127.0.0.1:${port}`, discovery: true } : undefined);
        await pause(8000);
        parts[state].push(await measure(running, trace, heard, Number(values.seconds)));
      }
    report('MQTT off', parts.off);
    report('MQTT on', parts.on);
  } finally {
    await heard.end();
    await running.stop();
    trace.remove();
    broker.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(running: Running, trace: CycleTrace, heard: Heard, seconds: number): Promise<Part> {
  const pid = running.firmware.pid ?? 0;
  trace.take();
  const messages = heard.count();
  const before = usageOf(pid).cpuS;
  const startMs = performance.now();
  await pause(seconds * 1000);
  const { cpuS, pssMb } = usageOf(pid);
  const cycles = trace.take();
  return {
    cpuPercent: ((cpuS - before) / ((performance.now() - startMs) / 1000)) * 100,
    pssMb,
    lateMs: cycles.filter(({ tick }) => tick).map(({ lateMs }) => lateMs),
    tookMs: cycles.map(({ tookMs }) => tookMs),
    messages: (heard.count() - messages) / seconds,
  };
}

function report(when: string, parts: readonly Part[]): void {
  const each = (of: (part: Part) => number) => parts.map((part) => of(part).toFixed(1)).join(', ');
  console.log(`${when}: ${each(({ cpuPercent }) => cpuPercent)} % of a core; PSS ${each(({ pssMb }) => pssMb)} MB`);
  console.log(`${when}: ${each(({ messages }) => messages)} messages a second`);
  const lateMs = parts.flatMap((part) => part.lateMs);
  console.log(`${when}: cycles begin late by ${spread(lateMs)} ms, p99 ${percentile(lateMs, 0.99).toFixed(1)}`);
  console.log(`${when}: a cycle takes ${spread(parts.flatMap((part) => part.tookMs))} ms`);
}

async function switchTo({ url, password }: Running, mqttOut: object | undefined): Promise<void> {
  const headers = { authorization: `Basic ${btoa(`admin:${password}`)}`, 'content-type': 'application/json' };
  const site = (await (await fetch(`${url}/api/v1/site`, { headers })).json()) as object;
  const body = JSON.stringify({ ...site, mqtt: mqttOut });
  const { status } = await fetch(`${url}/api/v1/site`, { method: 'PUT', headers, body });
  if (status !== 200) throw new Error(`the site was not taken: ${status}`);
}

async function startBroker(folder: string, port: number): Promise<ChildProcess> {
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n`);
  const child = spawn('/usr/sbin/mosquitto', ['-c', file], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

interface Heard {
  count(): number;
  end(): Promise<void>;
}

async function listen(port: number): Promise<Heard> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100 });
  let messages = 0;
  client.on('message', () => {
    messages += 1;
  });
  await client.subscribeAsync('#', { qos: 0 });
  return { count: () => messages, end: () => client.endAsync(true) };
}
