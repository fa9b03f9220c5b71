import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { attacks, holds } from '../site/ocpp/hostile/attacks.ts';
import type { Attackers } from './measure/ocpp-attackers.ts';
import { OcppCaller } from './measure/ocpp-caller.ts';
import type { DoorSays } from './measure/ocpp-door.ts';
import { percentile } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';

/**
 * S26: how soon the calls of one charge point are answered while others attack its door, against the same while they attack
 * another door (so that the machine has as much to do), in turn. `--at-once N` (20) attackers from four addresses,
 * `--seconds N` (5) each, `--only WORD` of the name. On a busy machine the whole bench has to go ahead of what else runs:
 * `setsid -w bash -c 'echo -15 > /proc/$$/autogroup; npm run bench -- ocpp-hostile'`.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'at-once': { type: 'string', default: '20' },
      seconds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
    },
  });
  const seconds = Number(values.seconds);
  const door = await openDoor();
  const other = await openDoor();
  const good = await OcppCaller.connect(door.port, 'good', 'good');
  for (const pid of [door.pid, other.pid, process.pid]) aheadOfOthers(pid);
  // The first calls compile schemas.
  await good.answeredMs(2);
  const ratios: number[] = [];
  for (const { name } of [...attacks, ...holds].filter((one) => one.name.includes(values.only))) {
    const attack = (port: number) => attacked({ name, atOnce: Number(values['at-once']), port }, good, seconds);
    const elsewhere = await attack(other.port);
    const before = await door.ask();
    const startMs = performance.now();
    const here = await attack(door.port);
    const after = await door.ask();
    const cpu = (after.cpuMs - before.cpuMs) / (performance.now() - startMs);
    const ratio = percentile(here.tookMs, 0.5) / percentile(elsewhere.tookMs, 0.5);
    ratios.push(ratio);
    console.log(
      `${name.padEnd(42)} x${ratio.toFixed(1)} at the median (${ms(elsewhere.tookMs, 0.5)} -> ${ms(here.tookMs, 0.5)} ms), ` +
        `p95 ${ms(elsewhere.tookMs, 0.95)} -> ${ms(here.tookMs, 0.95)} ms, all ${here.tookMs.length} answered; ` +
        `${here.rounds} rounds, ${after.halfOpen} half open, ${after.stations} let in, ${after.logLines} log lines, ` +
        `turns of the door p99 ${after.turnMs.toFixed(0)} ms, ${(cpu * 100).toFixed(0)} % of a core, ${usageOf(door.pid).pssMb.toFixed(0)} MB`,
    );
  }
  const sorted = [...ratios].sort((a, b) => a - b);
  console.log(
    `${ratios.length} attacks: ratio at the median x${percentile(sorted, 0.5).toFixed(1)} in the middle, ` +
      `x${percentile(sorted, 1).toFixed(1)} at worst (goal < 2)`,
  );
  good.leave();
  door.close();
  other.close();
}

/** What else this machine does shall not be measured. On Linux this is the main thread of a process, not its workers. */
function aheadOfOthers(pid: number): void {
  try {
    setPriority(pid, -15);
  } catch {
    console.error('netwacht: not allowed to go ahead of other programs: figures are those of a busy machine');
  }
}

interface Door {
  readonly port: number;
  readonly pid: number;
  ask(): Promise<Extract<DoorSays, { halfOpen: number }>>;
  close(): void;
}

async function openDoor(): Promise<Door> {
  const door = fork(new URL('measure/ocpp-door.ts', import.meta.url));
  const [{ port }] = (await once(door, 'message')) as [Extract<DoorSays, { port: number }>];
  return {
    ...{ port, pid: door.pid ?? 0 },
    async ask() {
      door.send('load');
      const [said] = await once(door, 'message');
      return said;
    },
    close: () => door.disconnect(),
  };
}

/** How long the calls of `good` took while an attack goes on somewhere. */
async function attacked(
  attackers: Attackers,
  good: OcppCaller,
  seconds: number,
): Promise<{ readonly tookMs: readonly number[]; readonly rounds: number }> {
  const worker = new Worker(new URL('measure/ocpp-attackers.ts', import.meta.url), { workerData: attackers });
  let rounds = 0;
  worker.on('message', (count: number) => {
    rounds = count;
  });
  await once(worker, 'message');
  const tookMs = await good.answeredMs(seconds);
  await worker.terminate();
  // What the attack has filled empties again.
  await pause(1000);
  return { tookMs, rounds };
}

const ms = (all: readonly number[], p: number): string => percentile(all, p).toFixed(2);
