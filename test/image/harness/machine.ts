import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/demo/free-port.ts';
import { freshFirmwareSettings } from './disks.ts';
import { LineWatch } from './line-watch.ts';
import { type MachinePlan, machineArguments, type NetworkPlan } from './machine-arguments.ts';
import { Qmp } from './qmp.ts';
import { RootShell, shellCredentials } from './root-shell.ts';
import { boards, type Target } from './targets.ts';
import { until, within } from './until.ts';

export interface MachineOptions {
  readonly target: Target;
  /** Names its log file, `NAME.log`, in this folder. */
  readonly name: string;
  readonly logFolder: string;
  readonly disk: MachinePlan['disk'];
  readonly writeLog?: string;
  /** Ports of the guest that are reached on loopback, on its LAN and HAN side. */
  readonly lanPorts?: readonly number[];
  readonly hanPorts?: readonly number[];
  /** A neighbour on each wire may join. */
  readonly wires?: boolean;
  readonly memoryMb?: number;
  readonly extra?: readonly string[];
}

const socketLimitMs = 20_000;
const killLimitMs = 10_000;

/** A virtual machine that runs an image. It has its own clock: milliseconds since QEMU was started. */
export class Machine {
  readonly console: LineWatch;
  readonly options: MachineOptions;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #startedMs = performance.now();
  readonly #ports: ReadonlyMap<string, number>;
  readonly #ended: Promise<void>;
  #qmp: Qmp | undefined;
  #shell: RootShell | undefined;
  #complaint = '';
  #gone = false;

  private constructor(options: MachineOptions, folder: string, plan: MachinePlan, ports: ReadonlyMap<string, number>) {
    this.options = options;
    this.#folder = folder;
    this.#ports = ports;
    this.#log = createWriteStream(join(options.logFolder, `${options.name}.log`), { flags: 'a' });
    const { emulator } = boards[options.target];
    const args = machineArguments(plan);
    this.#log.write(`# ${new Date().toISOString()} ${emulator} ${args.join(' ')}\n`);
    this.console = new LineWatch(
      () => this.nowMs,
      ({ text, atMs }) => this.#log.write(`${(atMs / 1000).toFixed(2).padStart(8)} ${text}\n`),
    );
    // QEMU ends with us, however we end.
    this.#process = spawn('setpriv', ['--pdeathsig', 'KILL', emulator, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdout?.on('data', (chunk: Buffer) => this.console.take(chunk));
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = `${this.#complaint}${chunk}`.slice(-4000);
      this.#log.write(`# QEMU: ${chunk}`);
    });
    this.#process.stdin?.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (this.#gone) return;
        this.#gone = true;
        this.#log.write(`# ended: ${how}\n`);
        resolve();
      };
      this.#process.once('error', (error) => end(error.message));
      this.#process.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    });
  }

  /** Starts QEMU and waits until its channels are there; the guest has hardly begun then. */
  static async start(options: MachineOptions): Promise<Machine> {
    mkdirSync(options.logFolder, { recursive: true });
    const folder = mkdtempSync(join(tmpdir(), 'netwacht-vm-'));
    const ports = new Map<string, number>();
    const network = async (side: 'lan' | 'han', wanted: readonly number[]): Promise<NetworkPlan> => {
      const forwards: [number, number][] = [];
      for (const guest of wanted) {
        const host = await freePort(0);
        forwards.push([host, guest]);
        ports.set(`${side}:${guest}`, host);
      }
      const wirePort = options.wires === true ? await freePort(0) : undefined;
      if (wirePort !== undefined) ports.set(`${side}:wire`, wirePort);
      const which = side === 'lan' ? 2 : 3;
      return { network: `10.0.${which}`, forwards, wirePort, mac: `52:54:00:4e:57:0${which}` };
    };
    const credentials: Record<string, string> = {};
    for (const [k, [name, content]] of Object.entries(shellCredentials).entries()) {
      credentials[name] = join(folder, `credential-${k}`);
      writeFileSync(join(folder, `credential-${k}`), content);
    }
    const plan: MachinePlan = {
      target: options.target,
      memoryMb: options.memoryMb ?? 1024,
      disk: options.disk,
      writeLog: options.writeLog,
      firmwareSettings: freshFirmwareSettings(options.target, folder),
      qmpSocket: join(folder, 'qmp'),
      shellSocket: join(folder, 'shell'),
      credentials,
      lan: await network('lan', options.lanPorts ?? [80, 443]),
      han: await network('han', options.hanPorts ?? []),
      extra: options.extra ?? [],
    };
    const machine = new Machine(options, folder, plan, ports);
    try {
      await machine.#connect(plan);
    } catch (error) {
      await machine.cutPower();
      throw error;
    }
    return machine;
  }

  /** Since QEMU was started. */
  get nowMs(): number {
    return performance.now() - this.#startedMs;
  }

  get running(): boolean {
    return !this.#gone;
  }

  get qmp(): Qmp {
    if (this.#qmp === undefined) throw new Error('the machine has no QMP yet');
    return this.#qmp;
  }

  get shell(): RootShell {
    if (this.#shell === undefined) throw new Error('the machine has no shell yet');
    return this.#shell;
  }

  /** The port of the host that leads to a port of the guest, or to a wire. */
  port(guest: number | 'wire', side: 'lan' | 'han' = 'lan'): number {
    const port = this.#ports.get(`${side}:${guest}`);
    if (port === undefined) throw new Error(`port ${guest} of the ${side} is not forwarded`);
    return port;
  }

  /** Takes QEMU's user network, ports and all, off the wire while `work` goes on: only machine and neighbour are left there. */
  async aside<T>(side: 'lan' | 'han', work: () => Promise<T>): Promise<T> {
    await this.qmp.ask('set_link', { name: side, up: false });
    try {
      return await work();
    } finally {
      await this.qmp.ask('set_link', { name: side, up: true });
    }
  }

  /** Fails with what QEMU said when it has ended. */
  mustRun(): void {
    if (this.#gone) throw new Error(`QEMU has ended: ${this.#complaint}\n${this.console.tail()}`);
  }

  /** Settles when QEMU has ended. */
  ended(limitMs: number): Promise<void> {
    return within('the machine ends', limitMs, this.#ended, () => this.console.tail());
  }

  /** Pulls the plug: nothing in the guest or in QEMU gets to say a word. Also the end of every test. */
  async cutPower(): Promise<void> {
    this.#process.kill('SIGKILL');
    if (!this.#gone) await this.ended(killLimitMs);
    this.#shell?.close();
    this.#qmp?.close();
    rmSync(this.#folder, { recursive: true, force: true });
    await new Promise<void>((resolve) => this.#log.end(() => resolve()));
  }

  /** An orderly end, as root in the guest. */
  async powerOff(limitMs: number): Promise<void> {
    await this.shell.run('systemctl --no-block poweroff');
    await this.ended(limitMs);
    await this.cutPower();
  }

  async #connect({ qmpSocket, shellSocket }: MachinePlan): Promise<void> {
    this.#qmp = await until({
      what: 'QEMU answers on its own channel',
      limitMs: socketLimitMs,
      everyMs: 50,
      ask: () => Qmp.open(qmpSocket, () => this.nowMs),
      mustHold: () => this.mustRun(),
    });
    this.#shell = await RootShell.open(shellSocket);
  }
}
