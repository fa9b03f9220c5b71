// Keeps a program running: `node scripts/supervise.ts PROGRAM.ts [ARGS…]` starts it with this Node, restarts it when it
// ends unasked, and passes SIGINT and SIGTERM on. On the image systemd has this part.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';

export interface SuperviseOptions {
  /** What Node runs: a file and its arguments. */
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
  /** From the signal to SIGKILL. */
  readonly graceMs?: number;
  /** Waits between an end and the next start: the first, then longer up to the last. */
  readonly backOffMs?: readonly [number, ...number[]];
  /** One that ran this long has recovered: the next wait is the first again. */
  readonly recoveredAfterMs?: number;
  /** Each process as it starts, to read its output. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Each end that nobody asked for, and the wait that follows; `undefined` = it is not started again. */
  readonly onUnaskedEnd?: (end: ProcessEnd, waitMs: number | undefined) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Supervised {
  readonly pid: number | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  /** Exit code for whoever supervises: 0 after a clean end that was asked for, else that of the program. */
  readonly ended: Promise<number>;
  /** Ends it for good: signal, grace, SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** sysexits.h EX_CONFIG: the program says that only a person can help (a taken port, a file that cannot be read). */
export const hopeless = 78;
/** 128 + SIGKILL, as shells count. */
const killedCode = 137;

/** Starts the program and keeps it running until `stop`, or until it ends with `hopeless`. */
export function supervise(options: SuperviseOptions): Supervised {
  const { graceMs = 5000, backOffMs = [1000, 2000, 5000], recoveredAfterMs = 60_000 } = options;
  const { promise: ended, resolve: settle } = Promise.withResolvers<number>();
  let child: ChildProcess | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let killing: NodeJS.Timeout | undefined;
  let asked = false;
  let restarts = 0;
  let failuresInARow = 0;

  const start = (): void => {
    waiting = undefined;
    const startedMs = performance.now();
    const process_ = spawn(process.execPath, [...options.args], {
      stdio: options.stdio ?? 'inherit',
      env: options.env ?? process.env,
    });
    child = process_;
    let over = false;
    const finish = (end: ProcessEnd): void => {
      if (over) return;
      over = true;
      child = undefined;
      clearTimeout(killing);
      if (asked) settle(end.signal === null ? (end.code ?? 0) : end.signal === 'SIGKILL' ? killedCode : 0);
      else onUnasked(end, performance.now() - startedMs);
    };
    process_.once('exit', (code, signal) => finish({ code, signal }));
    // Node itself could not be started: the same as a program that ends at once.
    process_.once('error', () => finish({ code: 1, signal: null }));
    options.onStart?.(process_);
  };

  const onUnasked = (end: ProcessEnd, ranMs: number): void => {
    if (end.code === hopeless) {
      options.onUnaskedEnd?.(end, undefined);
      settle(hopeless);
      return;
    }
    failuresInARow = ranMs >= recoveredAfterMs ? 1 : failuresInARow + 1;
    const waitMs = backOffMs[Math.min(failuresInARow, backOffMs.length) - 1] ?? backOffMs[0];
    waiting = setTimeout(() => {
      restarts += 1;
      start();
    }, waitMs);
    // May call stop(): by then the wait above must be there to be cancelled.
    options.onUnaskedEnd?.(end, waitMs);
  };

  start();
  return {
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    ended,
    stop(signal = 'SIGTERM') {
      if (asked) return ended;
      asked = true;
      clearTimeout(waiting);
      const running = child;
      if (running === undefined) settle(0);
      else {
        running.kill(signal);
        killing = setTimeout(() => running.kill('SIGKILL'), graceMs);
      }
      return ended;
    },
  };
}

/** Calls back once for SIGINT, SIGTERM and SIGHUP: a terminal and npm may both send the same one. */
export function onEndSignal(end: (signal: NodeJS.Signals) => void): void {
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (told) return;
      told = true;
      end(signal);
    });
  }
}

/** One sentence about an end, for people. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}

/** Supervises in the foreground: passes signals on and takes over the exit code. */
export async function runSupervised(options: SuperviseOptions): Promise<never> {
  const supervised = supervise({
    onUnaskedEnd: (end, waitMs) => {
      const next = waitMs === undefined ? 'only a person can help' : `starting it again in ${waitMs / 1000} s`;
      console.error(`netwacht: the program ${describeEnd(end)}; ${next}`);
    },
    ...options,
  });
  onEndSignal((signal) => void supervised.stop(signal));
  process.exit(await supervised.ended);
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  if (args.length === 0) {
    console.error('node scripts/supervise.ts PROGRAM.ts [ARGS…]');
    process.exit(64);
  }
  await runSupervised({ args });
}
