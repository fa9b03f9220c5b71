import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { z } from 'zod';
import { inspected, type KeptMemory, keptMemory } from '../bench/measure/kept-memory.ts';
import { usageOf } from '../bench/measure/process-usage.ts';
import { compileProgram } from '../compile.ts';
import { freePort } from '../demo/free-port.ts';
import { startDemo } from '../demo/running.ts';
import type { ResultFile, Soak } from './soak.ts';

const points = 60;
/** Until then caches and just-in-time code have come to rest, and all cars charge. */
const settlesForS = Number(process.env.NETWACHT_SOAK_SETTLES_S ?? 120);
const goneForS = Number(process.env.NETWACHT_SOAK_GONE_S ?? 3600);
const lookEveryS = 30;
/** The main thread's history, sessions and log fill their bounded places meanwhile. */
const flatWithinMb = 2;
/** The longest pause between two tries, a quarter more, and a moment. */
const backWithinS = 80;

const kept = z.object({
  looks: z.array(z.object({ goneS: z.number(), keptMb: z.number(), anonMb: z.number() })).default([]),
  back: z.unknown().optional(),
});
type Kept = z.output<typeof kept>;

/**
 * A broker (Debian's mosquitto) that is gone for an hour while 60 charge points charge and would be reported every second:
 * what the main thread, in which the client lives, holds after a collection stays within 2 MB from the first half to the second (compiled
 * program; lowest of each half), and then a clean return: within 80 s everything is told anew, each topic in its newest words and not what came in between. A run that was
 * interrupted takes up the hour where it was, with a program that was started anew.
 */
export const soak: Soak = {
  async run(result) {
    const before = kept.parse(result.read() ?? {});
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-broker-gone-'));
    const broker = new Broker(folder, await freePort(0));
    await broker.start();
    const inspectorPort = await freePort(0);
    const running = await startDemo({
      ...{ port: 0, scenario: `many:${points}`, seed: 1, program: compileProgram(), env: inspected(inspectorPort) },
      overrides: { document: { mqtt: { address: `127.0.0.1:${broker.port}`, discovery: true } } },
      say: (sentence) => console.error(`netwacht: ${sentence}`),
    });
    try {
      const { pid } = running.firmware;
      if (pid === undefined) throw new Error('the firmware ended');
      const topics = await broker.listen(async (heard) => {
        await pause(settlesForS * 1000);
        return heard.topics();
      });
      console.log(`${topics} topics are told; the broker goes`);
      await broker.stop();
      const looks = await stayAway({ pid, kept: await keptMemory(inspectorPort), before: before.looks, result });
      await broker.start();
      const back = await broker.listen(async (heard) => {
        const startMs = performance.now();
        while (heard.topics() < topics && performance.now() - startMs < backWithinS * 1000) await pause(50);
        const tookS = (performance.now() - startMs) / 1000;
        // What comes with it in the same second.
        await pause(500);
        return { tookS, topics: heard.topics(), messages: heard.messages() };
      });
      const flat = judge(looks);
      const figures = { ...flat, topics, back, looks };
      result.write(figures);
      console.log(JSON.stringify({ ...flat, topics, back }, null, 2));
      // Those that changed in the second that they came in may have come twice.
      const clean = back.topics >= topics && back.messages <= 2 * topics;
      return clean && flat.keptAtLastMb - flat.keptAtFirstMb <= flatWithinMb;
    } finally {
      await running.stop();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Away {
  readonly pid: number;
  readonly kept: KeptMemory;
  readonly before: Kept['looks'];
  readonly result: ResultFile;
}

async function stayAway({ pid, kept, before, result }: Away): Promise<Kept['looks']> {
  const looks = [...before];
  const beganS = before.at(-1)?.goneS ?? 0;
  const startMs = performance.now();
  for (;;) {
    const goneS = Math.round(beganS + (performance.now() - startMs) / 1000);
    looks.push({ goneS, keptMb: await kept(), anonMb: usageOf(pid).anonMb });
    result.write({ looks });
    if (goneS >= goneForS) return looks;
    await pause(lookEveryS * 1000);
  }
}

/** Memory of the operating system swings by tens of MB between two collections: it is told, and what is held is judged. */
function judge(looks: Kept['looks']) {
  const keptIn = (some: Kept['looks']) => Math.min(...some.map(({ keptMb }) => keptMb));
  return {
    goneForS: looks.at(-1)?.goneS ?? 0,
    keptAtFirstMb: keptIn(looks.filter(({ goneS }) => goneS < goneForS / 2)),
    keptAtLastMb: keptIn(looks.filter(({ goneS }) => goneS >= goneForS / 2)),
    lowestAnonMb: Math.min(...looks.map(({ anonMb }) => anonMb)),
    highestAnonMb: Math.max(...looks.map(({ anonMb }) => anonMb)),
  };
}

interface Heard {
  topics(): number;
  messages(): number;
}

/** Debian's broker, which keeps nothing when it goes. */
class Broker {
  readonly port: number;
  readonly #file: string;
  #child: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.port = port;
    this.#file = join(folder, 'mosquitto.conf');
    writeFileSync(this.#file, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n`);
  }

  async start(): Promise<void> {
    this.#child = spawn('/usr/sbin/mosquitto', ['-c', this.#file], { stdio: 'ignore' });
    await once(this.#child, 'spawn');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Counts what comes from the box while `run` runs. */
  async listen<T>(run: (heard: Heard) => Promise<T>): Promise<T> {
    const client: MqttClient = mqtt.connect(`mqtt://127.0.0.1:${this.port}`, { reconnectPeriod: 100 });
    const seen = new Set<string>();
    let messages = 0;
    client.on('message', (topic) => {
      seen.add(topic);
      messages += 1;
    });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    await client.subscribeAsync('#', { qos: 0 });
    try {
      return await run({ topics: () => seen.size, messages: () => messages });
    } finally {
      await client.endAsync(true);
    }
  }
}
