import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describeEnd, type ProcessEnd } from '../../scripts/supervise.ts';

/** The program, as `npm start` runs it. */
export const firmwareEntry = fileURLToPath(new URL('../../firmware/main.ts', import.meta.url));

export interface FirmwareStart {
  readonly port: number;
  readonly dataDir: string;
  /** Put at the start, as an installer would. */
  readonly siteFile?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What Node runs for one start. */
export const firmwareArgs = ({ siteFile }: FirmwareStart): string[] => [
  firmwareEntry,
  ...(siteFile === undefined ? [] : ['--site', siteFile]),
];

/** On loopback, so that the box can be claimed without its code. */
export const firmwareEnv = ({ port, dataDir, env }: FirmwareStart): NodeJS.ProcessEnv => ({
  ...process.env,
  NETWACHT_DATA: dataDir,
  NETWACHT_HTTP_PORT: String(port),
  // Boxes of several tests run beside each other.
  NETWACHT_HTTPS_PORT: 'off',
  NETWACHT_OCPP_PORT: '0',
  ...env,
  NETWACHT_BIND: '127.0.0.1',
});

const keptLines = 200;

/** The last lines a program wrote, to be shown when a test fails. */
export class Output {
  #lines: string[] = [];
  readonly #kept: number;

  constructor(kept = keptLines) {
    this.#kept = kept;
  }

  follow({ stdout, stderr }: ChildProcess): void {
    for (const stream of [stdout, stderr])
      if (stream !== null)
        createInterface(stream).on('line', (line) => {
          if (line.trim() !== '') this.#lines = [...this.#lines, line].slice(-this.#kept);
        });
  }

  tail(count = 12): string {
    return this.#lines.slice(-count).join('\n');
  }
}

/** The firmware as a child of the test; it ends with the test run, whatever happens. */
export class FirmwareProcess {
  readonly output: Output;
  readonly #child: ChildProcess;
  /** Settles when the process has ended, asked or not. */
  readonly ended: Promise<ProcessEnd>;
  #end: ProcessEnd | undefined;

  constructor(start: FirmwareStart, output: Output) {
    this.output = output;
    const child = spawn(process.execPath, firmwareArgs(start), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: firmwareEnv(start),
    });
    this.#child = child;
    output.follow(child);
    const onExit = (): void => void child.kill('SIGKILL');
    process.once('exit', onExit);
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        process.removeListener('exit', onExit);
        this.#end = { code, signal };
        resolve(this.#end);
      });
    });
  }

  /** Sends a signal and waits until the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<ProcessEnd> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** Throws when the process is gone. */
  mustRun(): void {
    if (this.#end !== undefined) throw new Error(`the firmware ${describeEnd(this.#end)}:\n${this.output.tail()}`);
  }
}
