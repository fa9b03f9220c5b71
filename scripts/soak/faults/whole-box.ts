import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Box } from '../../../test/site/box.ts';
import { firmwareArgs, firmwareEnv } from '../../../test/site/firmware-process.ts';
import { carsAreUp, registersFollow } from '../../../test/site/registers.ts';
import { supervise } from '../../supervise.ts';
import { FlowRecord } from './flow-record.ts';
import type { FaultRow } from './table.ts';

const houseA = [2, 2, 2] as const;
const fullW = 55_000;
const highPercent = 60;
const lowPercent = 20;
const lowW = (fullW * lowPercent) / 100;
/** Supervisor and start of the program; on a busy machine. */
const startsWithinS = 8;
/** Meter, cycle, box and car of the scenario at their slowest. */
const lateS = 13;
const watchedS = 25;
/** Each call to the disk takes so much longer on the slow one. */
const slowDiskMs = 400;

const faultOnCommand = fileURLToPath(new URL('../../../test/site/fixtures/fault-on-command.ts', import.meta.url));

/** The firmware of a row, under its supervisor; on a slow disk under strace, which delays every sync. */
class Firmware {
  readonly #box: Box;
  readonly #slow: boolean;
  #child: ChildProcess | undefined;
  #stop: (() => Promise<unknown>) | undefined;

  constructor(box: Box, slow: boolean) {
    this.#box = box;
    this.#slow = slow;
  }

  async start(withSite: boolean): Promise<void> {
    const { port, dataDir, siteFile, output } = this.#box;
    const given = { port, dataDir, ...(withSite ? { siteFile } : {}) };
    const args = ['--import', faultOnCommand, ...firmwareArgs(given)];
    if (this.#slow) {
      const inject = `inject=fsync,fdatasync:delay_enter=${slowDiskMs * 1000}`;
      // -D: the program is the child, and a signal reaches it.
      const strace = ['-D', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', inject];
      const child = spawn('strace', [...strace, process.execPath, ...args], { env: firmwareEnv(given) });
      output.follow(child);
      this.#child = child;
      this.#stop = () => endOf(child);
    } else {
      const supervised = supervise({
        ...{ args, env: firmwareEnv(given), stdio: ['ignore', 'pipe', 'pipe'] },
        onStart: (child) => {
          output.follow(child);
          this.#child = child;
        },
        onUnaskedEnd: () => {},
      });
      this.#stop = () => supervised.stop('SIGKILL');
    }
    await this.#box.until('the API answers', async () => (await this.#box.ask('/api/v1/setup')).status === 200);
  }

  /** As when the power goes: nothing is said, nothing is tidied up. */
  async cut(): Promise<void> {
    await this.#stop?.();
  }

  /** Only this process; its supervisor starts the next one. */
  killProcess(): void {
    this.#child?.kill('SIGKILL');
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

interface WholeFault {
  readonly fault: string;
  readonly slow?: true;
  /** Brings the fault about; returns when the program runs again or will by itself, and says what was beside it. */
  begin(box: Box, firmware: Firmware): Promise<string>;
}

/** Drops the limit by the operator's call; how long its answer took, ms. */
async function drop(box: Box): Promise<number> {
  const calledMs = performance.now();
  await box.setVariable('AVAIL', lowPercent);
  return Math.round(performance.now() - calledMs);
}

const justDropped = `the limit has just dropped to ${lowPercent} %`;

async function cutWhenAnswered(box: Box, firmware: Firmware): Promise<string> {
  const answeredMs = await drop(box);
  await firmware.cut();
  await firmware.start(false);
  return `power cut the moment the call is answered, after ${answeredMs} ms`;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const faults: readonly WholeFault[] = [
  {
    fault: 'worker killed',
    begin: async (box) => {
      await drop(box);
      writeFileSync(join(box.dataDir, 'end-the-worker'), '');
      return justDropped;
    },
  },
  {
    fault: 'program killed',
    begin: async (box, firmware) => {
      await drop(box);
      firmware.killProcess();
      return justDropped;
    },
  },
  {
    fault: 'power cut during a write, 5 times',
    begin: async (box, firmware) => {
      await drop(box);
      for (const cutAfterMs of [0, 1, 2, 4, 6]) {
        // Whether it is answered is a matter of luck.
        const call = box.post('/cnf?cmd=set_cm_vars', { AVAIL: lowPercent, PWR: cutAfterMs }).catch(() => undefined);
        await wait(cutAfterMs);
        await firmware.cut();
        await call;
        await firmware.start(false);
      }
      return `${justDropped}, further calls of the same are cut off`;
    },
  },
  { fault: 'restart in the middle of a limit, fast disk', begin: cutWhenAnswered },
  {
    fault: `restart in the middle of a limit, slow disk (${slowDiskMs} ms a sync)`,
    slow: true,
    begin: cutWhenAnswered,
  },
];

/** Whether this machine can make a disk slow. */
export const canSlowTheDisk = (): boolean => spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** Every fault on the whole program against the simulated site on real sockets, but for those done already. */
export async function* wholeBoxRows(done: readonly FaultRow[]): AsyncGenerator<FaultRow> {
  const open = faults.filter(({ fault }) => !done.some((row) => row.fault === fault));
  for (const fault of open) if (fault.slow !== true || canSlowTheDisk()) yield await runFault(fault);
}

async function runFault({ fault, slow, begin }: WholeFault): Promise<FaultRow> {
  const box = await Box.open({ houseA, start: false });
  const firmware = new Firmware(box, slow ?? false);
  try {
    await firmware.start(true);
    await box.claim();
    await box.setVariable('AVAIL', highPercent);
    await box.waitFor('all cars charge', (look) => registersFollow(look) && carsAreUp(look.plant));
    const record = new FlowRecord(box.site.control, lowW);
    await record.begin();
    const beside = await begin(box, firmware);
    await wait(watchedS * 1000);
    await record.end();
    const { limitW } = (await box.state())?.circuits[0] ?? {};
    if (limitW !== lowW) throw new Error(`${fault}: the limit is ${limitW} W afterwards, not ${lowW} W`);
    return {
      ...{ fault, beside, limit: watts(lowW), before: watts(record.beforeW), most: watts(record.mostW) },
      ...{ overS: record.longestS, worstS: record.longestS, ruleS: startsWithinS, explainedS: startsWithinS + lateS },
    };
  } finally {
    await firmware.cut();
    await box.close();
  }
}

const watts = (powerW: number): string => `${(powerW / 1000).toFixed(1)} kW`;
